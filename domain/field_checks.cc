#include "domain/field_checks.h"

#include <algorithm>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "domain/deadlines.h"
#include "domain/utf8.h"
#include "domain/validate.h"

namespace huiyin {
namespace {

// 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;
constexpr int32_t kLastNano = 999'999'999;

constexpr size_t kSha256Digits = 64;

// Nothing but spaces, the ideographic one among them: who reads it sees no text.
bool IsBlank(absl::string_view text) {
  constexpr absl::string_view kIdeographicSpace = "\u3000";
  while (!text.empty()) {
    if (absl::ascii_isspace(text.front())) {
      text.remove_prefix(1);
    } else if (!absl::ConsumePrefix(&text, kIdeographicSpace)) {
      return false;
    }
  }
  return true;
}

bool IsSha256(absl::string_view digits) {
  return digits.size() == kSha256Digits &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return absl::ascii_isxdigit(c); });
}

}  // namespace

bool IsId(absl::string_view text) {
  if (text.empty() || text.size() > kIdBytesMax || !absl::ascii_isalnum(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == ':' || c == '-'; });
}

std::string FieldChecks::Path(absl::string_view field) const {
  if (message_.empty() || field.empty()) return absl::StrCat(message_, field);
  return absl::StrCat(message_, ".", field);
}

std::string FieldChecks::ItemPath(absl::string_view field, int index) const {
  return absl::StrCat(Path(field), "[", index, "]");
}

FieldChecks& FieldChecks::String(absl::string_view field, const std::string& value, size_t bytes_max, bool required) {
  if (!status_.ok()) return *this;
  if (value.empty()) return required ? Refuse(true, Reason::kFieldMissing, field, Path(field)) : *this;
  if (value.size() > bytes_max) return Refuse(true, Reason::kTextTooLong, field, Path(field), value.size(), bytes_max);
  if (value.find('\0') != std::string::npos) return Refuse(true, Reason::kTextHasNul, field, Path(field));
  if (!IsUtf8(value)) return Refuse(true, Reason::kTextNotUtf8, field, Path(field));
  if (required && IsBlank(value)) return Refuse(true, Reason::kFieldMissing, field, Path(field));
  return *this;
}

FieldChecks& FieldChecks::Id(absl::string_view field, const std::string& value) {
  if (!status_.ok()) return *this;
  if (value.empty()) return Refuse(true, Reason::kFieldMissing, field, Path(field));
  return OptionalId(field, value);
}

FieldChecks& FieldChecks::OptionalId(absl::string_view field, const std::string& value) {
  if (value.empty() || IsId(value)) return *this;
  return Refuse(true, Reason::kIdMalformed, field, Path(field), kIdBytesMax);
}

FieldChecks& FieldChecks::Name(absl::string_view field, const std::string& value) {
  return String(field, value, kNameBytesMax, /*required=*/true);
}
FieldChecks& FieldChecks::OptionalName(absl::string_view field, const std::string& value) {
  return String(field, value, kNameBytesMax, /*required=*/false);
}
FieldChecks& FieldChecks::Title(absl::string_view field, const std::string& value) {
  return String(field, value, kTitleBytesMax, /*required=*/true);
}
FieldChecks& FieldChecks::Note(absl::string_view field, const std::string& value) {
  return String(field, value, kNoteBytesMax, /*required=*/true);
}
FieldChecks& FieldChecks::OptionalNote(absl::string_view field, const std::string& value) {
  return String(field, value, kNoteBytesMax, /*required=*/false);
}
FieldChecks& FieldChecks::ShortNote(absl::string_view field, const std::string& value) {
  return String(field, value, kShortNoteBytesMax, /*required=*/true);
}
FieldChecks& FieldChecks::Text(absl::string_view field, const std::string& value) {
  return String(field, value, kTextBytesMax, /*required=*/true);
}
FieldChecks& FieldChecks::OptionalText(absl::string_view field, const std::string& value) {
  return String(field, value, kTextBytesMax, /*required=*/false);
}

FieldChecks& FieldChecks::Date(absl::string_view field, const std::string& value) {
  if (!status_.ok()) return *this;
  if (value.empty()) return Refuse(true, Reason::kFieldMissing, field, Path(field));
  return OptionalDate(field, value);
}

FieldChecks& FieldChecks::OptionalDate(absl::string_view field, const std::string& value) {
  if (value.empty() || ParseDate(value).has_value()) return *this;
  return Refuse(true, Reason::kDateMalformed, field, Path(field));
}

FieldChecks& FieldChecks::Sha256(absl::string_view field, const std::string& value) {
  return Name(field, value).Refuse(!IsSha256(value), Reason::kHashMalformed, field, Path(field));
}

FieldChecks& FieldChecks::Moment(absl::string_view field, const google::protobuf::Timestamp& value) {
  const bool in_range = value.seconds() >= kFirstSecond && value.seconds() <= kLastSecond && value.nanos() >= 0 &&
                        value.nanos() <= kLastNano;
  if (in_range && value.GetReflection()->GetUnknownFields(value).empty()) return *this;
  return Refuse(true, Reason::kTimeMalformed, field, Path(field));
}

FieldChecks& FieldChecks::EnumValue(absl::string_view field, int value,
                                    const google::protobuf::EnumDescriptor& values) {
  if (!status_.ok()) return *this;
  if (value == 0) return Refuse(true, Reason::kFieldMissing, field, Path(field));
  if (values.FindValueByNumber(value) != nullptr) return *this;
  return Refuse(true, Reason::kEnumUnknown, field, Path(field), value);
}

FieldChecks& FieldChecks::ListSize(absl::string_view field, int size) {
  if (static_cast<size_t>(size) <= kListMax) return *this;
  return Refuse(true, Reason::kListTooLong, field, Path(field), size, kListMax);
}

FieldChecks& FieldChecks::Ids(absl::string_view field, const google::protobuf::RepeatedPtrField<std::string>& values,
                              Reason if_twice) {
  ListSize(field, values.size());
  if (values.empty() || !status_.ok()) return *this;
  absl::flat_hash_set<absl::string_view> seen;
  for (int i = 0; i < values.size() && status_.ok(); ++i) {
    const std::string path = ItemPath(field, i);
    FieldChecks item(path);
    status_ = item.Id("", values[i]).Refuse(!seen.insert(values[i]).second, if_twice, "", values[i]).status();
  }
  return *this;
}

FieldChecks& FieldChecks::Tasks(absl::string_view field, const google::protobuf::RepeatedPtrField<v1::Task>& values) {
  ListSize(field, values.size());
  absl::flat_hash_set<absl::string_view> seen;
  for (int i = 0; i < values.size() && status_.ok(); ++i) {
    const v1::Task& task = values[i];
    const std::string path = ItemPath(field, i);
    FieldChecks item(path);
    item.NothingUnknown(task).Id("unit_id", task.unit_id()).Enum<v1::Task::Role>("role", task.role());
    item.OptionalName("scope", task.scope());
    status_ = item.Refuse(!seen.insert(task.unit_id()).second, Reason::kUnitTwice, "unit_id", task.unit_id()).status();
  }
  return *this;
}

FieldChecks& FieldChecks::Attachments(absl::string_view field,
                                      const google::protobuf::RepeatedPtrField<v1::Attachment>& values) {
  ListSize(field, values.size());
  for (int i = 0; i < values.size() && status_.ok(); ++i) {
    const v1::Attachment& attachment = values[i];
    const std::string path = ItemPath(field, i);
    FieldChecks item(path);
    item.NothingUnknown(attachment).Name("name", attachment.name()).Sha256("sha256", attachment.sha256());
    // A link is often longer than a name.
    status_ = item.Name("media_type", attachment.media_type()).Note("uri", attachment.uri()).status();
  }
  return *this;
}

FieldChecks& FieldChecks::Persons(absl::string_view field,
                                  const google::protobuf::RepeatedPtrField<v1::Person>& values) {
  ListSize(field, values.size());
  for (int i = 0; i < values.size() && status_.ok(); ++i) {
    const v1::Person& person = values[i];
    const std::string path = ItemPath(field, i);
    FieldChecks item(path);
    status_ =
        item.NothingUnknown(person).Id("person_id", person.person_id()).Personal(person.person_id(), person).status();
  }
  return *this;
}

FieldChecks& FieldChecks::Commitments(absl::string_view field,
                                      const google::protobuf::RepeatedPtrField<v1::Commitment>& values) {
  ListSize(field, values.size());
  absl::flat_hash_set<absl::string_view> seen;
  for (int i = 0; i < values.size() && status_.ok(); ++i) {
    const v1::Commitment& commitment = values[i];
    const std::string path = ItemPath(field, i);
    FieldChecks item(path);
    item.NothingUnknown(commitment).Id("commitment_id", commitment.commitment_id());
    item.Text("text", commitment.text()).Date("due_on", commitment.due_on());
    const bool twice = !seen.insert(commitment.commitment_id()).second;
    status_ = item.Refuse(twice, Reason::kCommitmentTwice, "commitment_id", commitment.commitment_id()).status();
  }
  return *this;
}

FieldChecks& FieldChecks::Parts(absl::string_view field, const google::protobuf::RepeatedField<int>& values) {
  ListSize(field, values.size()).Refuse(values.empty(), Reason::kListEmpty, field, Path(field));
  absl::flat_hash_set<int> seen;
  for (int i = 0; i < values.size() && status_.ok(); ++i) {
    const std::string path = ItemPath(field, i);
    FieldChecks item(path);
    const auto part = static_cast<v1::Publication::Part>(values[i]);
    status_ = item.Enum<v1::Publication::Part>("", part)
                  .Refuse(!seen.insert(part).second, Reason::kPartTwice, "", v1::Publication::Part_Name(part))
                  .status();
  }
  return *this;
}

FieldChecks& FieldChecks::SealedLedgers(absl::string_view field,
                                        const google::protobuf::RepeatedPtrField<v1::SealedLedger>& values) {
  ListSize(field, values.size()).Refuse(values.empty(), Reason::kListEmpty, field, Path(field));
  for (int i = 0; i < values.size() && status_.ok(); ++i) {
    const std::string path = ItemPath(field, i);
    status_ = FieldChecks(path).NothingUnknown(values[i]).Id("ledger_id", values[i].ledger_id()).status();
  }
  return *this;
}

FieldChecks& FieldChecks::SealedFigures(absl::string_view field,
                                        const google::protobuf::RepeatedPtrField<v1::SealedFigure>& values) {
  ListSize(field, values.size());
  for (int i = 0; i < values.size() && status_.ok(); ++i) {
    const std::string path = ItemPath(field, i);
    status_ = FieldChecks(path).NothingUnknown(values[i]).Id("figure", values[i].figure()).status();
  }
  return *this;
}

FieldChecks& FieldChecks::Link(absl::string_view field, const v1::LinkedEvent& value) {
  if (!status_.ok()) return *this;
  const std::string path = Path(field);
  FieldChecks link(path);
  link.NothingUnknown(value).Id("ledger_id", value.ledger_id()).Id("proposal_id", value.proposal_id());
  status_ = link.status();
  return *this;
}

FieldChecks& FieldChecks::Outcome(absl::string_view field, const v1::Outcome& value) {
  if (!status_.ok()) return *this;
  const std::string path = Path(field);
  FieldChecks outcome(path);
  outcome.NothingUnknown(value).Link("event", value.event()).Enum<v1::Proposal::Status>("status", value.status());
  outcome.Date("happened_on", value.happened_on()).OptionalDate("due_on", value.due_on());
  outcome.OptionalEnum<v1::Reply::Class>("result_class", value.result_class());
  outcome.OptionalName("document_no", value.document_no());
  outcome.OptionalEnum<v1::Evaluation::Verdict>("attitude", value.attitude());
  outcome.OptionalEnum<v1::Evaluation::Verdict>("result", value.result()).OptionalText("text", value.text());
  outcome.OptionalId("merged_into", value.merged_into()).ListSize("unit_names", value.unit_names_size());
  for (int i = 0; i < value.unit_names_size(); ++i)
    outcome.Name(absl::StrCat("unit_names[", i, "]"), value.unit_names(i));
  status_ = outcome.status();
  return *this;
}

FieldChecks& FieldChecks::PersonNamed(absl::string_view field, const v1::Person& value, const std::string& id) {
  if (!status_.ok()) return *this;
  const std::string path = Path(field);
  FieldChecks person(path);
  person.NothingUnknown(value).Personal(id, value);
  person.Refuse(value.person_id() != id, Reason::kNotNamedAfterLink, "person_id", value.person_id(), id);
  status_ = person.status();
  return *this;
}

}  // namespace huiyin

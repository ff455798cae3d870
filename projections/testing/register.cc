#include "projections/testing/register.h"

#include <google/protobuf/text_format.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "absl/time/civil_time.h"
#include "base/check.h"
#include "eventstore/record_codec.h"

namespace huiyin::testing {
namespace {

std::string TextField(const google::protobuf::Message& message, const std::string& name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// The stream of the event, from the id that it begins with.
std::string StreamOf(const v1::Event& event) {
  const auto* field = event.GetReflection()->GetOneofFieldDescriptor(event, event.GetDescriptor()->oneof_decl(0));
  CHECK(field != nullptr);
  const google::protobuf::Message& inner = event.GetReflection()->GetMessage(event, field);
  for (const char* kind : {"proposal", "session", "deputy", "unit"}) {
    const std::string id = TextField(inner, absl::StrCat(kind, "_id"));
    if (!id.empty()) return absl::StrCat(kind, "/", id);
  }
  return "ledger";
}

}  // namespace

absl::Time Noon(absl::string_view day) {
  absl::CivilDay civil;
  CHECK(absl::ParseCivilTime(day, &civil));
  return absl::FromCivil(civil, absl::UTCTimeZone()) + absl::Hours(12);
}

Register::Register(std::string ledger) : ledger_(std::move(ledger)) {
  const char* const day = "2020-01-01";
  Add(day, "ledger_opened { name: 'Town' level: TOWNSHIP rule_pack: 'cn-national' time_zone: 'Asia/Shanghai' }");
  for (int i = 1; i <= 3; ++i) Add(day, absl::Substitute("unit_enrolled { unit_id: 'u-$0' name: 'Unit $0' }", i));
  Add(day, "deputy_seated { deputy_id: 'd-1' name: 'Deputy 1' group: 'North' }");
  Add(day, "deputy_seated { deputy_id: 'd-2' name: 'Deputy 2' group: 'South' }");
  Add(day, "session_opened { session_id: 's-1' term: 1 number: 1 opens_on: '2020-01-10' closes_on: '2020-01-12' }");
}

Register& Register::Add(absl::string_view day, const std::string& event) {
  v1::Record record;
  CHECK(google::protobuf::TextFormat::ParseFromString(event, record.mutable_event()));
  record.set_ledger_id(ledger_);
  record.set_seq(records_.size());
  record.set_stream_id(StreamOf(record.event()));
  record.set_stream_version(versions_[record.stream_id()]++);
  record.set_command_id(absl::StrCat("c-", record.seq()));
  record.set_command_digest(std::string(32, 'd'));
  record.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(Noon(day)));
  record.mutable_recorded_at()->set_seconds(
      absl::ToUnixSeconds(Noon(recorded_on_.empty() ? day : absl::string_view(recorded_on_))));
  record.mutable_actor()->set_id("office-1");
  record.mutable_actor()->set_role(v1::Actor::CONGRESS_OFFICE);
  records_.push_back(std::move(record));
  return *this;
}

Register& Register::RecordedOn(absl::string_view day) {
  recorded_on_ = std::string(day);
  return *this;
}

Register& Register::Submitted(absl::string_view day, const std::string& proposal, const std::string& lead) {
  return Add(day,
             absl::Substitute("proposal_submitted { proposal_id: '$0' kind: SUGGESTION title: 'Title $0' body: 'b' "
                              "lead_deputy_id: '$1' session_id: 's-1' source: CONGRESS submitted_on: '$2' }",
                              proposal, lead, day));
}

Register& Register::Registered(absl::string_view day, const std::string& proposal, int number,
                               const std::string& category) {
  return Add(day,
             absl::Substitute("proposal_registered { proposal_id: '$0' category: '$1' session_id: 's-1' number: $2 }",
                              proposal, category, number));
}

Register& Register::Assigned(absl::string_view day, const std::string& proposal, const std::string& unit,
                             absl::string_view due) {
  return Add(day,
             absl::Substitute("proposal_assigned { proposal_id: '$0' mode: SINGLE due { on: '$2' } assigned_on: '$3' "
                              "tasks { task { unit_id: '$1' role: LEAD } due { on: '$2' } } }",
                              proposal, unit, due, day));
}

Register& Register::Received(absl::string_view day, const std::string& proposal, const std::string& unit) {
  return Add(day, absl::Substitute("task_received { proposal_id: '$0' unit_id: '$1' }", proposal, unit));
}

Register& Register::Replied(absl::string_view day, const std::string& proposal, const std::string& unit,
                            absl::string_view due, const std::string& result_class, int round) {
  return Add(day,
             absl::Substitute("reply_delivered { proposal_id: '$0' unit_id: '$1' document_no: 'no. 1' signer: 'Li' "
                              "result_class: $2 text: 't' round: $3 replied_on: '$4' completes_reply: true "
                              "due { on: '$5' } feedback_by { on: '2020-12-31' } }",
                              proposal, unit, result_class, round, day, due));
}

Register& Register::Evaluated(absl::string_view day, const std::string& proposal, const std::string& result,
                              int round) {
  return Add(day, absl::Substitute("proposal_evaluated { proposal_id: '$0' deputy_id: 'd-1' attitude: SATISFIED "
                                   "result: $1 round: $2 }",
                                   proposal, result, round));
}

std::unique_ptr<LedgerFold> Register::Fold() const {
  auto fold = std::make_unique<LedgerFold>(LedgerId(ledger_));
  for (const v1::Record& record : records_) CHECK(fold->Add(record).ok());
  return fold;
}

void Register::AppendTo(EventLog& log) {
  LedgerBatch batch{LedgerId(ledger_), Seq(appended_), {}};
  for (; appended_ < records_.size(); ++appended_) {
    absl::StatusOr<EncodedRecord> encoded = Encode(records_[appended_]);
    CHECK(encoded.ok());
    batch.records.push_back(*std::move(encoded));
  }
  if (batch.records.empty()) return;
  const absl::Status appended = log.Append({&batch, 1});
  CHECK_EQ(appended, absl::OkStatus());
}

}  // namespace huiyin::testing

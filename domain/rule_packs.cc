#include "domain/rule_packs.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/deadlines.h"

namespace huiyin {
namespace {

constexpr char kReason[] = "RULE_PACK_MALFORMED";
// Bounds what counting days may cost.
constexpr uint32_t kLimitCountMax = 1'000;
constexpr size_t kPackBytesMax = 64 << 10;

absl::Status Malformed(absl::string_view english, absl::string_view chinese, absl::string_view field = {}) {
  return Error(absl::StatusCode::kInvalidArgument, kReason, absl::StrCat("rule pack: ", english),
               absl::StrCat("规则包：", chinese), field);
}

// Keeps the first fault that the parser finds.
class FirstFault final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

absl::Status CheckSource(absl::string_view field, const v1::RuleSource& source) {
  if (source.assumed()) return absl::OkStatus();
  // A statute whose article nobody has looked up yet says so.
  if (!source.statute().empty() && (!source.article().empty() || !source.note().empty())) return absl::OkStatus();
  return Malformed(absl::StrCat(field, " names neither a statute with its article, or a note, nor assumed"),
                   absl::StrCat(field, " 既无法规及条款（或说明），也未标明为假定"), field);
}

absl::Status CheckLimit(absl::string_view field, const v1::TimeLimit& limit) {
  if (limit.count() == 0 || limit.count() > kLimitCountMax) {
    return Malformed(absl::StrCat(field, ".count must be 1 to ", kLimitCountMax),
                     absl::StrCat(field, ".count 须为 1 至 ", kLimitCountMax), field);
  }
  if (!v1::TimeLimit::Unit_IsValid(limit.unit()) || limit.unit() == v1::TimeLimit::UNSPECIFIED) {
    return Malformed(absl::StrCat(field, ".unit is missing"), absl::StrCat("缺少 ", field, ".unit"), field);
  }
  return CheckSource(absl::StrCat(field, ".source"), limit.source());
}

absl::Status CheckLimits(const v1::RulePack& pack) {
  RETURN_IF_ERROR(CheckLimit("reply", pack.reply()));
  RETURN_IF_ERROR(CheckLimit("complex_reply", pack.complex_reply()));
  RETURN_IF_ERROR(CheckLimit("assign", pack.assign()));
  RETURN_IF_ERROR(CheckLimit("return", pack.return_()));
  RETURN_IF_ERROR(CheckLimit("co_opinion", pack.co_opinion()));
  RETURN_IF_ERROR(CheckLimit("contact", pack.contact()));
  RETURN_IF_ERROR(CheckLimit("feedback", pack.feedback()));
  RETURN_IF_ERROR(CheckLimit("rehandling", pack.rehandling()));
  if (pack.reply().unit() != pack.complex_reply().unit() || pack.complex_reply().count() < pack.reply().count()) {
    return Malformed("complex_reply is not as long as reply, in the same unit",
                     "complex_reply 须与 reply 单位相同且不短于它", "complex_reply");
  }
  return absl::OkStatus();
}

absl::Status CheckChoices(const v1::RulePack& pack) {
  if (!v1::RulePack::Clock_IsValid(pack.clock_start()) || pack.clock_start() == v1::RulePack::UNSPECIFIED) {
    return Malformed("clock_start is missing", "缺少 clock_start", "clock_start");
  }
  RETURN_IF_ERROR(CheckSource("clock_start_source", pack.clock_start_source()));
  if (pack.feedback_missing() != v1::RulePack::EXCLUDED_FROM_SATISFACTION) {
    return Malformed("feedback_missing is missing", "缺少 feedback_missing", "feedback_missing");
  }
  RETURN_IF_ERROR(CheckSource("feedback_missing_source", pack.feedback_missing_source()));
  if (pack.motion_signatures_township() == 0 || pack.motion_signatures_above() == 0) {
    return Malformed("motion_signatures are missing", "缺少议案联名人数", "motion_signatures_township");
  }
  RETURN_IF_ERROR(CheckSource("motion_signatures_source", pack.motion_signatures_source()));
  return CheckSource("close_counts_follow_up_source", pack.close_counts_follow_up_source());
}

absl::Status CheckPack(const v1::RulePack& pack) {
  if (pack.id().empty() || pack.id().find('@') != std::string::npos)
    return Malformed("id is missing, or holds @", "缺少 id，或其中含有 @", "id");
  if (!ParseDate(pack.effective_on()).has_value()) {
    return Malformed("effective_on is not a date YYYY-MM-DD", "effective_on 不是 YYYY-MM-DD 的日期", "effective_on");
  }
  if (pack.name().empty() || pack.name_zh().empty())
    return Malformed("name or name_zh is missing", "缺少 name 或 name_zh", "name");
  RETURN_IF_ERROR(CheckLimits(pack));
  return CheckChoices(pack);
}

}  // namespace

absl::StatusOr<v1::RulePack> ParseRulePack(absl::string_view textproto) {
  if (textproto.size() > kPackBytesMax) return Malformed("the text is too long", "文本过长");
  FirstFault fault;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&fault);
  v1::RulePack pack;
  if (!parser.ParseFromString(std::string(textproto), &pack)) return Malformed(fault.text(), fault.text());
  RETURN_IF_ERROR(CheckPack(pack));
  return pack;
}

absl::StatusOr<RulePacks> ParseRulePacks(absl::Span<const absl::string_view> textprotos) {
  RulePacks packs;
  for (absl::string_view text : textprotos) {
    ASSIGN_OR_RETURN(v1::RulePack pack, ParseRulePack(text));
    RETURN_IF_ERROR(packs.Add(std::move(pack)));
  }
  return packs;
}

absl::Status RulePacks::Add(v1::RulePack pack) {
  const std::string id = pack.id();
  const std::string effective_on = pack.effective_on();
  if (packs_[id].emplace(effective_on, std::move(pack)).second) return absl::OkStatus();
  return Error(absl::StatusCode::kAlreadyExists, "RULE_PACK_EXISTS",
               absl::StrCat("there are two rule packs ", id, "@", effective_on),
               absl::StrCat("规则包 ", id, "@", effective_on, " 重复"));
}

bool RulePacks::Has(absl::string_view id) const { return packs_.contains(id); }

const v1::RulePack* RulePacks::InForce(absl::string_view id, absl::CivilDay day) const {
  auto versions = packs_.find(id);
  if (versions == packs_.end()) return nullptr;
  auto after = versions->second.upper_bound(FormatDate(day));
  // None is effective yet: the earliest.
  return after == versions->second.begin() ? &after->second : &std::prev(after)->second;
}

const v1::RulePack* RulePacks::Find(absl::string_view versioned_id) const {
  const size_t at = versioned_id.find('@');
  if (at == absl::string_view::npos) return nullptr;
  auto versions = packs_.find(versioned_id.substr(0, at));
  if (versions == packs_.end()) return nullptr;
  auto pack = versions->second.find(versioned_id.substr(at + 1));
  return pack == versions->second.end() ? nullptr : &pack->second;
}

std::vector<std::string> RulePacks::VersionedIds() const {
  std::vector<std::string> ids;
  for (const auto& [id, versions] : packs_) {
    for (const auto& [effective_on, pack] : versions) ids.push_back(VersionedId(pack));
  }
  return ids;
}

std::string VersionedId(const v1::RulePack& pack) { return absl::StrCat(pack.id(), "@", pack.effective_on()); }

}  // namespace huiyin

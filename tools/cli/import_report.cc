#include "tools/cli/import_report.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "tools/cli/table.h"

namespace huiyin {
namespace {

using OrderedJson = nlohmann::ordered_json;

// Keys keep their order; a text that is not UTF-8 cannot break the report.
std::string Line(const OrderedJson& json) { return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace); }

// "line 3: assign.due_on: …"
absl::Status WithPlace(uint64_t line, const absl::Status& status) {
  const std::string field = FieldOf(status);
  return Error(status.code(), ReasonOf(status),
               absl::StrCat("line ", line, ": ", WithField(field, status.message(), ": ")),
               absl::StrCat("第 ", line, " 行：", WithField(field, ChineseOf(status), "：")));
}

struct OutcomeWord {
  const char* outcome;
  const char* chinese;
};

constexpr OutcomeWord kOutcomeWords[] = {
    {"OK", "已入册"},
    {"REPEAT", "重复，未新增"},
    {"INVALID_ARGUMENT", "内容有误"},
    {"NOT_FOUND", "所指不存在"},
    {"ALREADY_EXISTS", "已存在"},
    {"PERMISSION_DENIED", "无权执行"},
    {"FAILED_PRECONDITION", "不合规则"},
    {"UNAUTHENTICATED", "身份不明"},
};

std::string InChinese(const std::string& outcome) {
  for (const OutcomeWord& word : kOutcomeWords) {
    if (outcome == word.outcome) return word.chinese;
  }
  return outcome;
}

std::string CodeName(const absl::Status& status) { return absl::StatusCodeToString(status.code()); }

}  // namespace

void ImportReport::Write(const OrderedJson& outcome) {
  if (outcomes_path_.empty()) return;
  if (!outcomes_file_.is_open()) outcomes_file_.open(outcomes_path_, std::ios::binary | std::ios::trunc);
  outcomes_file_ << Line(outcome) << '\n';
}

absl::Status ImportReport::Flush() {
  if (outcomes_path_.empty()) return absl::OkStatus();
  if (!outcomes_file_.is_open()) outcomes_file_.open(outcomes_path_, std::ios::binary | std::ios::trunc);
  if (outcomes_file_.flush()) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, "OUTCOMES_UNWRITABLE", absl::StrCat("cannot write ", outcomes_path_),
               absl::StrCat("无法写入 ", outcomes_path_));
}

void ImportReport::Taken(uint64_t line, const v1::Receipt& receipt) {
  const char* outcome = receipt.repeated_command() ? "REPEAT" : "OK";
  ++commands_;
  ++outcomes_[outcome];
  Write({{"line", line}, {"outcome", outcome}, {"seq", receipt.first_seq()}, {"reason", nullptr}});
}

void ImportReport::Refused(uint64_t line, const absl::Status& status) {
  ++commands_;
  ++outcomes_[CodeName(status)];
  ++refusals_[ReasonOf(status)];
  if (++told_ <= kToldMax) {
    PrintError(WithPlace(line, status), form_);
  } else if (told_ == kToldMax + 1 && form_ == ErrorForm::kText) {
    std::fprintf(stderr,
                 "further refusals are only counted; --outcomes FILE lists them all\n其余拒绝只计数；可用 --outcomes "
                 "FILE 列出全部\n");
  }
  Write({{"line", line},
         {"outcome", CodeName(status)},
         {"seq", nullptr},
         {"reason", ReasonOf(status)},
         {"field", FieldOf(status)},
         {"message", std::string(status.message())},
         {"message_zh", ChineseOf(status)}});
}

uint64_t ImportReport::refused() const {
  uint64_t count = 0;
  for (const auto& [reason, refusals] : refusals_) count += refusals;
  return count;
}

std::string ImportReport::Json() const {
  return Line(OrderedJson{{"commands", commands_}, {"outcomes", outcomes_}, {"refusals", refusals_}});
}

std::string ImportReport::Summary(Language language) const {
  const bool chinese = language == Language::kChinese;
  Table table({{chinese ? "结果" : "outcome"}, {chinese ? "命令数" : "commands", Table::Align::kRight}});
  for (const auto& [outcome, count] : outcomes_) {
    table.Add({chinese ? InChinese(outcome) : outcome, absl::StrCat(count)});
  }
  for (const auto& [reason, count] : refusals_) table.Add({absl::StrCat("  ", reason), absl::StrCat(count)});
  return table.Render(0);
}

}  // namespace huiyin

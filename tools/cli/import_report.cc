#include "tools/cli/import_report.h"

#include <cstdio>
#include <nlohmann/json.hpp>

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
               absl::StrCat("line ", line, ": ", field, field.empty() ? "" : ": ", status.message()),
               absl::StrCat("第 ", line, " 行：", field, field.empty() ? "" : "：", ChineseOf(status)));
}

std::string CodeName(const absl::Status& status) { return absl::StatusCodeToString(status.code()); }

}  // namespace

absl::Status ImportReport::OpenOutcomes(const std::string& path) {
  if (path.empty()) return absl::OkStatus();
  outcomes_path_ = path;
  outcomes_file_.open(path, std::ios::binary | std::ios::trunc);
  return Flush();
}

absl::Status ImportReport::Flush() {
  if (outcomes_path_.empty() || outcomes_file_.flush()) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, "OUTCOMES_UNWRITABLE", absl::StrCat("cannot write ", outcomes_path_),
               absl::StrCat("无法写入 ", outcomes_path_));
}

void ImportReport::Taken(uint64_t line, const v1::Receipt& receipt) {
  const char* outcome = receipt.repeated_command() ? "REPEAT" : "OK";
  ++commands_;
  ++outcomes_[outcome];
  if (outcomes_path_.empty()) return;
  outcomes_file_ << Line(OrderedJson{
                        {"line", line}, {"outcome", outcome}, {"seq", receipt.first_seq()}, {"reason", nullptr}})
                 << '\n';
}

void ImportReport::Refused(uint64_t line, const absl::Status& status) {
  ++commands_;
  ++outcomes_[CodeName(status)];
  ++refusals_[ReasonOf(status)];
  if (++told_ <= kToldMax) {
    PrintError(WithPlace(line, status));
  } else if (told_ == kToldMax + 1) {
    std::fprintf(stderr,
                 "further refusals are only counted; --outcomes FILE lists them all\n其余拒绝只计数；可用 --outcomes "
                 "FILE 列出全部\n");
  }
  if (outcomes_path_.empty()) return;
  outcomes_file_ << Line(OrderedJson{{"line", line},
                                     {"outcome", CodeName(status)},
                                     {"seq", nullptr},
                                     {"reason", ReasonOf(status)},
                                     {"field", FieldOf(status)},
                                     {"message", std::string(status.message())},
                                     {"message_zh", ChineseOf(status)}})
                 << '\n';
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
  for (const auto& [outcome, count] : outcomes_) table.Add({outcome, absl::StrCat(count)});
  for (const auto& [reason, count] : refusals_) table.Add({absl::StrCat("  ", reason), absl::StrCat(count)});
  return table.Render(0);
}

}  // namespace huiyin

#include "tools/cli/tick.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "domain/words.h"
#include "services/server/node.h"
#include "tools/cli/moments.h"
#include "tools/cli/printable.h"

namespace huiyin {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string OutcomeOf(const absl::StatusOr<CommandReceipt>& outcome) {
  if (!outcome.ok()) return absl::StatusCodeToString(outcome.status().code());
  return outcome->repeated ? "REPEAT" : "OK";
}

void PrintJson(const v1::Command& order, const absl::StatusOr<CommandReceipt>& outcome) {
  OrderedJson line = {{"ledger_id", order.ledger_id()},
                      {"command_id", order.command_id()},
                      {"command", WordsOf(order.command_case()).english},
                      {"outcome", OutcomeOf(outcome)}};
  if (outcome.ok()) line["seq"] = outcome->first.value();
  if (!outcome.ok()) line["reason"] = ReasonOf(outcome.status());
  std::puts(line.dump().c_str());
}

void PrintText(const v1::Command& order, const absl::StatusOr<CommandReceipt>& outcome, bool chinese) {
  const Words words = WordsOf(order.command_case());
  const std::string reason = outcome.ok() ? "" : ReasonOf(outcome.status());
  std::printf("%s  %s  %s  %s %s\n", Printable(order.ledger_id()).c_str(),
              std::string(chinese ? words.chinese : words.english).c_str(), Printable(order.command_id()).c_str(),
              OutcomeOf(outcome).c_str(), reason.c_str());
}

void PrintCounts(const PassReport& report, const Shown& shown) {
  if (shown.json) {
    std::puts(OrderedJson{{"ledgers", report.ledgers},
                          {"given", report.given},
                          {"given_before", report.given_before},
                          {"moot", report.moot},
                          {"waiting", report.waiting}}
                  .dump()
                  .c_str());
    return;
  }
  const char* form = LanguageOf(shown.language) == Language::kChinese
                         ? "发出 %llu 项；此前已发 %llu 项；已不适用 %llu 项；暂缓 %llu 项\n"
                         : "%llu given, %llu given before, %llu moot, %llu waiting\n";
  const auto count = [](uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf(form, count(report.given), count(report.given_before), count(report.moot), count(report.waiting));
}

// What --at says; the machine's time when it says nothing.
absl::StatusOr<absl::Time> MomentOf(const std::string& at) {
  const absl::Time now = SystemClock().Now();
  if (at.empty()) return now;
  ASSIGN_OR_RETURN(const google::protobuf::Timestamp given, MomentOption("--at", at));
  if (ToTime(given) <= now) return ToTime(given);
  return Error(absl::StatusCode::kInvalidArgument, "TIME_IN_FUTURE", "what is not due yet cannot be given",
               "未到期的事项不能提前发出", "--at");
}

}  // namespace

absl::Status Tick(const TickOptions& options) {
  ASSIGN_OR_RETURN(const absl::Time moment, MomentOf(options.at));
  NodeOptions node_options;
  node_options.data_directory = options.data;
  node_options.create_if_missing = false;
  node_options.insecure = true;
  node_options.calendar_file = options.calendar_file;
  node_options.personal_keys_directory = options.personal_keys_directory;
  node_options.checkpoint_key_files = options.checkpoint_key_files;
  ASSIGN_OR_RETURN(const std::unique_ptr<Node> node, Node::Start(node_options));
  const bool chinese = LanguageOf(options.shown.language) == Language::kChinese;
  const auto print = [&](const v1::Command& order, const absl::StatusOr<CommandReceipt>& outcome) {
    if (options.shown.json) return PrintJson(order, outcome);
    PrintText(order, outcome, chinese);
  };
  ASSIGN_OR_RETURN(const PassReport report, node->Tick(options.timekeeper, ManualClock(moment), print));
  PrintCounts(report, options.shown);
  return report.error;
}

}  // namespace huiyin

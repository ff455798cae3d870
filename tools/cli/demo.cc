#include "tools/cli/demo.h"

#include <cstdio>
#include <memory>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "tools/cli/connection.h"
#include "tools/cli/demo_data.h"
#include "tools/cli/import.h"
#include "tools/cli/import_report.h"
#include "tools/cli/listen_address.h"
#include "tools/cli/statistics.h"
#include "tools/cli/stop_signal.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

constexpr char kYearEnd[] = "2020-12-31T16:00:00Z";

absl::StatusOr<std::unique_ptr<Node>> StartNode(const DemoOptions& options, const std::string& host) {
  NodeOptions node;
  node.data_directory = options.data;
  node.insecure = true;
  if (options.once) return Node::Start(node);
  node.listen_address = options.listen;
  absl::StatusOr<std::unique_ptr<Node>> started = Node::Start(node);
  if (started.ok() || ReasonOf(started.status()) != "CANNOT_LISTEN") return started;
  // The port is taken: any free one will do for a demo.
  node.listen_address = absl::StrCat(host, ":0");
  return Node::Start(node);
}

// Only the first time it appends anything.
absl::Status LoadTown(Connection& connection, bool chinese) {
  const std::string file(DemoData());
  std::istringstream in(file);
  ImportReport report;
  RETURN_IF_ERROR(ExecuteCommands(in, file.size(), connection, {.historical = true}, report));
  std::printf(chinese ? "已载入石门镇（虚构）的登记册：%llu 条命令，%llu 条被拒绝。\n"
                      : "Loaded the register of Shimen, a made-up town: %llu commands, %llu refused.\n",
              static_cast<unsigned long long>(report.commands()), static_cast<unsigned long long>(report.refused()));
  if (report.refused() == 0) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "DEMO_CHANGED",
               "this data directory holds something else already; give the demo one of its own",
               "该数据目录已有其他内容；请为演示另选一个目录");
}

absl::Status PrintTables(const Connection& connection, const DemoOptions& options, bool chinese) {
  StatisticsOptions statistics;
  statistics.language = options.language;
  statistics.known_at = kYearEnd;
  std::printf("\n== %s ==\n\n", chinese ? "2020 年底的登记册" : "The register at the end of 2020");
  RETURN_IF_ERROR(PrintStatistics(connection, statistics));
  std::printf("\n== %s ==\n\n", chinese ? "现在的登记册" : "The register now");
  statistics.known_at.clear();
  return PrintStatistics(connection, statistics);
}

void PrintWhatNext(const DemoOptions& options, const std::string& where, bool chinese) {
  const char* next = chinese ? "\n接下来可以试试" : "\nWhat to try next";
  const char* elsewhere = options.once ? "" : chinese ? "（在另一个终端）" : " (in another terminal)";
  const char* commands = R"(
  huiyin list %where --status HANDLING
  huiyin show %where p-072
  huiyin timeline %where p-036
  huiyin overdue %where --known-at 2020-07-01T00:00:00+08:00
  huiyin stats %where --known-at 2020-07-01T00:00:00+08:00 --by main_unit
  huiyin log-progress %where --proposal-id p-072 --unit-id u-school --note "Talks with the kindergarten have begun" \
      --actor-id school-1 --actor-role HANDLING_UNIT --actor-unit u-school
  huiyin timeline %where p-072
)";
  const std::string calls =
      absl::StrReplaceAll(commands, {{"%where", where}, {"huiyin ", absl::StrCat(options.program, " ")}});
  std::printf("%s%s:\n%s\n", next, elsewhere, calls.c_str());
  std::fflush(stdout);
}

}  // namespace

absl::Status Demo(const DemoOptions& options) {
  ASSIGN_OR_RETURN(const HostPort address, ParseListenAddress(options.listen));
  StopSignal stop;
  const bool chinese = LanguageOf(options.language) == Language::kChinese;
  ASSIGN_OR_RETURN(const std::unique_ptr<Node> node, StartNode(options, address.host));
  {
    const std::unique_ptr<Connection> connection = Connection::ToNode(*node);
    RETURN_IF_ERROR(LoadTown(*connection, chinese));
    RETURN_IF_ERROR(node->WaitUntilCaughtUp(absl::InfiniteFuture()));
    RETURN_IF_ERROR(PrintTables(*connection, options, chinese));
  }
  if (options.once) {
    PrintWhatNext(options, absl::StrCat("--data ", options.data), chinese);
    return absl::OkStatus();
  }
  const std::string served = absl::StrCat(address.host, ":", node->port());
  PrintWhatNext(options, absl::StrCat("--server ", served), chinese);
  std::printf(chinese ? "正在 %s 提供服务，不校验身份（仅供演示，只限本机）。按 Ctrl-C 结束。\n"
                      : "Serving on %s WITHOUT any check of who calls (a demo, this machine only). Ctrl-C ends it.\n",
              served.c_str());
  std::fflush(stdout);
  stop.Wait();
  node->Shutdown();
  return absl::OkStatus();
}

}  // namespace huiyin

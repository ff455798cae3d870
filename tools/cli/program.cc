#include "tools/cli/program.h"

#include <cstdio>
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "services/server/version.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

constexpr int kUsageError = 2;

constexpr char kAbout[] =
    "huiyin 回音: the register of what deputies of a people's congress propose,\n"
    "from submission 提出 to assignment 交办, reply 答复 and evaluation 评价.";

constexpr char kFooter[] = R"(First steps:
  huiyin demo --data demo                                   a made-up town's register, ready to look at
  huiyin import --data register --historical past.jsonl     a past register from a file
Daily work:
  huiyin submit --data register --actor-id d-10 --actor-role DEPUTY \
      --proposal-id p-101 --kind SUGGESTION --title "…" --body @body.txt \
      --lead-deputy-id d-10 --session-id s-19-8 --source CONGRESS
  huiyin assign --data register --actor-id gov-1 --actor-role GOVERNMENT_OFFICE \
      --proposal-id p-101 --mode JOINT --task u-road:LEAD --task u-police:CO
Reports:
  huiyin stats --data register --known-at 2021-01-01T00:00:00+08:00
  huiyin overdue --data register --within-days 7
  huiyin report by-unit --data register --known-at 2021-01-01T00:00:00+08:00 --format html
Running a server:
  huiyin serve --data register --listen 127.0.0.1:7600 --tokens tokens.jsonl
  huiyin list --server 127.0.0.1:7600 --token-file my-token

Exit codes: 0 ok, 1 refused, 2 usage, 3 unavailable or fate unknown, 4 data loss.
`huiyin SUBCOMMAND --help` tells more of each.)";

}  // namespace

CLI::App& AddSubcommand(Program& program, const char* group, const SubcommandHelp& help) {
  CLI::App* app = program.app.add_subcommand(help.name, help.summary);
  app->group(group);
  app->footer(absl::StrCat("\nExample:\n  huiyin ", help.example));
  return *app;
}

void AddLanguageOption(CLI::App& app, std::string& language) {
  app.add_option("--lang", language, "Language of the answer; by LANG when not given")
      ->check(CLI::IsMember({"en", "zh"}));
}

void RequireConnection(const ConnectionOptions& options) {
  if (options.server.empty() == options.data.empty())
    throw CLI::RequiredError("Either --server HOST:PORT or --data DIR");
}

void AddEverything(Program& program) {
  program.app.name("huiyin");
  program.app.description(kAbout);
  program.app.footer(kFooter);
  program.app.set_version_flag("--version", absl::StrCat("huiyin ", kVersion));
  program.app.require_subcommand(1);
  program.app.get_formatter()->column_width(26);
  AddFirstSteps(program);
  AddLifecycle(program);
  AddReports(program);
  AddReportOfHistory(program);
  AddAudit(program);
  AddServing(program);
  AddRunning(program);
}

namespace {

absl::Status OutputUnwritable() {
  return Error(absl::StatusCode::kUnavailable, "OUTPUT_UNWRITABLE",
               "the output could not be written; is the disk full?", "无法写出结果；磁盘是否已满？");
}

// Parsing fails before it is known what the call meant.
bool AsksForJson(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const absl::string_view word = argv[i], before = argv[i - 1];
    if (word == "--json" || word == "--format=json" || (word == "json" && before == "--format")) return true;
  }
  return false;
}

void PrintUsageError(const Program& program, const CLI::ParseError& error, ErrorForm form) {
  if (form == ErrorForm::kText) {
    program.app.exit(error);
    std::cerr << "用法有误；加上 --help 可查看用法。\n";
    return;
  }
  PrintError(Error(absl::StatusCode::kInvalidArgument, "USAGE", error.what(), "用法有误；加上 --help 可查看用法"),
             form);
}

int ParseAndRun(int argc, char** argv, ErrorForm form) {
  Program program;
  if (argc > 0) program.called_as = argv[0];
  AddEverything(program);
  if (argc == 1) {
    std::cout << program.app.help();
    return kUsageError;
  }
  try {
    program.app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return program.app.exit(asked);
  } catch (const CLI::ParseError& error) {
    PrintUsageError(program, error, form);
    return kUsageError;
  }
  const absl::Status status = program.run();
  if (!status.ok()) PrintError(status, form);
  return ExitCodeOf(status);
}

}  // namespace

int RunProgram(int argc, char** argv) {
  const ErrorForm form = AsksForJson(argc, argv) ? ErrorForm::kJson : ErrorForm::kText;
  const int code = ParseAndRun(argc, argv, form);
  std::cout.flush();
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good()) return code;
  PrintError(OutputUnwritable(), form);
  return code == 0 ? ExitCodeOf(OutputUnwritable()) : code;
}

}  // namespace huiyin

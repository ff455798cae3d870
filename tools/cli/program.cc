#include "tools/cli/program.h"

#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
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
  huiyin submit --server localhost:7600 --proposal-id p-101 --kind SUGGESTION --title "…" --body @body.txt \
      --lead-deputy-id d-10 --session-id s-19-8 --source CONGRESS
  huiyin assign --server localhost:7600 --proposal-id p-101 --mode JOINT --task u-roads:LEAD --task u-water:CO
Reports:
  huiyin stats --data register --known-at 2021-01-01T00:00:00+08:00
  huiyin overdue --data register --within-days 7
Running a server:
  huiyin serve --data register --listen 127.0.0.1:7600 --token-file tokens.jsonl

Exit codes: 0 ok, 1 refused, 2 usage, 3 unavailable, 4 data loss.
`huiyin SUBCOMMAND --help` tells more of each.)";

}  // namespace

CLI::App& AddSubcommand(Program& program, const char* group, const SubcommandHelp& help) {
  CLI::App* app = program.app.add_subcommand(help.name, help.summary);
  app->group(group);
  app->footer(absl::StrCat("\nExample:\n  huiyin ", help.example));
  return *app;
}

void AddLanguageOption(CLI::App& app, std::string& language) {
  app.add_option("--lang", language, "Language of headings; by LANG when not given")
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
  AddRunning(program);
}

int RunProgram(int argc, char** argv) {
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
    program.app.exit(error);
    std::cerr << "用法有误；加上 --help 可查看用法。\n";
    return kUsageError;
  }
  const absl::Status status = program.run();
  if (!status.ok()) PrintError(status);
  return ExitCodeOf(status);
}

}  // namespace huiyin

// The command line of `huiyin`: its subcommands and what each one runs.
#ifndef HUIYIN_TOOLS_CLI_PROGRAM_H_
#define HUIYIN_TOOLS_CLI_PROGRAM_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "tools/cli/connection.h"

namespace huiyin {

// Parsing chooses `run`; whoever parsed then calls it.
struct Program {
  CLI::App app;
  std::function<absl::Status()> run;
  // How it was called.
  std::string called_as = "huiyin";
};

// A subcommand's name and what the help says of it.
struct SubcommandHelp {
  const char* name;
  const char* summary;
  // A call that works, without the program's name.
  const char* example;
};

CLI::App& AddSubcommand(Program& program, const char* group, const SubcommandHelp& help);

// "--lang en|zh".
void AddLanguageOption(CLI::App& app, std::string& language);

// Fails the parsing unless one of --server and --data was given.
void RequireConnection(const ConnectionOptions& options);

// Of the help, for what follows.
inline constexpr char kRunningGroup[] = "Running a server";

// Each adds the subcommands of one group of the help, or of a part of it.
void AddFirstSteps(Program& program);
void AddLifecycle(Program& program);
void AddReports(Program& program);
void AddReportOfHistory(Program& program);
// Under `report`.
void AddSeals(CLI::App& report, Program& program);
void AddAudit(Program& program);
void AddServing(Program& program);
void AddRunning(Program& program);

// All of them, and the help of the program itself.
void AddEverything(Program& program);

// Parses and runs; what `main` returns.
int RunProgram(int argc, char** argv);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_PROGRAM_H_

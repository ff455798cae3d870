#include <memory>

#include "base/status_macros.h"
#include "tools/cli/demo.h"
#include "tools/cli/export.h"
#include "tools/cli/import.h"
#include "tools/cli/program.h"

namespace huiyin {
namespace {

constexpr char kGroup[] = "First steps";

void AddDemo(Program& program) {
  CLI::App& app =
      AddSubcommand(program, kGroup, {"demo", "Load and serve a made-up town's register", "demo --data demo"});
  auto options = std::make_shared<DemoOptions>();
  app.add_option("--data", options->data, "The demo's own data directory")->type_name("DIR")->required();
  app.add_option("--listen", options->listen, "Where to serve")->capture_default_str()->type_name("HOST:PORT");
  app.add_flag("--once", options->once, "End after the tables instead of serving");
  AddLanguageOption(app, options->language);
  app.callback([&program, options] {
    options->program = program.called_as;
    program.run = [options] { return Demo(*options); };
  });
}

void AddImport(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"import", "Take a file of commands into the register (docs/exchange_format.md)",
                                 "import --data register --historical --outcomes outcomes.jsonl past.jsonl"});
  auto options = std::make_shared<ImportOptions>();
  AddConnectionOptions(app, options->connection);
  app.add_option("FILE", options->file, "One JSON object a line; - is standard input")->required();
  app.add_flag("--historical", options->mode.historical, "A past register: recorded when it occurred, not now");
  app.add_flag("--keep-going", options->mode.keep_going, "Take the good lines of a file with malformed ones");
  app.add_option("--outcomes", options->outcomes, "Write what became of each line, as JSON lines")
      ->type_name("OUT.jsonl");
  AddRetryOption(app, options->retry_seconds);
  app.add_flag("--json", options->json, "The summary as JSON");
  AddLanguageOption(app, options->language);
  app.callback([&program, options] {
    RequireConnection(options->connection);
    program.run = [options] { return Import(*options); };
  });
}

void AddExport(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"export", "Write the register's commands, in the format that import reads",
                                 "export --data register > register.jsonl"});
  auto options = std::make_shared<ExportOptions>();
  AddConnectionOptions(app, options->connection);
  app.add_option("--ledger", options->ledgers, "Only this ledger; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  app.add_flag("--json")->description("As it is: the format is JSON");
  app.callback([&program, options] {
    RequireConnection(options->connection);
    program.run = [options] { return Export(*options); };
  });
}

}  // namespace

void AddFirstSteps(Program& program) {
  AddDemo(program);
  AddImport(program);
  AddExport(program);
}

}  // namespace huiyin

#include <memory>

#include "base/status_macros.h"
#include "tools/cli/program.h"
#include "tools/cli/report_seal.h"

namespace huiyin {
namespace {

// Runs `act` over a connection that needs no views.
template <typename Options>
void OnCall(CLI::App& app, Program& program, std::shared_ptr<Options> options,
            absl::Status (*act)(const Connection&, const Options&)) {
  auto connection_options = std::make_shared<ConnectionOptions>();
  AddConnectionOptions(app, *connection_options);
  app.add_flag("--json", options->json, "As JSON");
  AddLanguageOption(app, options->language);
  app.callback([&program, options, connection_options, act] {
    RequireConnection(*connection_options);
    program.run = [options, connection_options, act]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(*connection_options, {}));
      return act(*connection, *options);
    };
  });
}

void AddSeal(CLI::App& report, Program& program) {
  CLI::App& app = *report.add_subcommand("seal", "Put a report's digest into the register 封存");
  app.footer(
      "\nExample: last year's satisfaction, as it was known when the year ended\n"
      "  huiyin report seal satisfaction --id satisfaction-2020 --data register \\\n"
      "      --known-at 2021-01-01T00:00:00+08:00 --actor-id office-1 --actor-role CONGRESS_OFFICE");
  auto options = std::make_shared<SealOptions>();
  app.add_option("NAME", options->report.report, "Which report")->check(CLI::IsMember(ReportNames()))->required();
  app.add_option("--id", options->seal_id, "Under which it can be asked for again")->type_name("ID")->required();
  app.add_option("--ledger", options->report.ledgers, "Only this ledger; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  app.add_option("--subtree", options->report.subtrees, "This ledger and all below it; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  app.add_option("--keep-in", options->header.ledger, "The ledger that keeps the seal; the report's first otherwise")
      ->type_name("ID");
  app.add_option("--known-at", options->report.moment.known_at, "As known then, such as 2021-01-01T00:00:00+08:00")
      ->type_name("TIME");
  app.add_option("--as-of", options->report.moment.as_of, "What had happened by then")->type_name("TIME");
  app.add_option("--at-seq", options->report.moment.seq, "What the ledger held after this event")->type_name("SEQ");
  app.add_option("--actor-id", options->header.actor_id, "Who acts, when that is not you (administrators)")
      ->type_name("ID");
  app.add_option("--actor-role", options->header.actor_role, "CONGRESS_OFFICE, PRESIDIUM or ADMINISTRATOR")
      ->type_name("ROLE");
  app.add_option("--command-id", options->header.command_id, "Random when not given; a repeat needs the first call's")
      ->type_name("ID");
  OnCall(app, program, options, SealReport);
}

void AddRebuild(CLI::App& report, Program& program) {
  CLI::App& app = *report.add_subcommand("rebuild", "Make a sealed report again, and compare 重算");
  app.footer(
      "\nExample:\n  huiyin report rebuild satisfaction-2020 --data register\n\n"
      "Ends with 0 when it comes out equal, and with 4 when it does not: then what differs is shown.");
  auto options = std::make_shared<RebuildOptions>();
  app.add_option("ID", options->seal_id, "Of the seal")->required();
  app.add_option("--ledger", options->ledger, "The ledger that keeps the seal; the only one when not given")
      ->type_name("ID");
  OnCall(app, program, options, RebuildReport);
}

}  // namespace

void AddSeals(CLI::App& report, Program& program) {
  AddSeal(report, program);
  AddRebuild(report, program);
}

}  // namespace huiyin

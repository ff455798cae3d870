#include <memory>
#include <utility>

#include "base/status_macros.h"
#include "tools/cli/program.h"
#include "tools/cli/proposal_page.h"
#include "tools/cli/queries.h"
#include "tools/cli/statistics.h"

namespace huiyin {
namespace {

constexpr char kGroup[] = "Reports";

// What the options of a report are, whichever it is.
struct ReportOptions {
  ConnectionOptions connection;
  Shown shown;
  std::string ledger;
  std::string proposal;
  std::string known_at;
  uint32_t within_days = 0;
  ListFilter filter;
  StatisticsOptions statistics;
};

using Report = absl::Status (*)(const Connection&, const ReportOptions&);

// A subcommand that asks one question. `views`: it needs the live views.
std::pair<CLI::App*, std::shared_ptr<ReportOptions>> AddReport(Program& program, const SubcommandHelp& help,
                                                               Report report) {
  CLI::App& app = AddSubcommand(program, kGroup, help);
  auto options = std::make_shared<ReportOptions>();
  AddConnectionOptions(app, options->connection);
  app.add_flag("--json", options->shown.json, "As JSON");
  AddLanguageOption(app, options->shown.language);
  app.callback([&program, options, report] {
    RequireConnection(options->connection);
    program.run = [options, report]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(options->connection, {}));
      return report(*connection, *options);
    };
  });
  return {&app, options};
}

CLI::Option* AddLedger(CLI::App& app, std::string& ledger, const char* otherwise) {
  return app.add_option("--ledger", ledger, otherwise)->type_name("ID");
}

void AddKnownAt(CLI::App& app, std::string& known_at) {
  app.add_option("--known-at", known_at, "As known then, such as 2021-01-01T00:00:00+08:00; now when not given")
      ->type_name("TIME");
}

void AddStatistics(Program& program) {
  auto [app, options] = AddReport(program,
                                  {"stats", "The figures, now or as known at a past moment",
                                   "stats --data register --known-at 2021-01-01T00:00:00+08:00 --by main_unit"},
                                  [](const Connection& connection, const ReportOptions& report) {
                                    StatisticsOptions statistics = report.statistics;
                                    statistics.known_at = report.known_at;
                                    statistics.json = report.shown.json;
                                    statistics.language = report.shown.language;
                                    return PrintStatistics(connection, statistics);
                                  });
  app->add_option("--ledger", options->statistics.ledgers, "Only this ledger; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  app->add_option("--subtree", options->statistics.subtrees, "This ledger and all below it; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  app->add_option("--by", options->statistics.by, "Also divided by this; may be repeated")
      ->expected(1)
      ->take_all()
      ->check(CLI::IsMember(DimensionNames()));
  AddKnownAt(*app, options->known_at);
}

void AddList(Program& program) {
  auto [app, options] = AddReport(
      program, {"list", "Proposals that are so and so", "list --data register --status HANDLING --unit u-road"},
      [](const Connection& connection, const ReportOptions& report) {
        return PrintProposals(connection, report.filter, report.shown);
      });
  ListFilter& filter = options->filter;
  AddLedger(*app, filter.ledger, "The ledger; the only one when not given");
  app->add_option("--status", filter.status,
                  "In this status: SUBMITTED, REGISTERED, ASSIGNED, HANDLING, REPLIED, EVALUATED, CLOSED …")
      ->type_name("STATUS");
  app->add_option("--unit", filter.unit, "With a task for this unit")->type_name("ID");
  app->add_option("--deputy", filter.deputy, "Led by this deputy")->type_name("ID");
  app->add_option("--category", filter.category, "Of this category")->type_name("TEXT");
  app->add_option("--session", filter.session, "Of this session")->type_name("ID");
  app->add_option("--due-from", filter.due_from, "In handling, and due on this day or later")->type_name("YYYY-MM-DD");
  app->add_option("--due-to", filter.due_to, "In handling, and due on this day or earlier")->type_name("YYYY-MM-DD");
  app->add_option("--limit", filter.limit, "At most so many")->capture_default_str()->check(CLI::Range(1, 1'000'000));
}

void AddShow(Program& program) {
  auto [app, options] = AddReport(program, {"show", "One proposal as it stands", "show --data register p-036"},
                                  [](const Connection& connection, const ReportOptions& report) {
                                    return PrintProposal(connection, report.ledger, report.proposal, report.shown);
                                  });
  app->add_option("PROPOSAL", options->proposal, "Its id")->required();
  AddLedger(*app, options->ledger, "The ledger; the only one when not given");
}

void AddTimeline(Program& program) {
  auto [app, options] =
      AddReport(program, {"timeline", "What happened to one proposal", "timeline --data register p-036"},
                [](const Connection& connection, const ReportOptions& report) {
                  return PrintTimeline(connection, report.ledger, report.proposal, report.known_at, report.shown);
                });
  app->add_option("PROPOSAL", options->proposal, "Its id")->required();
  AddLedger(*app, options->ledger, "The ledger; the only one when not given");
  AddKnownAt(*app, options->known_at);
}

void AddOverdue(Program& program) {
  auto [app, options] = AddReport(
      program, {"overdue", "What is overdue, or due within some days", "overdue --data register --within-days 7"},
      [](const Connection& connection, const ReportOptions& report) {
        return PrintDue(connection, report.ledger, report.known_at, report.within_days, report.shown);
      });
  AddLedger(*app, options->ledger, "Only this ledger");
  app->add_option("--within-days", options->within_days, "Also what is due within so many days")
      ->check(CLI::Range(0, 3'660));
  AddKnownAt(*app, options->known_at);
}

}  // namespace

void AddReports(Program& program) {
  AddStatistics(program);
  AddOverdue(program);
  AddList(program);
  AddShow(program);
  AddTimeline(program);
  AddReport(
      program, {"ledgers", "All ledgers of the register", "ledgers --data register"},
      [](const Connection& connection, const ReportOptions& report) { return PrintLedgers(connection, report.shown); });
  auto [app, options] =
      AddReport(program, {"directory", "Sessions, units and deputies of a ledger", "directory --data register"},
                [](const Connection& connection, const ReportOptions& report) {
                  return PrintDirectory(connection, report.ledger, report.shown);
                });
  AddLedger(*app, options->ledger, "The ledger; the only one when not given");
}

}  // namespace huiyin

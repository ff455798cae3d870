#include <memory>

#include "base/status_macros.h"
#include "services/report_definition.h"
#include "tools/cli/program.h"
#include "tools/cli/report.h"
#include "tools/cli/statistics.h"

namespace huiyin {
namespace {

constexpr char kFooter[] = R"(
What was known, and what had happened:
  --known-at T    what the register held at T: comes out the same whenever it is asked for again
  --as-of T       what had happened by T, from all that is known today: late entries change it
  both            what had happened by the one, from what was known at the other
  --at-seq N      what one ledger held after its event N
  neither         as known now

Examples:
  huiyin report handling-status --data register --known-at 2021-01-01T00:00:00+08:00
  huiyin report by-unit --data register --format html > by-unit.html
  huiyin report register --data register --format xlsx --out register.xlsx
  huiyin report unanswered --data register        exit code 0: every proposal is answered, 1: some are not
  huiyin report satisfaction --data register --known-at 2021-01-01T00:00:00+08:00 --format canonical | sha256sum
  huiyin report open on_time_rate --data register --by main_unit --value u-road
  huiyin report explain satisfaction_rate --data register --from 2021-01-01T00:00:00+08:00)";

// All that the three of them share.
struct Common {
  ConnectionOptions connection;
  ReportFormat shown;
};

void AddCommon(CLI::App& app, Common& common, std::vector<std::string> formats) {
  AddConnectionOptions(app, common.connection);
  app.add_option("--format", common.shown.format, "How it is shown")
      ->check(CLI::IsMember(std::move(formats)))
      ->capture_default_str();
  AddLanguageOption(app, common.shown.language);
}

void AddTime(CLI::App& app, const char* name, std::string& time, const char* help) {
  app.add_option(name, time, help)->type_name("TIME");
}

void AddSeq(CLI::App& app, const char* name, std::optional<uint64_t>& seq, const char* help) {
  app.add_option(name, seq, help)->type_name("SEQ");
}

void AddMoment(CLI::App& app, MomentOptions& moment) {
  AddTime(app, "--known-at", moment.known_at, "As known then, such as 2021-01-01T00:00:00+08:00");
  AddTime(app, "--as-of", moment.as_of, "What had happened by then");
  AddSeq(app, "--at-seq", moment.seq, "What the ledger held after this event");
}

CLI::Option* AddFigure(CLI::App& app, std::string& figure) {
  return app.add_option("FIGURE", figure, "Such as reply_rate, satisfaction_rate, overdue, handling_days")
      ->check(CLI::IsMember(FigureNames()))
      ->required();
}

void AddLedger(CLI::App& app, std::string& ledger) {
  app.add_option("--ledger", ledger, "The ledger; the only one when not given")->type_name("ID");
}

// Runs `print` over a connection that needs no views.
template <typename Options>
void OnCall(CLI::App& app, Program& program, std::shared_ptr<Options> options, std::shared_ptr<Common> common,
            absl::Status (*print)(const Connection&, const Options&)) {
  app.callback([&program, options, common, print] {
    RequireConnection(common->connection);
    options->shown = common->shown;
    program.run = [options, common, print]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(common->connection, {}));
      return print(*connection, *options);
    };
  });
}

void AddOpen(CLI::App& report, Program& program) {
  CLI::App& app = *report.add_subcommand("open", "The proposals behind a figure, and the events that put them there");
  app.footer("\nExample:\n  huiyin report open overdue --data register --known-at 2020-06-30T16:00:00Z");
  auto options = std::make_shared<OpenFigureOptions>();
  auto common = std::make_shared<Common>();
  AddFigure(app, options->figure);
  AddCommon(app, *common, {"table", "json", "markdown", "html"});
  AddLedger(app, options->ledger);
  AddMoment(app, options->moment);
  CLI::Option* const by = app.add_option("--by", options->by, "Of one row of this table: with --value")
                              ->check(CLI::IsMember(DimensionNames()));
  CLI::Option* const value = app.add_option("--value", options->value, "Which row: a unit's id, a category …");
  by->needs(value);
  value->needs(by);
  OnCall(app, program, options, common, PrintOpenedFigure);
}

void AddExplain(CLI::App& report, Program& program) {
  CLI::App& app = *report.add_subcommand("explain", "What moved a figure between two moments, event by event");
  app.footer(
      "\nExample: how what is known today of last year differs from what was known then\n"
      "  huiyin report explain satisfaction_rate --data register \\\n"
      "      --from 2021-01-01T00:00:00+08:00 --to-as-of 2021-01-01T00:00:00+08:00");
  auto options = std::make_shared<ExplainOptions>();
  auto common = std::make_shared<Common>();
  AddFigure(app, options->figure);
  AddCommon(app, *common, {"table", "json", "markdown", "html"});
  AddLedger(app, options->ledger);
  AddTime(app, "--from", options->from.known_at, "From what was known then");
  AddTime(app, "--from-as-of", options->from.as_of, "From what had happened by then");
  AddSeq(app, "--from-seq", options->from.seq, "From what the ledger held after this event");
  AddTime(app, "--to", options->to.known_at, "To what was known then; now when not given");
  AddTime(app, "--to-as-of", options->to.as_of, "To what had happened by then");
  AddSeq(app, "--to-seq", options->to.seq, "To what the ledger held after this event");
  OnCall(app, program, options, common, PrintExplainedChange);
}

}  // namespace

void AddReportOfHistory(Program& program) {
  CLI::App& app =
      AddSubcommand(program, "Reports", {"report", "A report of the register at a moment of its history", ""});
  app.footer(kFooter);
  auto options = std::make_shared<ReportOptions>();
  auto common = std::make_shared<Common>();
  app.add_option("NAME", options->report, "Which report")->check(CLI::IsMember(ReportNames()));
  AddCommon(app, *common, {"table", "json", "csv", "markdown", "html", "xlsx", "canonical"});
  app.add_option("--out", common->shown.out, "Into this file; xlsx needs one")->type_name("FILE");
  app.add_option("--within-days", options->within_days, "Of coming-due: how many days count as soon; else 30")
      ->check(CLI::Range(0U, kWithinDaysMax));
  app.add_option("--ledger", options->ledgers, "Only this ledger; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  app.add_option("--subtree", options->subtrees, "This ledger and all below it; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  AddMoment(app, options->moment);
  app.add_flag("--from-records", options->from_records, "Fold the records, also where the live view has the answer");
  AddOpen(app, program);
  AddExplain(app, program);
  AddSeals(app, program);
  app.callback([&app, &program, options, common] {
    if (!app.get_subcommands().empty()) return;
    if (options->report.empty()) throw CLI::RequiredError("NAME");
    if (common->shown.format == "xlsx" && common->shown.out.empty()) throw CLI::RequiredError("--out FILE");
    RequireConnection(common->connection);
    options->shown = common->shown;
    program.run = [options, common]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(common->connection, {}));
      return PrintReport(*connection, *options);
    };
  });
}

}  // namespace huiyin

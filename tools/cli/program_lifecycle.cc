#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "domain/embedded.h"
#include "domain/permissions.h"
#include "domain/rule_packs.h"
#include "domain/words.h"
#include "huiyin/v1/commands.pb.h"
#include "tools/cli/command_flags.h"
#include "tools/cli/order.h"
#include "tools/cli/program.h"

namespace huiyin {
namespace {

struct Explained {
  const char* command;
  const char* summary;
};

// What a command does, in a few words. One that is not here yet is shown by its name.
constexpr Explained kExplained[] = {
    {"open_ledger", "Open a congress's register"},
    {"open_session", "Enter a session of the congress"},
    {"seat_deputy", "A deputy takes the seat"},
    {"unseat_deputy", "A deputy leaves the seat"},
    {"enrol_unit", "Enter a handling unit"},
    {"submit", "Submit a proposal"},
    {"cosign", "Co-sign a proposal"},
    {"withdraw_cosignature", "Take back a co-signature"},
    {"request_revision", "Ask the deputy to revise"},
    {"revise", "Revise a proposal"},
    {"register", "Register a proposal"},
    {"refuse", "Refuse to register a proposal"},
    {"assign", "Assign a proposal to units"},
    {"sign_for", "A unit signs for its task"},
    {"request_return", "A unit asks to return its task"},
    {"accept_return", "Take a task back"},
    {"refuse_return", "Leave a task with its unit"},
    {"log_progress", "Note progress"},
    {"log_contact", "Note a talk with a deputy"},
    {"give_co_opinion", "A co-handling unit gives its opinion"},
    {"request_extension", "A unit asks for more time"},
    {"grant_extension", "Grant more time"},
    {"refuse_extension", "Refuse more time"},
    {"reply", "A unit replies"},
    {"correct_reply", "Correct a reply"},
    {"evaluate", "The deputy evaluates"},
    {"lapse_feedback", "The time to evaluate is over"},
    {"order_rehandling", "Order handling anew"},
    {"close", "Close a proposal"},
    {"withdraw", "The deputy withdraws a proposal"},
    {"merge", "Merge a proposal into another"},
    {"convert_motion", "Take a motion as a suggestion"},
    {"designate_priority", "The presidium supervises it itself"},
    {"urge", "Urge a unit"},
    {"record_visit", "Record a return visit to a deputy"},
    {"begin_follow_up", "Follow up what was promised"},
    {"fulfil_commitment", "A unit kept its promise"},
    {"change_commitment", "A unit moves its promise"},
    {"miss_commitment", "A promise was not kept"},
    {"escalate", "Take it to the presidium"},
    {"resolve_escalation", "The presidium decides"},
    {"publish", "Make parts public"},
    {"unpublish", "Take back what is public"},
    {"reopen", "Reopen a closed proposal"},
    {"record_correction", "Note a correction to an entry"},
    {"announce_due", "A due date is near"},
    {"record_overdue", "A due date has passed"},
    {"recompute_dates", "Dates by the calendar as it is now"},
    {"pass_up", "Pass it up to the congress above"},
    {"send_back", "Send it back to the congress below"},
    {"erase_person", "Erase a person's data, for good"},
};

// "log_contact" as it is typed: "log-contact".
std::string SubcommandOf(const google::protobuf::FieldDescriptor& command) {
  return command.number() == v1::Command::kErasePerson ? "erase" : Dashed(command.name());
}

std::string SummaryOf(const google::protobuf::FieldDescriptor& command) {
  const absl::string_view chinese = WordsOf(static_cast<v1::Command::CommandCase>(command.number())).chinese;
  for (const Explained& explained : kExplained) {
    if (command.name() == explained.command) return absl::StrCat(explained.summary, " ", chinese);
  }
  return absl::StrCat(absl::StrReplaceAll(command.name(), {{"_", " "}}), " ", chinese);
}

// An actor who may order it.
std::string ExampleActor(v1::Command::CommandCase command) {
  struct Row {
    v1::Actor::Role role;
    const char* flags;
  };
  constexpr Row kActors[] = {
      {v1::Actor::DEPUTY, "--actor-id d-10 --actor-role DEPUTY"},
      {v1::Actor::CONGRESS_OFFICE, "--actor-id office-1 --actor-role CONGRESS_OFFICE"},
      {v1::Actor::HANDLING_UNIT, "--actor-id road-1 --actor-role HANDLING_UNIT --actor-unit u-road"},
      {v1::Actor::PRESIDIUM, "--actor-id presidium-1 --actor-role PRESIDIUM"},
  };
  for (const Row& row : kActors) {
    if (PermissionFor(command).roles.Contains(row.role)) return row.flags;
  }
  return "";
}

std::string ExampleOf(const google::protobuf::FieldDescriptor& command) {
  const std::string actor = ExampleActor(static_cast<v1::Command::CommandCase>(command.number()));
  const std::string call = absl::StrCat(SubcommandOf(command), " --data register ", actor);
  const char* ledger = command.name() == "open_ledger" ? "--ledger town-a " : "";
  return absl::StrCat(call, actor.empty() ? "" : " \\\n      ", ledger, ExampleFlags(command));
}

// Where it helps to know what there is.
std::string RulePacksText() {
  std::string text = "\nRule packs (each with the sources of its values in domain/rules):";
  for (const absl::string_view source : EmbeddedRulePacks()) {
    const absl::StatusOr<v1::RulePack> pack = ParseRulePack(source);
    if (pack.ok()) absl::StrAppend(&text, "\n  ", pack->id());
  }
  return text;
}

void AddHeaderOptions(CLI::App& app, OrderHeader& header) {
  const char* group = "Who and when";
  app.add_option("--ledger", header.ledger, "The ledger; the only one when not given")->type_name("ID")->group(group);
  app.add_option("--actor-id", header.actor_id, "Who acts, when that is not you (administrators)")
      ->type_name("ID")
      ->group(group);
  app.add_option("--actor-role", header.actor_role,
                 "DEPUTY, CONGRESS_OFFICE, PRESIDIUM, GOVERNMENT_OFFICE, HANDLING_UNIT …")
      ->type_name("ROLE")
      ->group(group);
  app.add_option("--actor-unit", header.actor_unit, "The unit for which a HANDLING_UNIT acts")
      ->type_name("ID")
      ->group(group);
  app.add_option("--occurred-at", header.occurred_at,
                 "When it happened, such as 2020-03-25T09:00:00+08:00; now when not given")
      ->type_name("TIME")
      ->group(group);
  app.add_option("--on-behalf-of", header.on_behalf_of, "The deputy for whom the office submits")
      ->type_name("ID")
      ->group(group);
  app.add_option("--command-id", header.command_id,
                 "Random when not given. To repeat a command safely, give the first call's, and its --occurred-at too")
      ->type_name("ID")
      ->group(group);
  app.add_option("--correlation-id", header.correlation_id, "Groups commands of one piece of work")
      ->type_name("ID")
      ->group(group);
}

}  // namespace

void AddLifecycle(Program& program) {
  for (const auto* command : LifecycleCommands()) {
    const std::string name = command->name(), dashed = SubcommandOf(*command), summary = SummaryOf(*command),
                      example = ExampleOf(*command);
    CLI::App& app = AddSubcommand(program, "Daily work", {dashed.c_str(), summary.c_str(), example.c_str()});
    if (name == "open_ledger") app.footer(&RulePacksText);
    auto options = std::make_shared<OrderOptions>();
    auto flags = std::make_shared<CommandFlags>(*command, app);
    AddHeaderOptions(app, options->header);
    AddConnectionOptions(app, options->connection);
    AddRetryOption(app, options->retry_seconds);
    app.add_flag("--json", options->json, "The receipt as JSON");
    AddLanguageOption(app, options->language);
    app.callback([&program, options, flags, name] {
      RequireConnection(options->connection);
      program.run = [options, flags, name] { return SendOrder(*options, name, *flags); };
    });
  }
}

}  // namespace huiyin

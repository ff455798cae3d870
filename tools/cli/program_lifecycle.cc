#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
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
    {"open_ledger", "Open a congress's register 开设登记册"},
    {"open_session", "Enter a session of the congress 登记会议"},
    {"seat_deputy", "A deputy takes the seat 代表就任"},
    {"unseat_deputy", "A deputy leaves the seat 代表离任"},
    {"enrol_unit", "Enter a handling unit 登记承办单位"},
    {"submit", "Submit a proposal 提出建议"},
    {"cosign", "Co-sign a proposal 联名"},
    {"withdraw_cosignature", "Take back a co-signature 撤销联名"},
    {"request_revision", "Ask the deputy to revise 要求修改"},
    {"revise", "Revise a proposal 修改"},
    {"register", "Register a proposal 立案"},
    {"refuse", "Refuse to register a proposal 不予立案"},
    {"assign", "Assign a proposal to units 交办"},
    {"sign_for", "A unit signs for its task 签收"},
    {"request_return", "A unit asks to return its task 申请退回"},
    {"accept_return", "Take a task back 同意退回"},
    {"refuse_return", "Leave a task with its unit 不同意退回"},
    {"log_progress", "Note progress 记录进展"},
    {"log_contact", "Note a talk with a deputy 记录沟通"},
    {"give_co_opinion", "A co-handling unit gives its opinion 会办意见"},
    {"request_extension", "A unit asks for more time 申请延期"},
    {"grant_extension", "Grant more time 同意延期"},
    {"refuse_extension", "Refuse more time 不同意延期"},
    {"reply", "A unit replies 答复"},
    {"correct_reply", "Correct a reply 更正答复"},
    {"evaluate", "The deputy evaluates 评价"},
    {"lapse_feedback", "The time to evaluate is over 逾期未评价"},
    {"order_rehandling", "Order handling anew 重新办理"},
    {"close", "Close a proposal 办结"},
    {"withdraw", "The deputy withdraws a proposal 撤回"},
};

std::string SummaryOf(const std::string& command) {
  for (const Explained& explained : kExplained) {
    if (command == explained.command) return explained.summary;
  }
  return absl::StrReplaceAll(command, {{"_", " "}});
}

std::string ExampleOf(const std::string& command) {
  const std::string call = absl::StrCat(Dashed(command), " --data register ");
  if (command == "assign") {
    return absl::StrCat(call, "--proposal-id p-007 --mode JOINT --task u-roads:LEAD --task u-water:CO \\\n",
                        "      --actor-id office-1 --actor-role CONGRESS_OFFICE");
  }
  if (command == "open_ledger") {
    return absl::StrCat(call, "--ledger town-a --name 石门镇 --level TOWNSHIP --rule-pack cn-national \\\n",
                        "      --time-zone Asia/Shanghai");
  }
  return absl::StrCat(call, "…   (as in `huiyin assign --help`)");
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
  app.add_option("--occurred-at", header.occurred_at, "When it happened; now when not given")
      ->type_name("TIME")
      ->group(group);
  app.add_option("--on-behalf-of", header.on_behalf_of, "The deputy for whom the office submits")
      ->type_name("ID")
      ->group(group);
  app.add_option("--command-id", header.command_id, "To repeat a command safely; random when not given")
      ->type_name("ID")
      ->group(group);
  app.add_option("--correlation-id", header.correlation_id, "Groups commands of one piece of work")
      ->type_name("ID")
      ->group(group);
}

}  // namespace

void AddLifecycle(Program& program) {
  for (const auto* command : LifecycleCommands()) {
    const std::string name = command->name(), dashed = Dashed(name), summary = SummaryOf(name),
                      example = ExampleOf(name);
    CLI::App& app = AddSubcommand(program, "Daily work", {dashed.c_str(), summary.c_str(), example.c_str()});
    auto options = std::make_shared<OrderOptions>();
    auto flags = std::make_shared<CommandFlags>(*command, app);
    AddHeaderOptions(app, options->header);
    AddConnectionOptions(app, options->connection);
    app.add_flag("--json", options->json, "The receipt as JSON");
    app.callback([&program, options, flags, name] {
      RequireConnection(options->connection);
      program.run = [options, flags, name] { return SendOrder(*options, name, *flags); };
    });
  }
}

}  // namespace huiyin

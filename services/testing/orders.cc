#include "services/testing/orders.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/time_zones.h"
#include "base/timestamps.h"
#include "domain/calendar.h"
#include "domain/embedded.h"
#include "domain/rule_packs.h"

namespace huiyin::testing {

const References& TestReferences() {
  static const RulePacks& packs = *new RulePacks(*ParseRulePacks(EmbeddedRulePacks()));
  static const Calendar& calendar = *new Calendar(*Calendar::Parse(EmbeddedCalendar()));
  static const SystemTimeZones& zones = *new SystemTimeZones();
  static const References& references = *new References{packs, calendar, zones};
  return references;
}

absl::Time Monday() { return absl::FromCivil(absl::CivilHour(2025, 3, 3, 2), absl::UTCTimeZone()); }

v1::Command Orders::From(v1::Actor::Role role, absl::string_view actor, absl::string_view command_id) const {
  v1::Command command;
  command.set_command_id(std::string(command_id));
  command.set_ledger_id(ledger_);
  SetTime(occurred_at_, *command.mutable_occurred_at());
  command.mutable_actor()->set_role(role);
  command.mutable_actor()->set_id(std::string(actor));
  return command;
}

v1::Command Orders::FromOffice(absl::string_view kind, absl::string_view about) const {
  return From(v1::Actor::CONGRESS_OFFICE, "office-1", absl::StrCat(kind, "-", about));
}

v1::Command Orders::FromUnit(absl::string_view kind, absl::string_view about) const {
  v1::Command command = From(v1::Actor::HANDLING_UNIT, "u-1.clerk", absl::StrCat(kind, "-", about));
  command.mutable_actor()->set_unit_id("u-1");
  return command;
}

std::vector<v1::Command> Orders::Founding() const {
  std::vector<v1::Command> commands;
  v1::OpenLedger& ledger =
      *commands.emplace_back(From(v1::Actor::ADMINISTRATOR, "admin-1", "open-ledger")).mutable_open_ledger();
  ledger.set_name("石门镇");
  ledger.set_level(v1::Ledger::TOWNSHIP);
  ledger.set_rule_pack("cn-chongqing-township");
  ledger.set_time_zone("Asia/Shanghai");
  v1::OpenSession& session = *commands.emplace_back(FromOffice("open", "s-1")).mutable_open_session();
  session.set_session_id("s-1");
  session.set_term(19);
  session.set_number(8);
  session.set_opens_on("2025-01-13");
  session.set_closes_on("2025-01-15");
  v1::SeatDeputy& deputy = *commands.emplace_back(FromOffice("seat", "d-1")).mutable_seat_deputy();
  deputy.set_deputy_id("d-1");
  deputy.set_name("谭守田");
  deputy.set_group("石门村代表小组");
  for (const char* id : {"u-1", "u-2"}) {
    v1::EnrolUnit& unit = *commands.emplace_back(FromOffice("enrol", id)).mutable_enrol_unit();
    unit.set_unit_id(id);
    unit.set_name("镇村建办");
  }
  CHECK_EQ(static_cast<int>(commands.size()), kFounding);
  return commands;
}

v1::Command Orders::Submit(absl::string_view proposal) const {
  v1::Command command = From(v1::Actor::DEPUTY, "d-1", absl::StrCat("submit-", proposal));
  v1::Submit& submit = *command.mutable_submit();
  submit.set_proposal_id(std::string(proposal));
  submit.set_kind(v1::Proposal::SUGGESTION);
  submit.set_title("关于硬化通村公路的建议");
  submit.set_body("这段路至今还是泥结石路面。");
  submit.set_lead_deputy_id("d-1");
  submit.set_session_id("s-1");
  submit.set_source(v1::Proposal::CONGRESS);
  return command;
}

v1::Command Orders::Register(absl::string_view proposal) const {
  v1::Command command = FromOffice("register", proposal);
  command.mutable_register_()->set_proposal_id(std::string(proposal));
  command.mutable_register_()->set_category("交通");
  return command;
}

v1::Command Orders::Assign(absl::string_view proposal, absl::string_view unit) const {
  v1::Command command = FromOffice("assign", proposal);
  command.mutable_assign()->set_proposal_id(std::string(proposal));
  command.mutable_assign()->set_mode(v1::Assignment::SINGLE);
  v1::Task& task = *command.mutable_assign()->add_tasks();
  task.set_unit_id(std::string(unit));
  task.set_role(v1::Task::LEAD);
  return command;
}

v1::Command Orders::SignFor(absl::string_view proposal) const {
  v1::Command command = FromUnit("sign", proposal);
  command.mutable_sign_for()->set_proposal_id(std::string(proposal));
  command.mutable_sign_for()->set_unit_id("u-1");
  return command;
}

v1::Command Orders::LogProgress(absl::string_view proposal, absl::string_view note) const {
  v1::Command command = FromUnit("progress", proposal);
  v1::LogProgress& progress = *command.mutable_log_progress();
  progress.set_proposal_id(std::string(proposal));
  progress.set_unit_id("u-1");
  progress.set_note(std::string(note));
  return command;
}

v1::Command Orders::Reply(absl::string_view proposal) const {
  v1::Command command = FromUnit("reply", proposal);
  v1::DeliverReply& reply = *command.mutable_reply();
  reply.set_proposal_id(std::string(proposal));
  reply.set_unit_id("u-1");
  reply.set_document_no("石建函〔2025〕1号");
  reply.set_signer("杜若兰");
  reply.set_result_class(v1::Reply::A);
  reply.set_text("已完成硬化。");
  return command;
}

v1::Command Orders::Evaluate(absl::string_view proposal) const {
  v1::Command command = From(v1::Actor::DEPUTY, "d-1", absl::StrCat("evaluate-", proposal));
  v1::Evaluate& evaluate = *command.mutable_evaluate();
  evaluate.set_proposal_id(std::string(proposal));
  evaluate.set_deputy_id("d-1");
  evaluate.set_attitude(v1::Evaluation::SATISFIED);
  evaluate.set_result(v1::Evaluation::SATISFIED);
  return command;
}

v1::Command Orders::Close(absl::string_view proposal) const {
  v1::Command command = FromOffice("close", proposal);
  command.mutable_close()->set_proposal_id(std::string(proposal));
  return command;
}

std::vector<v1::Command> Orders::Life(absl::string_view proposal) const {
  return {Submit(proposal), Register(proposal), Assign(proposal), SignFor(proposal), LogProgress(proposal, "已勘测"),
          Reply(proposal),  Evaluate(proposal), Close(proposal)};
}

}  // namespace huiyin::testing

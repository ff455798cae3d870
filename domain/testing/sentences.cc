#include "domain/testing/sentences.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "domain/validate.h"

namespace huiyin::testing {
namespace {

constexpr char kProposal[] = "p-1";
constexpr char kFromVillage[] = "up:village:17";
constexpr char kVillageDeputy[] = "up:village:d-7";

absl::TimeZone Shanghai() { return *EmbeddedReferences().zones.Find("Asia/Shanghai"); }

absl::Time MomentOn(absl::string_view local_date) {
  const std::optional<absl::CivilDay> day = ParseDate(local_date);
  CHECK(day.has_value());
  return absl::FromCivil(absl::CivilHour(*day) + 10, Shanghai());
}

v1::Command From(v1::Actor::Role role, absl::string_view id) {
  v1::Command command;
  command.mutable_actor()->set_role(role);
  command.mutable_actor()->set_id(std::string(id));
  return command;
}

v1::Command FromOffice() { return From(v1::Actor::CONGRESS_OFFICE, "office-1"); }
v1::Command FromDeputy(absl::string_view id) { return From(v1::Actor::DEPUTY, id); }
v1::Command FromUnit(absl::string_view unit) {
  v1::Command command = From(v1::Actor::HANDLING_UNIT, absl::StrCat(unit, ".clerk"));
  command.mutable_actor()->set_unit_id(std::string(unit));
  return command;
}

v1::Command FromPresidium() { return From(v1::Actor::PRESIDIUM, "presidium-1"); }
v1::Command FromClock() { return From(v1::Actor::SYSTEM, "clock"); }

// The commands that need a reason and nothing else share these.
template <typename Inside>
Step Reasoned(v1::Command command, Inside* (v1::Command::*inside)(), absl::string_view reason) {
  (command.*inside)()->set_proposal_id(kProposal);
  (command.*inside)()->set_reason(std::string(reason));
  return Step(command);
}

// The commands about a unit's task share these.
template <typename Inside>
Inside& OfTask(Inside* inside, absl::string_view unit) {
  inside->set_proposal_id(kProposal);
  inside->set_unit_id(std::string(unit));
  return *inside;
}

}  // namespace

Step Step::On(absl::string_view local_date) && {
  occurred_at_ = MomentOn(local_date);
  return std::move(*this);
}

Step Step::At(absl::string_view moment) && {
  absl::Time time;
  std::string error;
  CHECK(absl::ParseTime(absl::RFC3339_full, moment, &time, &error));
  occurred_at_ = time;
  return std::move(*this);
}

Step Step::By(v1::Actor::Role role, absl::string_view id) && {
  command_.mutable_actor()->set_role(role);
  command_.mutable_actor()->set_id(std::string(id));
  if (role == v1::Actor::HANDLING_UNIT) command_.mutable_actor()->set_unit_id(std::string(id));
  return std::move(*this);
}

Step Step::With(const std::function<void(v1::Command&)>& change) && {
  change(command_);
  return std::move(*this);
}

const Outcome& Outcome::Then(v1::Proposal::Status status) const { return ThenOf(kProposal, status); }

const Outcome& Outcome::ThenOf(absl::string_view proposal, v1::Proposal::Status status) const {
  ThenAccepted();
  const v1::Proposal::Status is = office_.proposal(proposal).status;
  if (is != status) {
    ADD_FAILURE_AT(where_.file_name(), where_.line())
        << "is " << v1::Proposal::Status_Name(is) << ", not " << v1::Proposal::Status_Name(status);
  }
  return *this;
}

const Outcome& Outcome::ThenAccepted() const {
  if (!record_.ok()) ADD_FAILURE_AT(where_.file_name(), where_.line()) << record_.status();
  return *this;
}

void Outcome::ThenRefused(Reason reason) const {
  if (record_.ok()) {
    ADD_FAILURE_AT(where_.file_name(), where_.line()) << "accepted, not refused as " << CodeOf(reason);
  } else if (ReasonOf(record_.status()) != CodeOf(reason) || record_.status().code() != StatusCodeOf(reason)) {
    ADD_FAILURE_AT(where_.file_name(), where_.line())
        << "refused, but not as " << CodeOf(reason) << ": " << record_.status();
  }
}

const Outcome& Outcome::Where(const std::function<void(const v1::Event&)>& look) const {
  ::testing::ScopedTrace trace(where_.file_name(), static_cast<int>(where_.line()), "When");
  if (record_.ok()) look(record_->event());
  return *this;
}

const Outcome& Outcome::WhereProposal(const std::function<void(const ProposalState&)>& look) const {
  ::testing::ScopedTrace trace(where_.file_name(), static_cast<int>(where_.line()), "When");
  look(office_.proposal(kProposal));
  return *this;
}

Town::Town(absl::string_view rule_pack, v1::Ledger::Level level, absl::string_view parent)
    : office_(LedgerId("town")), last_(MomentOn("2025-01-02")) {
  Add(OpenLedger(rule_pack, level, parent));
  Add(OpenSession("s-1", 19, 8, "2025-01-13", "2025-01-15"));
  for (const char* deputy : {"d-1", "d-2", "d-3", "d-4", "d-5", "d-6", "d-gone"}) Add(SeatDeputy(deputy));
  Add(UnseatDeputy("d-gone"));
  for (const char* unit : {"u-roads", "u-water", "u-school"}) Add(EnrolUnit(unit));
  last_ = MomentOn("2025-03-03");
}

v1::Command Town::Complete(const Step& step) const {
  v1::Command command = step.command();
  if (command.command_id().empty()) command.set_command_id(absl::StrCat("c-", commands_));
  if (command.ledger_id().empty()) command.set_ledger_id("town");
  SetTime(step.occurred_at().value_or(last_ + absl::Minutes(1)), *command.mutable_occurred_at());
  EXPECT_OK(ValidateShape(command, EmbeddedReferences())) << command.DebugString();
  return command;
}

Town& Town::Add(const Step& step) {
  const v1::Command command = Complete(step);
  const absl::StatusOr<v1::Record> record = office_.Order(command);
  EXPECT_OK(record) << "given: " << command.DebugString();
  last_ = step.occurred_at().value_or(last_ + absl::Minutes(1));
  ++commands_;
  return *this;
}

Town Town::Consulting(const References& references) const {
  Town town = *this;
  town.office_.Consult(references);
  return town;
}

bool Town::Try(const Step& step) {
  if (!office_.Order(Complete(step)).ok()) return false;
  last_ = step.occurred_at().value_or(last_ + absl::Minutes(1));
  ++commands_;
  return true;
}

Outcome Town::When(const Step& step, std::source_location where) const {
  Office office = office_;
  absl::StatusOr<v1::Record> record = office.Order(Complete(step));
  return Outcome(std::move(office), std::move(record), where);
}

const Town& Chongqing() {
  static const Town& town = *new Town("cn-chongqing-township");
  return town;
}

Step OpenLedger(absl::string_view rule_pack, v1::Ledger::Level level, absl::string_view parent) {
  v1::Command command = From(v1::Actor::ADMINISTRATOR, "admin-1");
  v1::OpenLedger& open = *command.mutable_open_ledger();
  open.set_name("石门镇");
  open.set_level(level);
  open.set_rule_pack(std::string(rule_pack));
  open.set_time_zone("Asia/Shanghai");
  open.set_parent_ledger_id(std::string(parent));
  return Step(command);
}

Step OpenSession(absl::string_view id, uint32_t term, uint32_t number, absl::string_view opens_on,
                 absl::string_view closes_on) {
  v1::Command command = FromOffice();
  v1::OpenSession& open = *command.mutable_open_session();
  open.set_session_id(std::string(id));
  open.set_term(term);
  open.set_number(number);
  open.set_opens_on(std::string(opens_on));
  open.set_closes_on(std::string(closes_on));
  return Step(command);
}

Step SeatDeputy(absl::string_view id) {
  v1::Command command = FromOffice();
  v1::SeatDeputy& seat = *command.mutable_seat_deputy();
  seat.set_deputy_id(std::string(id));
  seat.set_name("谭守田");
  seat.set_group("石门村代表小组");
  return Step(command);
}

Step SeatDeputyEncrypted(absl::string_view id) {
  v1::Command command = SeatDeputy(id).command();
  command.mutable_seat_deputy()->clear_name();
  command.mutable_seat_deputy()->set_encrypted("a box");
  return Step(command);
}

Step ErasePerson(absl::string_view id) {
  v1::Command command = FromOffice();
  command.mutable_erase_person()->set_person_id(std::string(id));
  command.mutable_erase_person()->set_basis("本人申请，个人信息保护法第四十七条");
  return Step(command);
}

Step UnseatDeputy(absl::string_view id) {
  v1::Command command = FromOffice();
  command.mutable_unseat_deputy()->set_deputy_id(std::string(id));
  command.mutable_unseat_deputy()->set_reason("调离");
  return Step(command);
}

Step EnrolUnit(absl::string_view id) {
  v1::Command command = FromOffice();
  command.mutable_enrol_unit()->set_unit_id(std::string(id));
  command.mutable_enrol_unit()->set_name("镇村建办");
  return Step(command);
}

Step Submit(std::vector<std::string> cosigners, v1::Proposal::Kind kind) {
  v1::Command command = FromDeputy("d-1");
  v1::Submit& submit = *command.mutable_submit();
  submit.set_proposal_id(kProposal);
  submit.set_kind(kind);
  submit.set_title("关于硬化通村公路的建议");
  submit.set_body("这段路至今还是泥结石路面。");
  submit.set_lead_deputy_id("d-1");
  submit.mutable_cosigner_ids()->Assign(cosigners.begin(), cosigners.end());
  submit.set_session_id("s-1");
  submit.set_source(v1::Proposal::CONGRESS);
  return Step(command);
}

Step SubmitForVoter(absl::string_view person_id) {
  v1::Command command = Submit().command();
  v1::Person& voter = *command.mutable_submit()->add_voters();
  voter.set_person_id(std::string(person_id));
  voter.set_encrypted("a box");
  return Step(command);
}

Step Cosign(absl::string_view deputy) {
  v1::Command command = FromDeputy(deputy);
  command.mutable_cosign()->set_proposal_id(kProposal);
  command.mutable_cosign()->set_deputy_id(std::string(deputy));
  return Step(command);
}

Step WithdrawCosignature(absl::string_view deputy) {
  v1::Command command = FromDeputy(deputy);
  command.mutable_withdraw_cosignature()->set_proposal_id(kProposal);
  command.mutable_withdraw_cosignature()->set_deputy_id(std::string(deputy));
  return Step(command);
}

Step RequestRevision() {
  v1::Command command = FromOffice();
  command.mutable_request_revision()->set_proposal_id(kProposal);
  command.mutable_request_revision()->set_reason("请写明路段");
  return Step(command);
}

Step Revise() {
  v1::Command command = FromDeputy("d-1");
  command.mutable_revise()->set_proposal_id(kProposal);
  command.mutable_revise()->set_title("关于硬化七组公路的建议");
  command.mutable_revise()->set_body("双龙桥村七组到二组。");
  return Step(command);
}

Step Register(uint32_t number) {
  v1::Command command = FromOffice();
  command.mutable_register_()->set_proposal_id(kProposal);
  command.mutable_register_()->set_category("交通");
  command.mutable_register_()->set_number(number);
  return Step(command);
}

Step Refuse() {
  v1::Command command = FromOffice();
  command.mutable_refuse()->set_proposal_id(kProposal);
  command.mutable_refuse()->set_code("OUT_OF_SCOPE");
  command.mutable_refuse()->set_reason("不属于本级职权");
  return Step(command);
}

Step Withdraw() {
  v1::Command command = FromDeputy("d-1");
  command.mutable_withdraw()->set_proposal_id(kProposal);
  command.mutable_withdraw()->set_reason("已解决");
  return Step(command);
}

Step AssignTo(v1::Assignment::Mode mode, std::vector<std::pair<std::string, v1::Task::Role>> tasks) {
  v1::Command command = FromOffice();
  v1::Assign& assign = *command.mutable_assign();
  assign.set_proposal_id(kProposal);
  assign.set_mode(mode);
  for (const auto& [unit, role] : tasks) {
    v1::Task& task = *assign.add_tasks();
    task.set_unit_id(unit);
    task.set_role(role);
  }
  return Step(command);
}

Step Assign(absl::string_view lead) { return AssignTo(v1::Assignment::SINGLE, {{std::string(lead), v1::Task::LEAD}}); }

Step AssignJointly(absl::string_view lead, absl::string_view co) {
  return AssignTo(v1::Assignment::JOINT, {{std::string(lead), v1::Task::LEAD}, {std::string(co), v1::Task::CO}});
}

Step AssignSeparately(absl::string_view one, absl::string_view other) {
  return AssignTo(v1::Assignment::SEPARATE,
                  {{std::string(one), v1::Task::SEPARATE}, {std::string(other), v1::Task::SEPARATE}});
}

Step SignFor(absl::string_view unit) {
  v1::Command command = FromUnit(unit);
  OfTask(command.mutable_sign_for(), unit);
  return Step(command);
}

Step RequestReturn(absl::string_view unit) {
  v1::Command command = FromUnit(unit);
  OfTask(command.mutable_request_return(), unit).set_reason("不属于本单位职责");
  return Step(command);
}

Step AcceptReturn(absl::string_view unit) {
  v1::Command command = FromOffice();
  OfTask(command.mutable_accept_return(), unit);
  return Step(command);
}

Step RefuseReturn(absl::string_view unit) {
  v1::Command command = FromOffice();
  OfTask(command.mutable_refuse_return(), unit).set_reason("属于本单位职责");
  return Step(command);
}

Step LogProgress(absl::string_view unit) {
  v1::Command command = FromUnit(unit);
  OfTask(command.mutable_log_progress(), unit).set_note("已勘测");
  return Step(command);
}

Step LogContact(absl::string_view unit, absl::string_view deputy) {
  v1::Command command = FromUnit(unit);
  v1::LogContact& contact = OfTask(command.mutable_log_contact(), unit);
  contact.set_deputy_id(std::string(deputy));
  contact.set_form(v1::Contact::VISIT);
  return Step(command);
}

Step GiveCoOpinion(absl::string_view unit) {
  v1::Command command = FromUnit(unit);
  OfTask(command.mutable_give_co_opinion(), unit).set_text("同意");
  return Step(command);
}

Step RequestExtension(absl::string_view unit, absl::string_view new_due_on) {
  v1::Command command = FromUnit(unit);
  v1::RequestExtension& request = OfTask(command.mutable_request_extension(), unit);
  request.set_new_due_on(std::string(new_due_on));
  request.set_reason("汛期");
  return Step(command);
}

Step GrantExtension(absl::string_view unit) {
  v1::Command command = FromOffice();
  OfTask(command.mutable_grant_extension(), unit);
  return Step(command);
}

Step RefuseExtension(absl::string_view unit) {
  v1::Command command = FromOffice();
  OfTask(command.mutable_refuse_extension(), unit).set_reason("应按期办理");
  return Step(command);
}

Step Reply(absl::string_view unit, std::vector<std::string> commitments) {
  v1::Command command = FromUnit(unit);
  v1::DeliverReply& reply = OfTask(command.mutable_reply(), unit);
  reply.set_document_no("石建函〔2025〕1号");
  reply.set_signer("杜若兰");
  reply.set_result_class(v1::Reply::A);
  reply.set_text("已完成硬化。");
  for (const std::string& id : commitments) {
    v1::Commitment& commitment = *reply.add_commitments();
    commitment.set_commitment_id(id);
    commitment.set_text("年内完成");
    commitment.set_due_on("2025-12-31");
  }
  return Step(command);
}

Step CorrectReply(absl::string_view unit) {
  v1::Command command = FromUnit(unit);
  v1::CorrectReply& correct = OfTask(command.mutable_correct_reply(), unit);
  correct.set_document_no("石建函〔2025〕2号");
  correct.set_text("更正：完成一半。");
  correct.set_result_class(v1::Reply::B);
  return Step(command);
}

Step Evaluate(v1::Evaluation::Verdict result, absl::string_view deputy) {
  v1::Command command = FromDeputy(deputy);
  v1::Evaluate& evaluate = *command.mutable_evaluate();
  evaluate.set_proposal_id(kProposal);
  evaluate.set_deputy_id(std::string(deputy));
  evaluate.set_attitude(v1::Evaluation::SATISFIED);
  evaluate.set_result(result);
  if (result == v1::Evaluation::DISSATISFIED) evaluate.set_comment("路没有修");
  return Step(command);
}

Step LapseFeedback() {
  v1::Command command = FromClock();
  command.mutable_lapse_feedback()->set_proposal_id(kProposal);
  return Step(command);
}

Step OrderRehandling(absl::string_view due_on) {
  v1::Command command = FromOffice();
  v1::OrderRehandling& order = *command.mutable_order_rehandling();
  order.set_proposal_id(kProposal);
  order.set_reason("代表不满意");
  order.set_due_on(std::string(due_on));
  return Step(command);
}

Step Close(absl::string_view note) {
  v1::Command command = FromOffice();
  command.mutable_close()->set_proposal_id(kProposal);
  command.mutable_close()->set_note(std::string(note));
  return Step(command);
}

Step Other(Step step, absl::string_view proposal) {
  return std::move(step).With([&](v1::Command& command) {
    const auto* field = v1::Command::descriptor()->FindFieldByNumber(command.command_case());
    google::protobuf::Message& inside = *command.GetReflection()->MutableMessage(&command, field);
    inside.GetReflection()->SetString(&inside, inside.GetDescriptor()->FindFieldByName("proposal_id"),
                                      std::string(proposal));
    if (!command.has_submit()) return;
    command.mutable_submit()->set_lead_deputy_id("d-2");
    command.mutable_actor()->set_id("d-2");
  });
}

Step Merge(absl::string_view into) {
  v1::Command command = FromOffice();
  command.mutable_merge()->set_proposal_id(kProposal);
  command.mutable_merge()->set_into_proposal_id(std::string(into));
  return Step(command);
}

Step ConvertMotion() {
  return Reasoned(FromPresidium(), &v1::Command::mutable_convert_motion, "联名不足，改作建议办理");
}

Step DesignatePriority() {
  v1::Command command = FromPresidium();
  command.mutable_designate_priority()->set_proposal_id(kProposal);
  command.mutable_designate_priority()->set_supervisor("主席团主席 江汉民");
  return Step(command);
}

Step Urge(absl::string_view unit) {
  v1::Command command = FromOffice();
  OfTask(command.mutable_urge(), unit).set_note("请抓紧办理");
  return Step(command);
}

Step RecordVisit(absl::string_view deputy) {
  v1::Command command = FromOffice();
  v1::RecordVisit& visit = *command.mutable_record_visit();
  visit.set_proposal_id(kProposal);
  visit.set_deputy_id(std::string(deputy));
  visit.set_finding("路已通车");
  visit.set_satisfied(true);
  return Step(command);
}

Step BeginFollowUp() {
  v1::Command command = FromOffice();
  command.mutable_begin_follow_up()->set_proposal_id(kProposal);
  return Step(command);
}

Step FulfilCommitment(absl::string_view unit, absl::string_view commitment) {
  v1::Command command = FromUnit(unit);
  command.mutable_fulfil_commitment()->set_proposal_id(kProposal);
  command.mutable_fulfil_commitment()->set_commitment_id(std::string(commitment));
  return Step(command);
}

Step ChangeCommitment(absl::string_view unit, absl::string_view commitment, absl::string_view new_due_on) {
  v1::Command command = FromUnit(unit);
  v1::ChangeCommitment& change = *command.mutable_change_commitment();
  change.set_proposal_id(kProposal);
  change.set_commitment_id(std::string(commitment));
  change.set_new_due_on(std::string(new_due_on));
  change.set_reason("冬季不宜施工");
  return Step(command);
}

Step MissCommitment(absl::string_view commitment) {
  v1::Command command = FromClock();
  command.mutable_miss_commitment()->set_proposal_id(kProposal);
  command.mutable_miss_commitment()->set_commitment_id(std::string(commitment));
  return Step(command);
}

Step Escalate() { return Reasoned(FromOffice(), &v1::Command::mutable_escalate, "两次办理代表均不满意"); }

Step ResolveEscalation() {
  v1::Command command = FromPresidium();
  command.mutable_resolve_escalation()->set_proposal_id(kProposal);
  command.mutable_resolve_escalation()->set_decision("由镇政府先行实施");
  return Step(command);
}

Step Publish(std::vector<v1::Publication::Part> parts) {
  v1::Command command = FromOffice();
  command.mutable_publish()->set_proposal_id(kProposal);
  for (const v1::Publication::Part part : parts) command.mutable_publish()->add_parts(part);
  return Step(command);
}

Step Unpublish() { return Reasoned(FromOffice(), &v1::Command::mutable_unpublish, "附件中出现姓名"); }
Step Reopen() { return Reasoned(FromPresidium(), &v1::Command::mutable_reopen, "视察发现未解决"); }

Step RecordCorrection(uint64_t target_seq) {
  v1::Command command = FromOffice();
  command.mutable_record_correction()->set_target_seq(target_seq);
  command.mutable_record_correction()->set_note("日期误写");
  return Step(command);
}

Step AnnounceDue(absl::string_view unit, absl::string_view due_on) {
  v1::Command command = FromClock();
  OfTask(command.mutable_announce_due(), unit).set_due_on(std::string(due_on));
  return Step(command);
}

Step RecordOverdue(absl::string_view unit, absl::string_view due_on) {
  v1::Command command = FromClock();
  OfTask(command.mutable_record_overdue(), unit).set_due_on(std::string(due_on));
  return Step(command);
}

Step RecomputeDates() { return Reasoned(FromClock(), &v1::Command::mutable_recompute_dates, "日历已更新"); }

Step SealReport(absl::string_view seal_id) {
  v1::Command command = FromOffice();
  v1::SealReport& seal = *command.mutable_seal_report();
  seal.set_seal_id(std::string(seal_id));
  seal.set_report("satisfaction");
  seal.set_version(1);
  seal.add_ledgers()->set_ledger_id("town");
  seal.set_digest(std::string(64, 'a'));
  return Step(command);
}

Step PassUp() { return Reasoned(FromOffice(), &v1::Command::mutable_pass_up, "属县级事权"); }

Step ReceivePassedUp() {
  v1::Command command = From(v1::Actor::SYSTEM, "courier");
  v1::ReceivePassedUp& receive = *command.mutable_receive_passed_up();
  receive.set_proposal_id(kFromVillage);
  receive.mutable_passed_up()->set_ledger_id("village");
  receive.mutable_passed_up()->set_proposal_id("p-3");
  receive.mutable_passed_up()->set_seq(17);
  receive.set_kind(v1::Proposal::SUGGESTION);
  receive.set_title("关于修建石门桥的建议");
  receive.set_body("雨季涨水，群众过河不便。");
  receive.set_source(v1::Proposal::CONTACT_STATION);
  receive.set_allow_publication(true);
  receive.set_lead_deputy_id(kVillageDeputy);
  receive.mutable_lead_deputy()->set_person_id(kVillageDeputy);
  receive.mutable_lead_deputy()->set_name("田桂兰");
  receive.set_reason("属上级事权");
  return Step(command);
}

Step SendBack() { return Reasoned(FromOffice(), &v1::Command::mutable_send_back, "由镇里办理更为便捷"); }

Step RecordOutcome(uint64_t passed_up_seq, v1::Proposal::Status status, uint64_t seq) {
  v1::Command command = From(v1::Actor::SYSTEM, "courier");
  v1::RecordOutcome& record = *command.mutable_record_outcome();
  record.set_proposal_id(kProposal);
  record.set_passed_up_seq(passed_up_seq);
  v1::Outcome& outcome = *record.mutable_outcome();
  outcome.mutable_event()->set_ledger_id("county");
  outcome.mutable_event()->set_proposal_id(absl::StrCat("up:town:", passed_up_seq));
  outcome.mutable_event()->set_seq(seq);
  outcome.set_status(status);
  outcome.set_happened_on("2025-03-03");
  return Step(command);
}

Step FromVillage(Step step) {
  return Other(std::move(step), kFromVillage).With([](v1::Command& command) {
    if (command.actor().role() == v1::Actor::DEPUTY) command.mutable_actor()->set_id(kVillageDeputy);
    if (command.has_evaluate()) command.mutable_evaluate()->set_deputy_id(kVillageDeputy);
  });
}

}  // namespace huiyin::testing

#include "tools/bench/generate.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "tools/bench/texts.h"

namespace huiyin {
namespace {

constexpr uint64_t kDeputies = 60;
constexpr uint64_t kUnits = 20;
constexpr uint64_t kSessionsMax = 10;
constexpr uint64_t kProposalsPerSession = 500;
constexpr int kLastYear = 2024;

// In the order in which a session's year goes.
enum Stage : int {
  kSetUp,  // Once, before the first session.
  kOpenSession,
  kSubmit,
  kCosign,
  kRegister,
  kAssign,
  kSignFor,
  kCoSignsFor,
  kLogContact,
  kLogProgress,
  kCoOpinion,
  kReply,
  kEvaluate,
  kRehandle,
  kCloseSatisfied,
  kReplyAgain,
  kEvaluateAgain,
  kCloseRehandled,
  kStages,
};

// Days after 1 January on which the stage is. All within one year.
constexpr int kDayOf[kStages] = {0, 1, 10, 12, 18, 24, 27, 29, 40, 60, 70, 85, 100, 110, 125, 150, 165, 180};

// What chance decides of a proposal, beside its texts.
enum Matter : uint64_t {
  kLead,
  kCosigner,
  kHasCosigner,
  kMain,
  kCo,
  kIsJoint,
  kIsComplex,
  kHasProgress,
  kPromises,
  kIsSilent,
  kIsDissatisfied,
  kWords,
};

std::string DeputyId(uint64_t number) { return absl::StrFormat("d-%02d", number); }
std::string UnitId(uint64_t number) { return absl::StrFormat("u-%02d", number); }
std::string SessionId(uint64_t session) { return absl::StrCat("s-", session); }

void SetActor(absl::string_view id, v1::Actor::Role role, v1::Command& command) {
  command.mutable_actor()->set_id(std::string(id));
  command.mutable_actor()->set_role(role);
}

void SetOffice(v1::Command& command) { SetActor("office-1", v1::Actor::CONGRESS_OFFICE, command); }

void SetUnit(const std::string& unit, v1::Command& command) {
  SetActor(absl::StrCat(unit, ".staff-1"), v1::Actor::HANDLING_UNIT, command);
  command.mutable_actor()->set_unit_id(unit);
}

}  // namespace

std::string GeneratedLedgerId(uint64_t ledger) { return absl::StrFormat("town-%04d", ledger); }
std::string GeneratedProposalId(uint64_t session, uint64_t index) {
  return absl::StrFormat("p-%d-%04d", session, index);
}

RegisterGenerator::RegisterGenerator(const RegisterShape& shape)
    : seed_(shape.seed),
      ledgers_(shape.ledgers),
      sessions_(shape.sessions != 0
                    ? shape.sessions
                    : std::clamp<uint64_t>(shape.proposals / shape.ledgers / kProposalsPerSession, 1, kSessionsMax)),
      per_session_((shape.proposals + ledgers_ * sessions_ - 1) / (ledgers_ * sessions_)) {
  CHECK_GE(shape.ledgers, 1u);
  CHECK_GE(shape.proposals, 1u);
}

uint64_t RegisterGenerator::CountOf(int stage) const {
  if (stage == kSetUp) return 1 + kDeputies + kUnits;
  return stage == kOpenSession ? 1 : per_session_;
}

bool RegisterGenerator::Advance() {
  if (++step_.index < CountOf(step_.stage)) return true;
  step_.index = 0;
  if (++step_.ledger < ledgers_) return true;
  step_.ledger = 0;
  if (++step_.stage < kStages) return true;
  step_.stage = kOpenSession;
  return ++step_.session < sessions_;
}

bool RegisterGenerator::Next(v1::Command& command) {
  while (!ended_) {
    command.Clear();
    const bool made = Make(command);
    if (made) SetHeader(command);
    ended_ = !Advance();
    if (made) return true;
  }
  return false;
}

uint64_t RegisterGenerator::Random(uint64_t salt) const {
  return Mix(Mix(Mix(Mix(seed_ + salt) + step_.ledger) + step_.session) + step_.index);
}

std::string RegisterGenerator::Deputy(uint64_t salt) const { return DeputyId(Random(salt) % kDeputies + 1); }
std::string RegisterGenerator::MainUnit() const { return UnitId(Random(kMain) % kUnits + 1); }
std::string RegisterGenerator::CoUnit() const {
  // Any but the main one.
  return UnitId((Random(kMain) + 1 + Random(kCo) % (kUnits - 1)) % kUnits + 1);
}

void RegisterGenerator::SetHeader(v1::Command& command) const {
  // Like ids that clients draw: neighbours lie far apart.
  command.set_command_id(absl::StrFormat("c-%016x", Random(kWords + 1 + step_.stage)));
  command.set_ledger_id(GeneratedLedgerId(step_.ledger));
  const auto year = kLastYear + 1 - static_cast<int64_t>(sessions_ - step_.session);
  const absl::Time day = absl::FromCivil(absl::CivilDay(year, 1, 1) + kDayOf[step_.stage], absl::UTCTimeZone());
  // Spread over ten hours of one day.
  const absl::Duration pause = absl::Hours(10) / static_cast<double>(CountOf(step_.stage));
  const absl::Time at = day + static_cast<double>(step_.index) * pause;
  command.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(at));
}

bool RegisterGenerator::Make(v1::Command& command) const {
  if (step_.stage == kSetUp) {
    MakeSetUp(command);
  } else if (step_.stage == kOpenSession) {
    MakeSession(command);
  } else if (!HasStage()) {
    return false;
  } else {
    MakeOfProposal(GeneratedProposalId(step_.session, step_.index), command);
  }
  return true;
}

void RegisterGenerator::MakeSetUp(v1::Command& command) const {
  static constexpr const char* kPacks[] = {"cn-national", "cn-chongqing-township", "cn-shanghai", "cn-henan"};
  SetOffice(command);
  if (step_.index == 0) {
    SetActor("admin-1", v1::Actor::ADMINISTRATOR, command);
    v1::OpenLedger& open = *command.mutable_open_ledger();
    open.set_name(absl::StrCat("第", step_.ledger, "号镇人民代表大会"));
    open.set_level(v1::Ledger::TOWNSHIP);
    open.set_rule_pack(kPacks[step_.ledger % std::size(kPacks)]);
    open.set_time_zone("Asia/Shanghai");
  } else if (step_.index <= kDeputies) {
    v1::SeatDeputy& seat = *command.mutable_seat_deputy();
    seat.set_deputy_id(DeputyId(step_.index));
    seat.set_name(MadeName(Random(kWords)));
    seat.set_group(absl::StrCat("第", step_.index % 12 + 1, "代表小组"));
    seat.set_constituency(absl::StrCat("第", step_.index, "选区"));
  } else {
    v1::EnrolUnit& enrol = *command.mutable_enrol_unit();
    enrol.set_unit_id(UnitId(step_.index - kDeputies));
    enrol.set_name(absl::StrCat("镇第", step_.index - kDeputies, "办公室"));
    enrol.set_kind("镇内设机构");
  }
}

void RegisterGenerator::MakeSession(v1::Command& command) const {
  SetOffice(command);
  v1::OpenSession& open = *command.mutable_open_session();
  open.set_session_id(SessionId(step_.session));
  open.set_term(19);
  open.set_number(static_cast<uint32_t>(step_.session + 1));
  const auto year = kLastYear + 1 - static_cast<int64_t>(sessions_ - step_.session);
  open.set_opens_on(absl::StrCat(year, "-01-09"));
  open.set_closes_on(absl::StrCat(year, "-01-12"));
}

bool RegisterGenerator::HasStage() const {
  const bool joint = Chance(kIsJoint, 30);
  const bool silent = Chance(kIsSilent, 6);
  const bool again = !silent && Chance(kIsDissatisfied, 5);
  const bool closes = !silent && !Chance(kPromises, 8);
  switch (step_.stage) {
    case kCosign:
      return Chance(kHasCosigner, 60) && Deputy(kCosigner) != Deputy(kLead);
    case kCoSignsFor:
    case kCoOpinion:
      return joint;
    case kLogProgress:
      return Chance(kHasProgress, 80);
    case kEvaluate:
      return !silent;
    case kRehandle:
    case kReplyAgain:
    case kEvaluateAgain:
      return again;
    case kCloseSatisfied:
      return closes && !again;
    case kCloseRehandled:
      return closes && again;
    default:
      return true;
  }
}

void RegisterGenerator::MakeOfProposal(const std::string& proposal, v1::Command& command) const {
  switch (step_.stage) {
    case kSubmit:
      return MakeSubmit(proposal, command);
    case kCosign:
      SetActor(Deputy(kCosigner), v1::Actor::DEPUTY, command);
      command.mutable_cosign()->set_proposal_id(proposal);
      command.mutable_cosign()->set_deputy_id(Deputy(kCosigner));
      return;
    case kRegister:
      SetOffice(command);
      command.mutable_register_()->set_proposal_id(proposal);
      command.mutable_register_()->set_category(MadeCategory(Random(kWords)));
      return;
    case kAssign:
      return MakeAssign(proposal, command);
    case kReply:
      return MakeReply(proposal, 1, command);
    case kReplyAgain:
      return MakeReply(proposal, 2, command);
    case kEvaluate:
      return MakeEvaluate(proposal, 1, command);
    case kEvaluateAgain:
      return MakeEvaluate(proposal, 2, command);
    case kRehandle:
      SetOffice(command);
      command.mutable_order_rehandling()->set_proposal_id(proposal);
      command.mutable_order_rehandling()->set_reason(MadeText(Random(kWords) + step_.stage, 30));
      return;
    case kCloseSatisfied:
    case kCloseRehandled:
      SetOffice(command);
      command.mutable_close()->set_proposal_id(proposal);
      return;
    default:
      return MakeOfUnit(proposal, command);
  }
}

void RegisterGenerator::MakeOfUnit(const std::string& proposal, v1::Command& command) const {
  const bool of_co = step_.stage == kCoSignsFor || step_.stage == kCoOpinion;
  const std::string unit = of_co ? CoUnit() : MainUnit();
  SetUnit(unit, command);
  if (step_.stage == kLogContact) {
    v1::LogContact& contact = *command.mutable_log_contact();
    contact.set_proposal_id(proposal);
    contact.set_unit_id(unit);
    contact.set_deputy_id(Deputy(kLead));
    contact.set_form(static_cast<v1::Contact::Form>(Random(kWords) % 5 + 1));
    contact.set_note(MadeText(Random(kWords) + step_.stage, 20));
  } else if (step_.stage == kLogProgress) {
    command.mutable_log_progress()->set_proposal_id(proposal);
    command.mutable_log_progress()->set_unit_id(unit);
    command.mutable_log_progress()->set_note(MadeText(Random(kWords) + step_.stage, 40));
  } else if (step_.stage == kCoOpinion) {
    command.mutable_give_co_opinion()->set_proposal_id(proposal);
    command.mutable_give_co_opinion()->set_unit_id(unit);
    command.mutable_give_co_opinion()->set_text(MadeText(Random(kWords) + step_.stage, 40));
  } else {
    command.mutable_sign_for()->set_proposal_id(proposal);
    command.mutable_sign_for()->set_unit_id(unit);
  }
}

void RegisterGenerator::MakeSubmit(const std::string& proposal, v1::Command& command) const {
  SetActor(Deputy(kLead), v1::Actor::DEPUTY, command);
  v1::Submit& submit = *command.mutable_submit();
  submit.set_proposal_id(proposal);
  submit.set_kind(static_cast<v1::Proposal::Kind>(Random(kWords) % 3 + 1));
  submit.set_title(MadeTitle(Random(kWords)));
  submit.set_body(MadeText(Random(kWords), 80 + Random(kWords) % 120));
  submit.set_lead_deputy_id(Deputy(kLead));
  submit.set_session_id(SessionId(step_.session));
  submit.set_in_session(true);
  submit.set_source(v1::Proposal::CONGRESS);
  submit.add_suggested_unit_ids(MainUnit());
  submit.set_allow_publication(true);
}

void RegisterGenerator::MakeAssign(const std::string& proposal, v1::Command& command) const {
  SetOffice(command);
  v1::Assign& assign = *command.mutable_assign();
  assign.set_proposal_id(proposal);
  v1::Task& lead = *assign.add_tasks();
  lead.set_unit_id(MainUnit());
  lead.set_role(v1::Task::LEAD);
  assign.set_mode(v1::Assignment::SINGLE);
  assign.set_complex(Chance(kIsComplex, 20));
  if (!Chance(kIsJoint, 30)) return;
  assign.set_mode(v1::Assignment::JOINT);
  v1::Task& co = *assign.add_tasks();
  co.set_unit_id(CoUnit());
  co.set_role(v1::Task::CO);
}

void RegisterGenerator::MakeReply(const std::string& proposal, int round, v1::Command& command) const {
  SetUnit(MainUnit(), command);
  const uint64_t words = Random(kWords) + step_.stage;
  v1::DeliverReply& reply = *command.mutable_reply();
  reply.set_proposal_id(proposal);
  reply.set_unit_id(MainUnit());
  reply.set_document_no(
      absl::StrCat("镇函〔", kLastYear + 1 - (sessions_ - step_.session), "〕", step_.index + 1, "号"));
  reply.set_signer(MadeName(words));
  reply.set_result_class(static_cast<v1::Reply::Class>(Mix(words) % 4 + 1));
  reply.set_text(MadeText(words, 100 + words % 150));
  if (round > 1 || !Chance(kPromises, 8)) return;
  v1::Commitment& commitment = *reply.add_commitments();
  commitment.set_commitment_id(absl::StrCat("k-", proposal));
  commitment.set_text(MadeText(words, 20));
  commitment.set_due_on("2030-06-30");
}

void RegisterGenerator::MakeEvaluate(const std::string& proposal, int round, v1::Command& command) const {
  SetActor(Deputy(kLead), v1::Actor::DEPUTY, command);
  v1::Evaluate& evaluate = *command.mutable_evaluate();
  evaluate.set_proposal_id(proposal);
  evaluate.set_deputy_id(Deputy(kLead));
  evaluate.set_attitude(v1::Evaluation::SATISFIED);
  const uint64_t words = Random(kWords) + step_.stage;
  if (round == 1 && Chance(kIsDissatisfied, 5)) {
    evaluate.set_result(v1::Evaluation::DISSATISFIED);
    evaluate.set_comment(MadeText(words, 20));
  } else {
    evaluate.set_result(words % 3 == 0 ? v1::Evaluation::BASICALLY_SATISFIED : v1::Evaluation::SATISFIED);
  }
}

}  // namespace huiyin

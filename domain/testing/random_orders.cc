#include "domain/testing/random_orders.h"

#include <algorithm>
#include <limits>
#include <map>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/timestamps.h"
#include "domain/validate.h"

namespace huiyin::testing {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The seats and units of a register; those past these numbers are never there.
constexpr int kDeputies = 12;
constexpr int kUnits = 5;
constexpr int kSessions = 2;
// How often a draw is tried for one that suits.
constexpr int kDrawsMax = 12;

std::vector<Kind> AllKinds() {
  std::vector<Kind> out;
  const auto* order = v1::Command::descriptor()->FindOneofByName("command");
  for (int i = 0; i < order->field_count(); ++i) out.push_back(static_cast<Kind>(order->field(i)->number()));
  return out;
}

// How often each kind is chosen: those that carry a proposal on often; those that end it, and those that fit always,
// seldom. The rest: 10.
int WeightOf(Kind kind) {
  static const auto& weights = *new std::map<Kind, int>{{Kind::kOpenLedger, 1},
                                                        {Kind::kOpenSession, 1},
                                                        {Kind::kEnrolUnit, 1},
                                                        {Kind::kSealReport, 1},
                                                        {Kind::kErasePerson, 1},
                                                        {Kind::kSeatDeputy, 2},
                                                        {Kind::kUnseatDeputy, 1},
                                                        {Kind::kRecordCorrection, 1},
                                                        {Kind::kSubmit, 1},
                                                        {Kind::kRequestRevision, 3},
                                                        {Kind::kConvertMotion, 5},
                                                        {Kind::kRefuse, 1},
                                                        {Kind::kWithdraw, 2},
                                                        {Kind::kMerge, 8},
                                                        {Kind::kDesignatePriority, 3},
                                                        {Kind::kUrge, 4},
                                                        {Kind::kLogProgress, 3},
                                                        {Kind::kLogContact, 3},
                                                        {Kind::kPublish, 5},
                                                        {Kind::kRecordVisit, 3},
                                                        {Kind::kRegister, 30},
                                                        {Kind::kAssign, 40},
                                                        {Kind::kSignFor, 25},
                                                        {Kind::kGiveCoOpinion, 20},
                                                        {Kind::kRequestReturn, 6},
                                                        {Kind::kRequestExtension, 30},
                                                        {Kind::kGrantExtension, 30},
                                                        {Kind::kReply, 25},
                                                        {Kind::kRecomputeDates, 20},
                                                        {Kind::kEvaluate, 25},
                                                        {Kind::kClose, 15},
                                                        {Kind::kReopen, 30},
                                                        {Kind::kOrderRehandling, 15},
                                                        {Kind::kLapseFeedback, 20},
                                                        {Kind::kEscalate, 20},
                                                        {Kind::kPassUp, 10},
                                                        {Kind::kReceivePassedUp, 1},
                                                        {Kind::kSendBack, 3},
                                                        {Kind::kRecordOutcome, 40}};
  const auto found = weights.find(kind);
  return found == weights.end() ? 10 : found->second;
}

Message& OrderOf(v1::Command& command, Kind kind) {
  return *command.GetReflection()->MutableMessage(&command, v1::Command::descriptor()->FindFieldByNumber(kind));
}

bool HasField(v1::Command& command, absl::string_view name) {
  return OrderOf(command, command.command_case()).GetDescriptor()->FindFieldByName(std::string(name)) != nullptr;
}

void SetText(v1::Command& command, absl::string_view name, const std::string& value) {
  Message& inside = OrderOf(command, command.command_case());
  inside.GetReflection()->SetString(&inside, inside.GetDescriptor()->FindFieldByName(std::string(name)), value);
}

}  // namespace

RandomOrders::RandomOrders(uint64_t seed, absl::string_view rule_pack, const Model& model, const References& references)
    : rule_pack_(rule_pack), model_(model), references_(references), random_(seed) {
  now_ = absl::FromUnixSeconds(1'735'783'200) + absl::Hours(Between(0, 24 * 400));  // From 2025-01-02 on.
}

RandomOrder RandomOrders::Next() {
  Advance();
  const size_t step = steps_++;
  constexpr size_t kOpeningSteps = 3 + kSessions + kDeputies + kUnits;
  if (step < kOpeningSteps) return {Opening(step), now_};
  ChooseFocus();
  const int64_t dice = Between(1, 100);
  const Mood mood = dice <= 45   ? Mood::kFitting
                    : dice <= 65 ? Mood::kRuleBreaking
                    : dice <= 90 ? Mood::kSpoilt
                                 : Mood::kBlind;
  RandomOrder order = OrderIn(mood);
  while (!ValidateShape(order.command, references_).ok()) order = OrderIn(mood);
  return order;
}

int64_t RandomOrders::Between(int64_t least, int64_t most) {
  return std::uniform_int_distribution<int64_t>(least, most)(random_);
}

void RandomOrders::Advance() {
  const int64_t dice = Between(1, 100);
  if (dice <= 64) {
    now_ += absl::Minutes(Between(0, 180));
  } else if (dice <= 94) {
    now_ += absl::Hours(Between(4, 72));
  } else if (dice <= 96) {
    now_ += absl::Hours(24 * Between(4, 40));
  } else {
    JumpNearADate();
  }
}

void RandomOrders::JumpNearADate() {
  if (model_.past().ledger() == nullptr) return;
  const Life life = model_.LifeOf(focus_);
  std::vector<absl::CivilDay> days;
  for (const auto& date : {life.due(), life.return_by(), life.feedback_by(), life.extension_limit()}) {
    if (date) days.push_back(date->day);
  }
  for (const Promise& promise : life.promises()) days.push_back(promise.due);
  if (days.empty()) return;
  const absl::Time midnight = absl::FromCivil(Pick(days) + Between(0, 1), model_.zone());
  const absl::Time moment = midnight + absl::Seconds(Pick<int64_t>({-1, 0, 1, 36'000}));
  if (moment > now_ && moment < now_ + absl::Hours(24 * 150)) now_ = moment;
}

absl::CivilDay RandomOrders::today() const { return absl::ToCivilDay(now_, model_.zone()); }

void RandomOrders::ChooseFocus() {
  using P = v1::Proposal;
  const std::vector<std::string> proposals = model_.past().proposals();
  if (proposals.size() > proposals_) {
    focus_ = proposals.back();
    proposals_ = proposals.size();
  }
  const bool over = model_.LifeOf(focus_).StatusIs({P::REFUSED, P::WITHDRAWN, P::MERGED, P::CLOSED, P::SENT_BACK});
  if (!Chance(over ? 25 : 4) || proposals.empty()) return;
  // One that is still to be submitted, or any.
  focus_ = Chance(40) ? NewProposal() : Pick(proposals);
}

void RandomOrders::NoteNewCalendar() { recomputations_due_ = 6; }

Kind RandomOrders::ChooseKind() {
  static const auto& kinds = *new std::vector<Kind>(AllKinds());
  if (!model_.LifeOf(focus_).exists() && Chance(70)) return Chance(12) ? Kind::kReceivePassedUp : Kind::kSubmit;
  if (recomputations_due_ > 0 && Chance(50)) {
    --recomputations_due_;
    return Kind::kRecomputeDates;
  }
  std::vector<int> weights;
  for (const Kind kind : kinds) weights.push_back(WeightOf(kind));
  return kinds[std::discrete_distribution<size_t>(weights.begin(), weights.end())(random_)];
}

std::string RandomOrders::NewProposal() const { return absl::StrCat("p-", model_.past().proposals().size() + 1); }

std::string RandomOrders::ADeputy() { return absl::StrCat("d-", Between(1, kDeputies)); }
std::string RandomOrders::AVoter() { return absl::StrCat("v-", Between(1, 9)); }

std::string RandomOrders::AUnit() { return absl::StrCat("u-", Between(1, kUnits)); }

std::string RandomOrders::AUnitOfFocus() {
  const std::vector<v1::Task> tasks = model_.LifeOf(focus_).tasks();
  return tasks.empty() || Chance(5) ? AUnit() : Pick(tasks).unit_id();
}

std::string RandomOrders::ACommitment() {
  const std::vector<Promise> promises = model_.LifeOf(focus_).promises();
  return promises.empty() ? "k-0" : Pick(promises).id;
}

std::string RandomOrders::ADate(Kind kind, absl::string_view field) {
  const Life life = model_.LifeOf(focus_);
  if (field == "opens_on") return FormatDate(today());
  if (field == "closes_on") return FormatDate(today() + Between(0, 10));
  if (kind == Kind::kAssign || kind == Kind::kOrderRehandling) {
    if (Chance(65)) return "";
    if (kind == Kind::kAssign && Chance(30) && life.exists()) {
      return FormatDate(life.AssignmentLimit(Chance(50), today(), references_.calendar).day + Between(0, 1));
    }
    return FormatDate(today() + Between(0, 90));
  }
  if (kind == Kind::kRequestExtension) {
    const std::optional<LastDay> limit = life.extension_limit();
    if (limit && Chance(30)) return FormatDate(limit->day + Between(0, 1));
    return FormatDate(life.due().value_or(LastDay{today()}).day + Between(0, Pick<int64_t>({4, 40})));
  }
  if (kind == Kind::kAnnounceDue || kind == Kind::kRecordOverdue) {
    return FormatDate(life.due().value_or(LastDay{today()}).day - (Chance(10) ? 1 : 0));
  }
  return FormatDate(today() + Between(0, 30));
}

RandomOrder RandomOrders::OrderIn(Mood mood) {
  v1::Command command = Draw(ChooseKind());
  for (int i = 0; i < kDrawsMax && !Suits(mood, command); ++i) command = Draw(ChooseKind());
  if (mood == Mood::kSpoilt) Spoil(command);
  return {command, now_};
}

bool RandomOrders::Suits(Mood mood, const v1::Command& command) const {
  if (mood == Mood::kBlind) return true;
  const Faults faults = model_.Expect(command, now_);
  if (mood != Mood::kRuleBreaking) return faults.empty();
  return absl::c_any_of(faults, [](Reason reason) {
    const absl::StatusCode code = StatusCodeOf(reason);
    if (reason == Reason::kStatusNotAllowed) return false;
    return code == absl::StatusCode::kFailedPrecondition || code == absl::StatusCode::kAlreadyExists;
  });
}

v1::Command RandomOrders::Opening(size_t step) {
  constexpr size_t kFirstDeputy = 3 + kSessions;
  constexpr size_t kFirstUnit = kFirstDeputy + kDeputies;
  if (step == 0) return Draw(Kind::kEnrolUnit);
  if (step == 1) return Draw(Kind::kOpenLedger);
  if (step == 2) return Draw(Kind::kReceivePassedUp);
  const Kind kind = step < kFirstDeputy ? Kind::kOpenSession : step < kFirstUnit ? Kind::kSeatDeputy : Kind::kEnrolUnit;
  v1::Command command = Draw(kind);
  if (command.has_open_session()) {
    v1::OpenSession& open = *command.mutable_open_session();
    open.set_session_id(absl::StrCat("s-", step - 2));
    open.set_term(static_cast<uint32_t>(step));
  }
  if (command.has_seat_deputy()) {
    command.mutable_seat_deputy()->set_deputy_id(absl::StrCat("d-", step - kFirstDeputy + 1));
  }
  if (command.has_enrol_unit()) command.mutable_enrol_unit()->set_unit_id(absl::StrCat("u-", step - kFirstUnit + 1));
  return command;
}

v1::Command RandomOrders::Draw(Kind kind) {
  v1::Command command;
  command.set_command_id(absl::StrCat("c-", steps_));
  command.set_ledger_id("town");
  SetTime(now_, *command.mutable_occurred_at());
  Message& inside = OrderOf(command, kind);
  const auto* descriptor = inside.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) Fill(kind, descriptor->field(i), inside);
  FillLists(command);
  SetActor(command);
  return command;
}

void RandomOrders::Fill(Kind kind, const FieldDescriptor* field, Message& inside) {
  if (field->is_repeated() || field->has_optional_keyword()) return;
  const google::protobuf::Reflection& reflection = *inside.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&inside, field, Text(kind, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&inside, field, Chance(65));
    case FieldDescriptor::CPPTYPE_ENUM:
      // 0 is UNSPECIFIED, and none is left out after it.
      return reflection.SetEnumValue(&inside, field,
                                     static_cast<int>(Between(1, field->enum_type()->value_count() - 1)));
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&inside, field, static_cast<uint32_t>(Number(kind, field->name())));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&inside, field, Number(kind, field->name()));
    default:
      return;  // Moments of a sealed report, which nothing depends on.
  }
}

std::string RandomOrders::Text(Kind kind, const FieldDescriptor* field) {
  const std::string& name = field->name();
  if (name.ends_with("_on")) return ADate(kind, name);
  if (name == "proposal_id") {
    return kind == Kind::kSubmit && !Chance(5) ? NewProposal() : focus_;
  }
  if (name == "into_proposal_id") return absl::StrCat("p-", Between(1, model_.past().proposals().size() + 1));
  if (name == "unit_id") return kind == Kind::kEnrolUnit ? absl::StrCat("u-", Between(1, 9)) : AUnitOfFocus();
  if (name == "deputy_id" || name == "lead_deputy_id") {
    const Life life = model_.LifeOf(focus_);
    const bool lead = kind == Kind::kEvaluate || Chance(40);
    return lead && life.exists() && kind != Kind::kSubmit ? life.submission().lead_deputy_id() : ADeputy();
  }
  if (name == "session_id") return absl::StrCat("s-", Between(1, kind == Kind::kOpenSession ? 5 : kSessions));
  if (name == "commitment_id") return ACommitment();
  if (name == "person_id" && Chance(10)) return absl::StrCat("up:village:", ADeputy());
  if (name == "person_id") return Chance(70) ? ADeputy() : AVoter();
  if (name == "encrypted") return "";
  if (name == "seal_id") return absl::StrCat("r-", Between(1, 40));
  if (name == "report") return "satisfaction";
  if (name == "digest") return std::string(64, 'a');
  if (name == "rule_pack") return rule_pack_;
  if (name == "time_zone") return Pick<std::string>({"Asia/Shanghai", "Asia/Shanghai", "Asia/Urumqi"});
  if (name == "parent_ledger_id") return Chance(85) ? "county" : "";
  if (name == "note" && kind == Kind::kClose && Chance(40)) return "";
  return "as the rules say";
}

uint64_t RandomOrders::Number(Kind kind, absl::string_view field) {
  if (field == "passed_up_seq") {
    return Chance(90) ? model_.LifeOf(focus_).passed_up_by().value_or(0) : static_cast<uint64_t>(Between(0, 60));
  }
  if (field == "target_seq") return static_cast<uint64_t>(Between(0, static_cast<int64_t>(steps_)));
  if (kind == Kind::kOpenSession) return static_cast<uint64_t>(Between(1, 4));
  if (kind != Kind::kRegister) return 1;
  if (Chance(1)) return std::numeric_limits<uint32_t>::max();
  return Chance(70) ? 0 : static_cast<uint64_t>(Between(1, 12));
}

void RandomOrders::FillLists(v1::Command& command) {
  if (command.has_submit()) {
    v1::Submit& submit = *command.mutable_submit();
    if (Chance(30)) submit.set_kind(v1::Proposal::MOTION);
    const int64_t wanted = Pick<int64_t>({0, 0, 2, 4, 11});
    for (int i = 1; i <= kDeputies && submit.cosigner_ids_size() < wanted; ++i) {
      const std::string deputy = absl::StrCat("d-", i);
      if (deputy != submit.lead_deputy_id() && model_.past().DeputySeated(deputy)) submit.add_cosigner_ids(deputy);
    }
    if (Chance(20)) submit.add_cosigner_ids(ADeputy());
    if (Chance(30)) submit.add_suggested_unit_ids(AUnit());
    if (Chance(30)) {
      v1::Person& voter = *submit.add_voters();
      voter.set_person_id(AVoter());
      Chance(30) ? voter.set_name("as it is") : voter.set_encrypted("a box");
    }
  }
  if (command.has_seat_deputy() && Chance(70)) {
    command.mutable_seat_deputy()->clear_name();
    command.mutable_seat_deputy()->clear_contact();
    command.mutable_seat_deputy()->set_encrypted("a box");
  }
  if (command.has_assign()) FillTasks(*command.mutable_assign());
  if (command.has_reply() && Chance(50)) {
    for (int64_t i = Between(1, 2); i > 0; --i) {
      v1::Commitment& commitment = *command.mutable_reply()->add_commitments();
      commitment.set_commitment_id(Chance(15) ? ACommitment() : absl::StrCat("k-", steps_, "-", i));
      commitment.set_text("within the year");
      commitment.set_due_on(FormatDate(today() + Between(-3, 60)));
    }
  }
  if (command.has_publish()) {
    for (const auto part : {v1::Publication::TITLE, v1::Publication::REPLY, v1::Publication::EVALUATION}) {
      if (part == v1::Publication::TITLE || Chance(25)) command.mutable_publish()->add_parts(part);
    }
  }
  FillLinks(command);
  if (command.has_seal_report()) command.mutable_seal_report()->add_ledgers()->set_ledger_id("town");
  if (command.has_evaluate() && Chance(35)) command.mutable_evaluate()->set_result(v1::Evaluation::DISSATISFIED);
}

void RandomOrders::FillLinks(v1::Command& command) {
  if (command.has_record_outcome()) FillOutcome(*command.mutable_record_outcome());
  if (!command.has_receive_passed_up()) return;
  v1::ReceivePassedUp& receive = *command.mutable_receive_passed_up();
  // Now and then one that is there already.
  const uint64_t seq =
      Chance(80) ? 1'000 + steps_ : static_cast<uint64_t>(1'000 + Between(0, static_cast<int64_t>(steps_)));
  receive.set_proposal_id(absl::StrCat("up:village:", seq));
  receive.set_lead_deputy_id(absl::StrCat("up:village:", ADeputy()));
  receive.mutable_passed_up()->set_ledger_id("village");
  receive.mutable_passed_up()->set_proposal_id("p-1");
  receive.mutable_passed_up()->set_seq(seq);
  if (Chance(70)) receive.set_kind(v1::Proposal::SUGGESTION);
  if (Chance(30)) return;
  receive.mutable_lead_deputy()->set_person_id(receive.lead_deputy_id());
  if (Chance(30)) {
    receive.mutable_lead_deputy()->set_name("as it is");
  } else {
    receive.mutable_lead_deputy()->set_encrypted("a box");
  }
}

void RandomOrders::FillOutcome(v1::RecordOutcome& record) {
  const Life life = model_.LifeOf(focus_);
  v1::Outcome& outcome = *record.mutable_outcome();
  outcome.mutable_event()->set_ledger_id(Chance(95) ? "county" : "city");
  outcome.mutable_event()->set_proposal_id(Chance(80) ? absl::StrCat("up:town:", record.passed_up_seq()) : "p-8");
  const auto last = static_cast<int64_t>(life.last_told().value_or(0));
  const int64_t seq = Chance(25) ? last - Between(0, 3) : last + Between(1, 9);
  outcome.mutable_event()->set_seq(static_cast<uint64_t>(std::max<int64_t>(seq, 0)));
  outcome.set_status(static_cast<v1::Proposal::Status>(Between(1, v1::Proposal::Status_MAX)));
  outcome.set_happened_on(FormatDate(today()));
}

void RandomOrders::FillTasks(v1::Assign& assign) {
  std::vector<std::string> units;
  for (int i = 1; i <= kUnits; ++i) units.push_back(absl::StrCat("u-", i));
  std::shuffle(units.begin(), units.end(), random_);
  const bool single = assign.mode() == v1::Assignment::SINGLE;
  const auto count = static_cast<size_t>(single ? 1 : Between(2, 3));
  for (size_t i = 0; i < count; ++i) {
    v1::Task& task = *assign.add_tasks();
    task.set_unit_id(units[i]);
    task.set_role(assign.mode() == v1::Assignment::SEPARATE ? v1::Task::SEPARATE
                  : i == 0                                  ? v1::Task::LEAD
                                                            : v1::Task::CO);
  }
}

void RandomOrders::SetActor(v1::Command& command) {
  v1::Actor& actor = *command.mutable_actor();
  actor.set_role(Pick(Model::RolesFor(command.command_case())));
  actor.set_id("someone");
  const std::string proposal = TextIn(command, "proposal_id");
  if (actor.role() == v1::Actor::DEPUTY) {
    const Life life = model_.LifeOf(proposal);
    std::string deputy = TextIn(command, "deputy_id");
    if (deputy.empty()) deputy = TextIn(command, "lead_deputy_id");
    if (deputy.empty() && life.exists()) deputy = life.submission().lead_deputy_id();
    actor.set_id(deputy.empty() ? ADeputy() : deputy);
  }
  if (actor.role() == v1::Actor::HANDLING_UNIT) {
    std::string unit = TextIn(command, "unit_id");
    for (const Promise& promise : model_.LifeOf(proposal).promises()) {
      if (promise.id == TextIn(command, "commitment_id")) unit = promise.unit_id;
    }
    actor.set_unit_id(unit.empty() ? AUnit() : unit);
  }
  if (command.has_submit() && actor.role() == v1::Actor::CONGRESS_OFFICE && Chance(50)) {
    command.set_on_behalf_of(command.submit().lead_deputy_id());
  }
}

void RandomOrders::Spoil(v1::Command& command) {
  v1::Actor& actor = *command.mutable_actor();
  switch (Between(0, 5)) {
    case 0:
      actor.set_role(static_cast<v1::Actor::Role>(Between(1, 7)));
      if (actor.role() == v1::Actor::HANDLING_UNIT && actor.unit_id().empty()) actor.set_unit_id(AUnit());
      return;
    case 1:
      if (actor.role() == v1::Actor::DEPUTY) actor.set_id(ADeputy());
      if (actor.role() == v1::Actor::HANDLING_UNIT) actor.set_unit_id(absl::StrCat("u-", Between(1, kUnits + 1)));
      return;
    case 2:
      return SpoilTime(command);
    case 3:
      if (Chance(50)) {
        command.set_on_behalf_of(ADeputy());
      } else {
        command.set_causation_seq(static_cast<uint64_t>(Between(0, 2 * static_cast<int64_t>(steps_))));
      }
      return;
    default:
      return SpoilId(command);
  }
}

void RandomOrders::SpoilId(v1::Command& command) {
  struct Id {
    absl::string_view field;
    std::vector<std::string> values;
  };
  std::vector<Id> ids = {{"proposal_id", {"p-99", absl::StrCat("p-", Between(1, 9))}},
                         {"into_proposal_id", {"p-99"}},
                         {"session_id", {"s-99"}},
                         {"lead_deputy_id", {"d-99", ADeputy()}},
                         {"deputy_id", {"d-99", ADeputy(), ADeputy()}},
                         {"unit_id", {"u-99", AUnit(), AUnit(), AUnitOfFocus()}},
                         {"person_id", {"v-99", ADeputy()}},
                         {"commitment_id", {"k-99"}}};
  std::erase_if(ids, [&command](const Id& id) { return !HasField(command, id.field); });
  if (ids.empty()) return;
  const Id id = Pick(ids);
  SetText(command, id.field, Pick(id.values));
}

void RandomOrders::SpoilTime(v1::Command& command) {
  const absl::Duration shift = Chance(40) ? absl::Seconds(Pick<int64_t>({60, 61, 100'000}))
                                          : -absl::Minutes(Between(0, Pick<int64_t>({10, 2'000, 40'000})));
  SetTime(now_ + shift, *command.mutable_occurred_at());
}

}  // namespace huiyin::testing

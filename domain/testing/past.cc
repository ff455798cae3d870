#include "domain/testing/past.h"

#include <algorithm>
#include <tuple>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/timestamps.h"

namespace huiyin::testing {
namespace {

std::string StreamOf(const v1::Command& command) {
  const std::string proposal = TextIn(command, "proposal_id");
  if (!proposal.empty()) return absl::StrCat("proposal/", proposal);
  if (command.has_open_session()) return absl::StrCat("session/", command.open_session().session_id());
  if (command.has_enrol_unit()) return absl::StrCat("unit/", command.enrol_unit().unit_id());
  const std::string deputy = TextIn(command, "deputy_id");
  if (!deputy.empty()) return absl::StrCat("deputy/", deputy);
  return "ledger";
}

bool IsMainRole(v1::Task::Role role) { return role == v1::Task::LEAD || role == v1::Task::SEPARATE; }

LastDay AsGiven(const std::string& date) { return {.day = *ParseDate(date), .provisional = false}; }

// What the ledger above does not answer is this ledger's again; what the lead withdrew is withdrawn. (The lead of what
// it was merged into up there is somebody else.)
v1::Proposal::Status StatusWhenTold(const v1::RecordOutcome& told) {
  using P = v1::Proposal;
  const std::string its_name = absl::StrCat("up:town:", told.passed_up_seq());
  const P::Status above = told.outcome().status();
  if (above == P::WITHDRAWN && told.outcome().event().proposal_id() == its_name) return P::WITHDRAWN;
  if (above == P::WITHDRAWN || above == P::SENT_BACK || above == P::REFUSED) return P::REGISTERED;
  return P::PASSED_UP;
}

Promise& Find(std::vector<Promise>& promises, absl::string_view id) {
  return *absl::c_find_if(promises, [&](const Promise& promise) { return promise.id == id; });
}

}  // namespace

std::string TextIn(const v1::Command& command, absl::string_view name) {
  const auto* order = v1::Command::descriptor()->FindFieldByNumber(command.command_case());
  if (order == nullptr) return "";
  const auto* field = order->message_type()->FindFieldByName(std::string(name));
  if (field == nullptr) return "";
  const google::protobuf::Message& inside = command.GetReflection()->GetMessage(command, order);
  return inside.GetReflection()->GetString(inside, field);
}

Life Life::Until(size_t end) const {
  return Life({commands_.begin(), commands_.begin() + static_cast<ptrdiff_t>(end)}, pack_, session_close_);
}

std::optional<size_t> Life::Last(Kinds kinds) const {
  for (size_t i = commands_.size(); i-- > 0;) {
    if (absl::c_linear_search(kinds, At(i).kind())) return i;
  }
  return std::nullopt;
}

const Accepted* Life::LastOfRound(Kinds kinds, absl::string_view unit) const {
  if (tasks().empty()) return nullptr;
  for (size_t i = commands_.size(); i-- > RoundStart();) {
    if (At(i).unit_id == unit && absl::c_linear_search(kinds, At(i).kind())) return &At(i);
  }
  return nullptr;
}

v1::Proposal::Status Life::status() const {
  using P = v1::Proposal;
  for (size_t i = commands_.size(); i-- > 0;) {
    const Life then = Until(i + 1);
    switch (At(i).kind()) {
      case Kind::kSubmit:
      case Kind::kReceivePassedUp:
      case Kind::kRevise:
        return P::SUBMITTED;
      case Kind::kRequestRevision:
        return P::REVISION_REQUESTED;
      case Kind::kRegister:
        return P::REGISTERED;
      case Kind::kRefuse:
        return P::REFUSED;
      case Kind::kAssign:
        return P::ASSIGNED;
      case Kind::kSignFor:
      case Kind::kOrderRehandling:
      case Kind::kReopen:
        return P::HANDLING;
      case Kind::kReply:
        return then.complete() ? P::REPLIED : P::HANDLING;
      case Kind::kAcceptReturn:
        if (then.tasks().empty()) return P::REGISTERED;
        if (then.complete()) return P::REPLIED;
        break;
      case Kind::kEvaluate:
        return P::EVALUATED;
      case Kind::kLapseFeedback:
        return P::LAPSED;
      case Kind::kBeginFollowUp:
        return P::FOLLOW_UP;
      case Kind::kClose:
        return P::CLOSED;
      case Kind::kWithdraw:
        return P::WITHDRAWN;
      case Kind::kMerge:
        return P::MERGED;
      case Kind::kPassUp:
        return P::PASSED_UP;
      case Kind::kSendBack:
        return P::SENT_BACK;
      case Kind::kRecordOutcome:
        return StatusWhenTold(At(i).command.record_outcome());
      default:
        break;
    }
  }
  return P::STATUS_UNSPECIFIED;
}

bool Life::StatusIs(std::initializer_list<v1::Proposal::Status> statuses) const {
  return absl::c_linear_search(statuses, status());
}

v1::Proposal::Kind Life::kind() const {
  return Has(Kind::kConvertMotion) ? v1::Proposal::SUGGESTION : submission().kind();
}

std::set<std::string> Life::cosigners() const {
  std::set<std::string> out(submission().cosigner_ids().begin(), submission().cosigner_ids().end());
  for (const Accepted* accepted : commands_) {
    if (accepted->command.has_cosign()) out.insert(accepted->command.cosign().deputy_id());
    if (accepted->command.has_withdraw_cosignature()) out.erase(accepted->command.withdraw_cosignature().deputy_id());
  }
  return out;
}

std::vector<v1::Task> Life::tasks() const {
  const std::optional<size_t> assigned = Last({Kind::kAssign});
  if (!assigned) return {};
  const v1::Assign& assign = At(*assigned).command.assign();
  std::vector<v1::Task> out(assign.tasks().begin(), assign.tasks().end());
  const auto drop = [&out](const auto& which) { out.erase(std::remove_if(out.begin(), out.end(), which), out.end()); };
  for (size_t i = *assigned + 1; i < commands_.size(); ++i) {
    const Accepted& accepted = At(i);
    if (accepted.kind() == Kind::kAcceptReturn) {
      drop([&](const v1::Task& task) { return task.unit_id() == accepted.unit_id; });
    } else if (accepted.kind() == Kind::kOrderRehandling || accepted.kind() == Kind::kReopen) {
      drop([](const v1::Task& task) { return task.role() == v1::Task::CO; });
    }
  }
  if (absl::c_none_of(out, [](const v1::Task& task) { return IsMainRole(task.role()); })) return {};
  return out;
}

uint32_t Life::round() const {
  if (tasks().empty()) return 0;
  uint32_t rounds = 1;
  for (size_t i = *Last({Kind::kAssign}); i < commands_.size(); ++i) {
    if (At(i).kind() == Kind::kOrderRehandling || At(i).kind() == Kind::kReopen) ++rounds;
  }
  return rounds;
}

v1::Task::Role Life::RoleOf(absl::string_view unit) const {
  for (const v1::Task& task : tasks()) {
    if (task.unit_id() == unit) return task.role();
  }
  return v1::Task::UNSPECIFIED;
}

bool Life::IsMain(absl::string_view unit) const { return IsMainRole(RoleOf(unit)); }

bool Life::Signed(absl::string_view unit) const {
  return round() > 1 || LastOfRound({Kind::kSignFor}, unit) != nullptr;
}

bool Life::Replied(absl::string_view unit) const { return LastOfRound({Kind::kReply}, unit) != nullptr; }

bool Life::ReturnAsked(absl::string_view unit) const {
  const Accepted* last = LastOfRound({Kind::kRequestReturn, Kind::kAcceptReturn, Kind::kRefuseReturn}, unit);
  return last != nullptr && last->kind() == Kind::kRequestReturn;
}

std::optional<absl::CivilDay> Life::ExtensionAsked(absl::string_view unit) const {
  const Accepted* last =
      LastOfRound({Kind::kRequestExtension, Kind::kGrantExtension, Kind::kRefuseExtension, Kind::kReply}, unit);
  if (last == nullptr || last->kind() != Kind::kRequestExtension) return std::nullopt;
  return ParseDate(last->command.request_extension().new_due_on());
}

bool Life::OpinionGiven(absl::string_view unit) const { return LastOfRound({Kind::kGiveCoOpinion}, unit) != nullptr; }

std::string Life::LastSaid(Kind kind, absl::string_view unit) const {
  const Accepted* last = LastOfRound({kind}, unit);
  return last == nullptr ? "" : TextIn(last->command, "due_on");
}

absl::CivilDay Life::ClockStart(absl::CivilDay assigned_on) const {
  return pack_->clock_start() == v1::RulePack::SESSION_CLOSE && submission().in_session() ? session_close_
                                                                                          : assigned_on;
}

LastDay Life::AssignmentLimit(bool complex, absl::CivilDay day, const Calendar& calendar) const {
  return LimitAfter(ClockStart(day), complex ? pack_->complex_reply() : pack_->reply(), calendar);
}

bool Life::DueGiven() const { return !TextIn(At(RoundStart()).command, "due_on").empty(); }

LastDay Life::FirstDue(const Calendar& calendar) const {
  const Accepted& start = At(RoundStart());
  if (DueGiven()) return AsGiven(TextIn(start.command, "due_on"));
  if (start.kind() == Kind::kAssign) return AssignmentLimit(start.command.assign().complex(), start.day, calendar);
  return LimitAfter(start.day, pack_->rehandling(), calendar);
}

const Calendar& Life::CalendarOf(size_t fixed, bool while_complete) const {
  const Calendar* calendar = At(fixed).calendar;
  for (size_t i = fixed + 1; i < commands_.size(); ++i) {
    if (At(i).kind() == Kind::kRecomputeDates && Until(i).complete() == while_complete) calendar = At(i).calendar;
  }
  return *calendar;
}

std::optional<LastDay> Life::DueOf(absl::string_view unit) const {
  if (!IsMain(unit)) return std::nullopt;
  const size_t start = RoundStart();
  LastDay due = FirstDue(*At(start).calendar);
  bool by_pack = !DueGiven();
  for (size_t i = start + 1; i < commands_.size(); ++i) {
    if (At(i).kind() == Kind::kGrantExtension && At(i).unit_id == unit) {
      due = {.day = *Until(i).ExtensionAsked(unit), .provisional = false};
      by_pack = false;
    } else if (At(i).kind() == Kind::kRecomputeDates && by_pack && !Until(i).Replied(unit)) {
      due = FirstDue(*At(i).calendar);
    }
  }
  return due;
}

std::optional<LastDay> Life::due() const {
  std::optional<LastDay> latest;
  for (const v1::Task& task : tasks()) {
    const std::optional<LastDay> due = DueOf(task.unit_id());
    if (due && latest && due->day == latest->day) latest->provisional |= due->provisional;
    if (due && (!latest || due->day > latest->day)) latest = due;
  }
  return latest;
}

std::optional<LastDay> Life::return_by() const {
  if (round() != 1) return std::nullopt;
  const Accepted& assigned = At(RoundStart());
  return LimitAfter(assigned.day, pack_->return_(), *assigned.calendar);
}

std::optional<LastDay> Life::extension_limit() const {
  if (round() != 1) return std::nullopt;
  const size_t start = RoundStart();
  return LimitAfter(ClockStart(At(start).day), pack_->complex_reply(), CalendarOf(start, /*while_complete=*/false));
}

bool Life::complete() const {
  const std::vector<v1::Task> now = tasks();
  return !now.empty() && absl::c_all_of(now, [this](const v1::Task& task) {
    return !IsMainRole(task.role()) || Replied(task.unit_id());
  });
}

std::optional<LastDay> Life::feedback_by() const {
  if (!complete()) return std::nullopt;
  const size_t completed = *Last({Kind::kReply, Kind::kAcceptReturn});
  return LimitAfter(At(completed).day, pack_->feedback(), CalendarOf(completed, /*while_complete=*/true));
}

std::vector<Promise> Life::promises() const {
  std::vector<Promise> out;
  for (const Accepted* accepted : commands_) {
    const v1::Command& command = accepted->command;
    if (command.has_reply()) {
      for (const v1::Commitment& commitment : command.reply().commitments()) {
        out.push_back({commitment.commitment_id(), accepted->unit_id, *ParseDate(commitment.due_on())});
      }
    } else if (command.has_fulfil_commitment()) {
      Find(out, command.fulfil_commitment().commitment_id()).fulfilled = true;
    } else if (command.has_miss_commitment()) {
      Find(out, command.miss_commitment().commitment_id()).missed = true;
    } else if (command.has_change_commitment()) {
      Promise& promise = Find(out, command.change_commitment().commitment_id());
      promise.due = *ParseDate(command.change_commitment().new_due_on());
      promise.missed = false;
    }
  }
  return out;
}

bool Life::HasOpenPromise() const {
  return absl::c_any_of(promises(), [](const Promise& promise) { return !promise.fulfilled; });
}

v1::Evaluation::Verdict Life::last_word() const {
  const std::optional<size_t> last = Last({Kind::kEvaluate});
  return last ? At(*last).command.evaluate().result() : v1::Evaluation::UNSPECIFIED;
}

bool Life::RoundEvaluated() const {
  const std::optional<size_t> last = Last({Kind::kEvaluate});
  return last && !tasks().empty() && *last > RoundStart();
}

bool Life::escalated() const {
  const std::optional<size_t> last = Last({Kind::kEscalate, Kind::kResolveEscalation});
  return last && At(*last).kind() == Kind::kEscalate;
}

bool Life::published() const {
  const std::optional<size_t> last = Last({Kind::kPublish, Kind::kUnpublish});
  return last && At(*last).kind() == Kind::kPublish;
}

const v1::LinkedEvent* Life::came_by() const {
  const v1::Command& first = commands_[0]->command;
  return first.has_receive_passed_up() ? &first.receive_passed_up().passed_up() : nullptr;
}

std::optional<uint64_t> Life::passed_up_by() const {
  const std::optional<size_t> last = Last({Kind::kPassUp});
  return last ? std::optional(At(*last).seq) : std::nullopt;
}

std::optional<uint64_t> Life::last_told() const {
  const std::optional<size_t> last = Last({Kind::kPassUp, Kind::kRecordOutcome});
  if (!last || At(*last).kind() == Kind::kPassUp) return std::nullopt;
  return At(*last).command.record_outcome().outcome().event().seq();
}

Life Life::Recomputed(const Calendar& calendar, Accepted& recomputation) const {
  recomputation.command.mutable_recompute_dates();
  recomputation.calendar = &calendar;
  Life out = *this;
  out.commands_.push_back(&recomputation);
  return out;
}

void Past::Add(const v1::Command& command, absl::CivilDay day, const Calendar& calendar) {
  commands_.push_back({.command = command,
                       .at = ToTime(command.occurred_at()),
                       .day = day,
                       .calendar = &calendar,
                       .proposal_id = TextIn(command, "proposal_id"),
                       .unit_id = TextIn(command, "unit_id"),
                       .stream = StreamOf(command),
                       .submission = SubmissionIn(command),
                       .seq = commands_.size()});
}

v1::Submit Past::SubmissionIn(const v1::Command& command) const {
  if (!command.has_receive_passed_up()) return command.submit();
  const v1::ReceivePassedUp& receive = command.receive_passed_up();
  v1::Submit out;
  out.set_kind(receive.kind());
  out.set_lead_deputy_id(receive.lead_deputy_id());
  out.set_session_id(LatestSession()->session_id());
  out.set_allow_publication(receive.allow_publication());
  return out;
}

const v1::OpenLedger* Past::ledger() const { return commands_.empty() ? nullptr : &commands_[0].command.open_ledger(); }

const v1::OpenSession* Past::FindSession(absl::string_view id) const {
  for (const Accepted& accepted : commands_) {
    const v1::Command& command = accepted.command;
    if (command.has_open_session() && command.open_session().session_id() == id) return &command.open_session();
  }
  return nullptr;
}

const v1::OpenSession* Past::LatestSession() const {
  const v1::OpenSession* latest = nullptr;
  for (const Accepted& accepted : commands_) {
    const v1::OpenSession& session = accepted.command.open_session();
    if (!accepted.command.has_open_session()) continue;
    const auto order = [](const v1::OpenSession& s) { return std::tuple(s.opens_on(), s.term(), s.number()); };
    if (latest == nullptr || order(*latest) < order(session)) latest = &session;
  }
  return latest;
}

bool Past::SessionNumberTaken(uint32_t term, uint32_t number) const {
  return absl::c_any_of(commands_, [&](const Accepted& accepted) {
    const v1::OpenSession& session = accepted.command.open_session();
    return accepted.command.has_open_session() && session.term() == term && session.number() == number;
  });
}

bool Past::DeputyKnown(absl::string_view id) const {
  return absl::c_any_of(commands_, [&](const Accepted& accepted) {
    return accepted.command.has_seat_deputy() && accepted.command.seat_deputy().deputy_id() == id;
  });
}

bool Past::DeputySeated(absl::string_view id) const {
  bool seated = false;
  for (const Accepted& accepted : commands_) {
    const v1::Command& command = accepted.command;
    if (command.has_seat_deputy() && command.seat_deputy().deputy_id() == id) seated = true;
    if (command.has_unseat_deputy() && command.unseat_deputy().deputy_id() == id) seated = false;
  }
  return seated;
}

std::vector<std::string> Past::WordsOn(absl::string_view person) const {
  std::vector<std::string> out;
  for (const Accepted& accepted : commands_) {
    const v1::SeatDeputy& seat = accepted.command.seat_deputy();
    if (accepted.command.has_seat_deputy() && seat.deputy_id() == person) out.push_back(seat.name() + seat.contact());
    const v1::Person& lead = accepted.command.receive_passed_up().lead_deputy();
    if (accepted.command.receive_passed_up().has_lead_deputy() && lead.person_id() == person) {
      out.push_back(lead.name() + lead.contact());
    }
    for (const v1::Person& voter : accepted.command.submit().voters()) {
      if (voter.person_id() == person) out.push_back(voter.name() + voter.contact());
    }
  }
  return out;
}

bool Past::Erased(absl::string_view person) const {
  return absl::c_any_of(commands_, [&](const Accepted& accepted) {
    return accepted.command.has_erase_person() && accepted.command.erase_person().person_id() == person;
  });
}

bool Past::UnitKnown(absl::string_view id) const {
  return absl::c_any_of(commands_, [&](const Accepted& accepted) {
    return accepted.command.has_enrol_unit() && accepted.command.enrol_unit().unit_id() == id;
  });
}

bool Past::Sealed(absl::string_view seal_id) const {
  return absl::c_any_of(commands_, [&](const Accepted& accepted) {
    return accepted.command.has_seal_report() && accepted.command.seal_report().seal_id() == seal_id;
  });
}

Life Past::LifeOf(absl::string_view proposal, const v1::RulePack* pack) const {
  std::vector<const Accepted*> commands;
  for (const Accepted& accepted : commands_) {
    if (!proposal.empty() && accepted.proposal_id == proposal) commands.push_back(&accepted);
  }
  if (commands.empty()) return Life({}, nullptr, absl::CivilDay());
  const v1::OpenSession& session = *FindSession(commands[0]->submission.session_id());
  return Life(std::move(commands), pack, *ParseDate(session.closes_on()));
}

std::vector<std::string> Past::proposals() const {
  std::vector<std::string> out;
  for (const Accepted& accepted : commands_) {
    const bool makes = accepted.command.has_submit() || accepted.command.has_receive_passed_up();
    if (makes) out.push_back(accepted.proposal_id);
  }
  return out;
}

std::vector<Past::Numbered> Past::Registrations() const {
  std::vector<Numbered> out;
  for (const Accepted& accepted : commands_) {
    if (!accepted.command.has_register_()) continue;
    const std::string session = LifeOf(accepted.proposal_id, nullptr).submission().session_id();
    uint32_t number = accepted.command.register_().number();
    if (number == 0) {
      for (const Numbered& before : out) {
        if (before.session == session) number = std::max(number, before.number);
      }
      ++number;
    }
    out.push_back({accepted.proposal_id, session, number});
  }
  return out;
}

std::set<uint32_t> Past::NumbersOf(absl::string_view session) const {
  std::set<uint32_t> out;
  for (const Numbered& numbered : Registrations()) {
    if (numbered.session == session) out.insert(numbered.number);
  }
  return out;
}

uint32_t Past::NumberOf(absl::string_view proposal) const {
  for (const Numbered& numbered : Registrations()) {
    if (numbered.proposal == proposal) return numbered.number;
  }
  return 0;
}

absl::Time Past::LastInStreamOf(const v1::Command& command) const {
  const std::string stream = StreamOf(command);
  absl::Time last = absl::InfinitePast();
  for (const Accepted& accepted : commands_) {
    if (accepted.stream == stream) last = accepted.at;
  }
  return last;
}

}  // namespace huiyin::testing

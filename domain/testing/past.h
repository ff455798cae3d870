// The past of one register as nothing but the list of the commands that it accepted, each with its local day. Every
// question about it is answered by reading that list again: slow, and so plain that it can be held against the design
// line by line. A second reading of design §6 and §7, which shares no code with Decide and Evolve but LimitAfter.
#ifndef HUIYIN_DOMAIN_TESTING_PAST_H_
#define HUIYIN_DOMAIN_TESTING_PAST_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "domain/calendar.h"
#include "domain/deadlines.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/rules.pb.h"

namespace huiyin::testing {

using Kind = v1::Command::CommandCase;
using Kinds = std::initializer_list<Kind>;

// The text of the field `name` in what the command orders; empty where it has no such field.
std::string TextIn(const v1::Command& command, absl::string_view name);

struct Accepted {
  v1::Command command;
  absl::Time at;
  // In the ledger's time zone.
  absl::CivilDay day;
  // By which the day's limits were counted.
  const Calendar* calendar = nullptr;
  std::string proposal_id;
  std::string unit_id;
  std::string stream;
  // Of the first command of a proposal: what it submits, or would if it were not received from below.
  v1::Submit submission;
  uint64_t seq = 0;

  Kind kind() const { return command.command_case(); }
};

// A commitment, as the commands left it.
struct Promise {
  std::string id;
  std::string unit_id;
  absl::CivilDay due;
  bool missed = false;
  bool fulfilled = false;
};

// What happened to one proposal. Points into a Past, which must outlive it and stay as it is.
class Life {
 public:
  // `pack` is nullptr, and `session_close` without meaning, only for a life without commands.
  Life(std::vector<const Accepted*> commands, const v1::RulePack* pack, absl::CivilDay session_close)
      : commands_(std::move(commands)), pack_(pack), session_close_(session_close) {}

  bool exists() const { return !commands_.empty(); }
  v1::Proposal::Status status() const;
  bool StatusIs(std::initializer_list<v1::Proposal::Status> statuses) const;

  // The commands of submission. The proposal exists.
  const v1::Submit& submission() const { return commands_[0]->submission; }
  // nullptr: it was submitted here.
  const v1::LinkedEvent* came_by() const;
  v1::Proposal::Kind kind() const;
  std::set<std::string> cosigners() const;

  // 0: not assigned (any more).
  uint32_t round() const;
  // Of the round now; those whose return was accepted are gone.
  std::vector<v1::Task> tasks() const;
  // UNSPECIFIED: the unit has no task.
  v1::Task::Role RoleOf(absl::string_view unit) const;
  bool IsMain(absl::string_view unit) const;
  // In the round now, as are the five that follow. In a later round no task needs a signature (decision A27): all count
  // as signed for.
  bool Signed(absl::string_view unit) const;
  bool Replied(absl::string_view unit) const;
  bool ReturnAsked(absl::string_view unit) const;
  std::optional<absl::CivilDay> ExtensionAsked(absl::string_view unit) const;
  bool OpinionGiven(absl::string_view unit) const;
  // The due date of the latest announce_due or record_overdue; empty: none.
  std::string LastSaid(Kind kind, absl::string_view unit) const;

  // Of a main task.
  std::optional<LastDay> DueOf(absl::string_view unit) const;
  // The latest of the main tasks'.
  std::optional<LastDay> due() const;
  // What `assign` may name at most, were it ordered on `day`.
  LastDay AssignmentLimit(bool complex, absl::CivilDay day, const Calendar& calendar) const;
  // Round 1 only.
  std::optional<LastDay> return_by() const;
  std::optional<LastDay> extension_limit() const;
  // While the reply of the round is complete.
  std::optional<LastDay> feedback_by() const;

  // Every main task of the round has replied.
  bool complete() const;
  bool ever_complete() const { return complete() || round() > 1; }
  std::vector<Promise> promises() const;
  bool HasOpenPromise() const;
  // The deputy's last word; UNSPECIFIED: never evaluated.
  v1::Evaluation::Verdict last_word() const;
  bool RoundEvaluated() const;
  bool escalated() const;
  bool Has(Kind kind) const { return Last({kind}).has_value(); }
  bool published() const;
  // The seq of the latest pass_up, and of the latest outcome told of it in the ledger above; nullopt: none.
  std::optional<uint64_t> passed_up_by() const;
  std::optional<uint64_t> last_told() const;

  // As it would be after the dates were computed anew by `calendar`, which outlives it, as does `recomputation`.
  Life Recomputed(const Calendar& calendar, Accepted& recomputation) const;

 private:
  const Accepted& At(size_t i) const { return *commands_[i]; }
  // The life as it was before its command `end`.
  Life Until(size_t end) const;
  // The place of the last command of these kinds; nullopt: none.
  std::optional<size_t> Last(Kinds kinds) const;
  // The last of these kinds about the unit since the round began.
  const Accepted* LastOfRound(Kinds kinds, absl::string_view unit) const;
  // Where the round began: assigned, ordered anew or reopened. The round is not 0.
  size_t RoundStart() const { return *Last({Kind::kAssign, Kind::kOrderRehandling, Kind::kReopen}); }
  absl::CivilDay ClockStart(absl::CivilDay assigned_on) const;
  // What the pack, or the command that began the round, gave as due date.
  LastDay FirstDue(const Calendar& calendar) const;
  bool DueGiven() const;
  // The calendar by which a date is counted that was fixed by the command at `fixed` and stays open while `complete()`
  // is `while_complete`: that of the latest recomputation since.
  const Calendar& CalendarOf(size_t fixed, bool while_complete) const;

  std::vector<const Accepted*> commands_;
  const v1::RulePack* pack_;
  absl::CivilDay session_close_;
};

class Past {
 public:
  // `accepted.day` and the like are filled in here.
  void Add(const v1::Command& command, absl::CivilDay day, const Calendar& calendar);

  const std::vector<Accepted>& commands() const { return commands_; }
  // nullptr: the ledger is not open.
  const v1::OpenLedger* ledger() const;
  // nullptr: no such session.
  const v1::OpenSession* FindSession(absl::string_view id) const;
  // The one that opened last; nullptr: there is none.
  const v1::OpenSession* LatestSession() const;
  bool SessionNumberTaken(uint32_t term, uint32_t number) const;
  bool DeputyKnown(absl::string_view id) const;
  bool DeputySeated(absl::string_view id) const;
  // What was said of a deputy or a voter, each time somebody was named: "" is what nobody but the key's holder reads.
  std::vector<std::string> WordsOn(absl::string_view person) const;
  bool Erased(absl::string_view person) const;
  bool UnitKnown(absl::string_view id) const;
  bool Sealed(absl::string_view seal_id) const;
  // `pack`: that of the ledger.
  Life LifeOf(absl::string_view proposal, const v1::RulePack* pack) const;
  std::vector<std::string> proposals() const;
  // Of the registered proposals of the session.
  std::set<uint32_t> NumbersOf(absl::string_view session) const;
  // 0: not registered.
  uint32_t NumberOf(absl::string_view proposal) const;
  // Of the last event in the stream that the command would write to; the infinite past when it would be the first.
  absl::Time LastInStreamOf(const v1::Command& command) const;

 private:
  v1::Submit SubmissionIn(const v1::Command& command) const;

  // Of each registration so far, in order.
  struct Numbered {
    std::string proposal;
    std::string session;
    uint32_t number;
  };
  std::vector<Numbered> Registrations() const;

  std::vector<Accepted> commands_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_DOMAIN_TESTING_PAST_H_

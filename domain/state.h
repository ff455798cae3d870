// What deciding needs to know of the past, and no more: one LedgerState a ledger, one ProposalState a proposal. Only
// Evolve changes them. Values: copyable, cheap to move.
#ifndef HUIYIN_DOMAIN_STATE_H_
#define HUIYIN_DOMAIN_STATE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "domain/deadlines.h"
#include "domain/number_set.h"
#include "huiyin/v1/common.pb.h"

namespace huiyin {

// Where a stream stands.
struct StreamHead {
  // The version of the stream's next record.
  StreamVersion next;
  absl::Time last_occurred_at = absl::InfinitePast();

  friend bool operator==(const StreamHead&, const StreamHead&) = default;
};

struct SessionState {
  uint32_t term = 0;
  uint32_t number = 0;
  std::optional<absl::CivilDay> opens_on;
  std::optional<absl::CivilDay> closes_on;
  // The numbers of its registered proposals, withdrawn ones too.
  NumberSet used_numbers;
  StreamHead head;

  friend bool operator==(const SessionState&, const SessionState&) = default;
};

struct DeputyState {
  bool seated = false;
  StreamHead head;

  friend bool operator==(const DeputyState&, const DeputyState&) = default;
};

// A deputy or a voter, as far as data about them can be erased.
struct PersonState {
  // Some of it was recorded as it is, without encryption.
  bool in_clear = false;
  bool erased = false;

  friend bool operator==(const PersonState&, const PersonState&) = default;
};

struct UnitState {
  StreamHead head;

  friend bool operator==(const UnitState&, const UnitState&) = default;
};

// A ledger may have a million proposals: of each it keeps the number only.
struct LedgerState {
  std::string name;
  v1::Ledger::Level level = v1::Ledger::UNSPECIFIED;
  // The id without a version: which version is in force depends on the day.
  std::string rule_pack;
  std::string time_zone;
  // Empty: nothing can be passed up.
  std::string parent_ledger_id;
  absl::flat_hash_map<std::string, SessionState> sessions;
  absl::flat_hash_map<std::string, DeputyState> deputies;
  absl::flat_hash_map<std::string, UnitState> units;
  // All whom the ledger ever named.
  absl::flat_hash_map<std::string, PersonState> persons;
  // The ids of its sealed reports.
  absl::flat_hash_set<std::string> seals;

  // Of the ledger's next record, whatever its stream.
  Seq next_seq;
  absl::Time last_recorded_at = absl::InfinitePast();
  // The "ledger" stream.
  StreamHead head;
  // A record that was not historical.
  bool has_live_record = false;

  bool Exists() const { return head.next != StreamVersion(0); }
  // True: a historical import may not be appended any more (decision A16).
  bool took_live_command() const { return has_live_record; }
  // The memory held, estimated.
  size_t bytes() const;

  friend bool operator==(const LedgerState&, const LedgerState&) = default;
};

// One unit's part in the round now.
struct TaskState {
  std::string unit_id;
  v1::Task::Role role = v1::Task::UNSPECIFIED;
  bool signed_for = false;
  // Main tasks.
  std::optional<LastDay> due;
  bool replied = false;
  // What is asked for and neither granted nor refused.
  std::optional<absl::CivilDay> extension_asked_to;
  bool return_asked = false;
  // Round 1 only.
  std::optional<LastDay> return_by;
  // CO tasks.
  bool co_opinion_given = false;
  // The due date came from the rule pack: neither given nor extended.
  bool due_by_pack = false;
  // The due dates whose coming was announced and whose passing was noted.
  std::optional<absl::CivilDay> announced_due;
  std::optional<absl::CivilDay> overdue_due;

  bool is_main() const { return role == v1::Task::LEAD || role == v1::Task::SEPARATE; }

  friend bool operator==(const TaskState&, const TaskState&) = default;
};

// A promise made in a reply.
struct CommitmentState {
  enum class Progress { kOpen, kMissed, kFulfilled };
  std::string commitment_id;
  // The unit that promised.
  std::string unit_id;
  std::optional<absl::CivilDay> due;
  Progress progress = Progress::kOpen;

  // A missed one too (decision A33).
  bool open() const { return progress != Progress::kFulfilled; }

  friend bool operator==(const CommitmentState&, const CommitmentState&) = default;
};

// An event about a proposal in another ledger.
struct LinkState {
  std::string ledger_id;
  std::string proposal_id;
  uint64_t seq = 0;

  friend bool operator==(const LinkState&, const LinkState&) = default;
};

// The latest passing up, while a ledger above has the proposal and afterwards.
struct PassingState {
  std::string to_ledger_id;
  // Of its ProposalPassedUp.
  uint64_t seq = 0;
  // In the ledger above, of the latest outcome told.
  std::optional<uint64_t> outcome_seq;

  friend bool operator==(const PassingState&, const PassingState&) = default;
};

struct ProposalState {
  v1::Proposal::Status status = v1::Proposal::STATUS_UNSPECIFIED;
  v1::Proposal::Kind kind = v1::Proposal::UNSPECIFIED;
  std::string lead_deputy_id;
  std::vector<std::string> cosigner_ids;
  std::string session_id;
  bool in_session = false;
  bool allow_publication = false;
  // 0: not registered yet.
  uint32_t number = 0;

  // 0: not assigned (any more).
  uint32_t round = 0;
  std::vector<TaskState> tasks;
  // VersionedId of the pack that the round is handled under.
  std::string rule_pack;
  std::optional<absl::CivilDay> assigned_on;
  // The latest of the main tasks'.
  std::optional<LastDay> due;
  // Round 1 only: no extension goes beyond.
  std::optional<LastDay> extension_limit;
  // While the reply of the round is complete: the deputy may evaluate until.
  std::optional<LastDay> feedback_by;
  // From which dates of the round were counted: its limits of months, and the feedback limit.
  std::optional<absl::CivilDay> clock_started_on;
  std::optional<absl::CivilDay> reply_completed_on;
  bool complex = false;
  std::vector<CommitmentState> commitments;

  // The deputy's last word: the result of the latest evaluated round. 0: never evaluated.
  uint32_t evaluated_round = 0;
  v1::Evaluation::Verdict result = v1::Evaluation::UNSPECIFIED;

  // A round has had its complete reply.
  bool ever_replied = false;
  bool priority = false;
  // Before the presidium; not resolved yet.
  bool escalation_pending = false;
  bool published = false;

  std::optional<PassingState> passing;
  // The event of a ledger below by which it came; absent: it was submitted here.
  std::optional<LinkState> origin;

  StreamHead head;

  bool Exists() const { return head.next != StreamVersion(0); }
  // nullptr: the unit has no task in the round now.
  const TaskState* FindTask(absl::string_view unit_id) const;
  // nullptr: no such promise.
  const CommitmentState* FindCommitment(absl::string_view commitment_id) const;
  // The memory held, estimated.
  size_t bytes() const;

  friend bool operator==(const ProposalState&, const ProposalState&) = default;
};

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_STATE_H_

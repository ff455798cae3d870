// One decider a command, and the checks that they share. Internal to //domain: Decide is the door.
//
// A decider checks in the order of decision A03: entities (NOT_FOUND), whose it is (PERMISSION_DENIED), status, rules.
// What comes before (ledger, role, future) and after (order in the stream) is Decide's.
#ifndef HUIYIN_DOMAIN_DECIDERS_H_
#define HUIYIN_DOMAIN_DECIDERS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "domain/decide.h"
#include "domain/reasons.h"
#include "domain/references.h"
#include "domain/state.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/events.pb.h"

namespace huiyin {

// A command met with the state that it is about.
struct Case {
  const LedgerState& ledger;
  const ProposalState& proposal;
  // Of OtherProposalIdOf(command).
  const ProposalState& other;
  const v1::Command& command;
  const References& references;
  // The local date of occurred_at.
  absl::CivilDay today;

  const v1::Actor& actor() const { return command.actor(); }
};

// Entities.
absl::Status ProposalKnown(const Case& c, absl::string_view proposal_id);
absl::Status SessionKnown(const Case& c, absl::string_view session_id);
// Of the ledger; or the proposal's lead, who may be a deputy of a ledger below.
absl::Status DeputyKnown(const Case& c, absl::string_view deputy_id);
absl::Status UnitKnown(const Case& c, absl::string_view unit_id);
// Nothing is entered about somebody whose data was erased.
absl::Status NotErased(const Case& c, absl::string_view person_id);

// Whose it is.
absl::Status DeputyActsAs(const Case& c, absl::string_view deputy_id);
absl::Status ActorIsLead(const Case& c);
// Proposal and unit known, the actor's unit, with a task.
absl::StatusOr<const TaskState*> OwnTask(const Case& c, absl::string_view proposal_id, absl::string_view unit_id);
// What the congress or government office names: proposal and unit known, status allowed, with a task.
absl::StatusOr<const TaskState*> NamedTask(const Case& c, absl::string_view proposal_id, absl::string_view unit_id);

// Status, by the permissions table.
absl::Status StatusAllows(const Case& c);
// Escalated proposals wait for the presidium (decision A36).
absl::Status NotBeforePresidium(const Case& c);
// The signatures that a motion has, the lead's among them, and those it needs (Organic Law of local congresses, art.
// 22).
struct Signatures {
  size_t given;
  size_t needed;
  bool enough() const { return given >= needed; }
};
Signatures SignaturesOf(const Case& c, const v1::RulePack& pack);

// The ledger's pack in force today; the pack that the round is handled under.
absl::StatusOr<const v1::RulePack*> PackToday(const Case& c);
absl::StatusOr<const v1::RulePack*> PackOfRound(const Case& c);

// The days from which the limits of registration and handling count: the session's close for proposals of the session
// under a pack that says so (decision A21), else today.
absl::CivilDay ClockStart(const Case& c, const v1::RulePack& pack);

v1::Deadline DeadlineOf(const LastDay& day);
LastDay LimitFrom(const Case& c, absl::CivilDay start, const v1::TimeLimit& limit);
// The proposal's due date when `changed` is left out (nullptr: none) and `due` (if any) counts in its place: the latest
// of its main tasks'.
LastDay LatestDue(const Case& c, const TaskState* changed, const std::optional<LastDay>& due);
template <typename NewRound>
void SetMainUnits(const Case& c, NewRound& round) {
  for (const TaskState& task : c.proposal.tasks) {
    if (task.is_main()) round.add_main_unit_ids(task.unit_id);
  }
}
// All main tasks but `task` have replied.
bool AllOthersReplied(const Case& c, const TaskState& task);

// A decision about the proposal; under `pack` and the calendar, unless nullptr.
Decision OfProposal(const Case& c, absl::string_view proposal_id, v1::Event event, const v1::RulePack* pack = nullptr);

using Decided = absl::StatusOr<Decision>;

// decide_ledger.cc
Decided DecideOn(const Case& c, const v1::OpenLedger& command);
Decided DecideOn(const Case& c, const v1::OpenSession& command);
Decided DecideOn(const Case& c, const v1::SeatDeputy& command);
Decided DecideOn(const Case& c, const v1::UnseatDeputy& command);
Decided DecideOn(const Case& c, const v1::EnrolUnit& command);
Decided DecideOn(const Case& c, const v1::RecordCorrection& command);
Decided DecideOn(const Case& c, const v1::SealReport& command);
Decided DecideOn(const Case& c, const v1::ErasePerson& command);

// decide_submission.cc
Decided DecideOn(const Case& c, const v1::Submit& command);
Decided DecideOn(const Case& c, const v1::Cosign& command);
Decided DecideOn(const Case& c, const v1::WithdrawCosignature& command);
Decided DecideOn(const Case& c, const v1::RequestRevision& command);
Decided DecideOn(const Case& c, const v1::Revise& command);
Decided DecideOn(const Case& c, const v1::Register& command);
Decided DecideOn(const Case& c, const v1::Refuse& command);
Decided DecideOn(const Case& c, const v1::Withdraw& command);

// decide_handling.cc
Decided DecideOn(const Case& c, const v1::Assign& command);
Decided DecideOn(const Case& c, const v1::SignFor& command);
Decided DecideOn(const Case& c, const v1::RequestReturn& command);
Decided DecideOn(const Case& c, const v1::AcceptReturn& command);
Decided DecideOn(const Case& c, const v1::RefuseReturn& command);
Decided DecideOn(const Case& c, const v1::LogProgress& command);
Decided DecideOn(const Case& c, const v1::LogContact& command);
Decided DecideOn(const Case& c, const v1::GiveCoOpinion& command);
Decided DecideOn(const Case& c, const v1::RequestExtension& command);
Decided DecideOn(const Case& c, const v1::GrantExtension& command);
Decided DecideOn(const Case& c, const v1::RefuseExtension& command);

// decide_reply.cc
Decided DecideOn(const Case& c, const v1::DeliverReply& command);
Decided DecideOn(const Case& c, const v1::CorrectReply& command);
Decided DecideOn(const Case& c, const v1::Evaluate& command);
Decided DecideOn(const Case& c, const v1::LapseFeedback& command);
Decided DecideOn(const Case& c, const v1::OrderRehandling& command);
Decided DecideOn(const Case& c, const v1::Close& command);

// decide_supervision.cc
Decided DecideOn(const Case& c, const v1::Merge& command);
Decided DecideOn(const Case& c, const v1::ConvertMotion& command);
Decided DecideOn(const Case& c, const v1::DesignatePriority& command);
Decided DecideOn(const Case& c, const v1::Urge& command);
Decided DecideOn(const Case& c, const v1::RecordVisit& command);
Decided DecideOn(const Case& c, const v1::Escalate& command);
Decided DecideOn(const Case& c, const v1::ResolveEscalation& command);
Decided DecideOn(const Case& c, const v1::Publish& command);
Decided DecideOn(const Case& c, const v1::Unpublish& command);
Decided DecideOn(const Case& c, const v1::Reopen& command);

// decide_commitments.cc
Decided DecideOn(const Case& c, const v1::BeginFollowUp& command);
Decided DecideOn(const Case& c, const v1::FulfilCommitment& command);
Decided DecideOn(const Case& c, const v1::ChangeCommitment& command);
Decided DecideOn(const Case& c, const v1::MissCommitment& command);

// decide_dates.cc
Decided DecideOn(const Case& c, const v1::AnnounceDue& command);
Decided DecideOn(const Case& c, const v1::RecordOverdue& command);
Decided DecideOn(const Case& c, const v1::RecomputeDates& command);

// decide_links.cc
Decided DecideOn(const Case& c, const v1::PassUp& command);
Decided DecideOn(const Case& c, const v1::ReceivePassedUp& command);
Decided DecideOn(const Case& c, const v1::SendBack& command);
Decided DecideOn(const Case& c, const v1::RecordOutcome& command);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_DECIDERS_H_

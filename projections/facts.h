// From events to facts: what each event means for what is known of a proposal, and of its ledger. Pure, total and
// deterministic; from events to figures there is no other road (design §8). Events carry local dates, so no calendar,
// rule pack, time zone or clock is needed.
#ifndef HUIYIN_PROJECTIONS_FACTS_H_
#define HUIYIN_PROJECTIONS_FACTS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "huiyin/v1/facts.pb.h"

namespace huiyin::v1 {
class Record;
}  // namespace huiyin::v1

namespace huiyin {

// Whose facts a record changes, besides LedgerFacts.
struct Subject {
  enum class Kind { kLedger, kSession, kDeputy, kUnit, kProposal };
  Kind kind;
  // Of the session, deputy, unit or proposal; lies in the record.
  absl::string_view id;
};

// The streams of proposals that ledgers below passed up (domain/links.h).
inline constexpr absl::string_view kStreamsFromBelow = "proposal/up:";

// The lead of what was passed up, who is a deputy of the ledger below: the record changes, beside its subject, the
// facts of that deputy. Empty: it changes none.
absl::string_view LeadFromBelow(const v1::Record& record);

// kUnimplemented (EVENT_TYPE_UNKNOWN), naming ledger and seq: the event is none that this program knows. Whoever folds
// asks first, and stops.
absl::StatusOr<Subject> SubjectOf(const v1::Record& record);

// Every record of a ledger, in order of seq.
void FoldLedger(v1::LedgerFacts& facts, const v1::Record& record);
// The records of the one subject, in order; of a deputy of a ledger below, those of which it is the LeadFromBelow.
void FoldSession(v1::SessionFacts& facts, const v1::Record& record);
void FoldDeputy(v1::DeputyFacts& facts, const v1::Record& record);
void FoldUnit(v1::UnitFacts& facts, const v1::Record& record);
void FoldProposal(v1::ProposalFacts& facts, const v1::Record& record);

// LEAD or SEPARATE.
bool IsMain(v1::Task::Role role);
// The ids of the main units now, in byte order.
std::vector<absl::string_view> MainUnits(const v1::ProposalFacts& facts);
// ASSIGNED or HANDLING with a due date: what can be overdue.
bool IsAwaitingReply(const v1::ProposalFacts& facts);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_FACTS_H_

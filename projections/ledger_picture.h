// What is known of one ledger at one moment, wherever it comes from: a snapshot of the live view, a fold of its
// history, or both. Figures, due lists and facts are read from it, now and for the past, by the same code.
#ifndef HUIYIN_PROJECTIONS_LEDGER_PICTURE_H_
#define HUIYIN_PROJECTIONS_LEDGER_PICTURE_H_

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "huiyin/v1/facts.pb.h"

namespace huiyin {

// All but the proposals; each list in byte order of the ids.
struct LedgerDirectory {
  v1::LedgerFacts ledger;
  std::vector<v1::SessionFacts> sessions;
  std::vector<v1::DeputyFacts> deputies;
  std::vector<v1::UnitFacts> units;
};

// Immutable: every call sees the same moment. May be read from one thread at a time.
class LedgerPicture {
 public:
  using OnProposal = absl::FunctionRef<absl::Status(const v1::ProposalFacts&)>;

  virtual ~LedgerPicture() = default;
  virtual const LedgerDirectory& directory() const = 0;
  // For who goes over the proposals more than once: has them in memory from now on, about 1 KiB each. A picture in
  // front of another one leaves that to it.
  virtual absl::Status Hold() { return absl::OkStatus(); }
  // In byte order of the ids, from the first that is `from` or later. The argument is valid during the call only. Ends
  // with the first error of `on_proposal`.
  virtual absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const = 0;
  absl::Status ForEachProposal(OnProposal on_proposal) const { return ForEachProposalFrom({}, on_proposal); }
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_LEDGER_PICTURE_H_

// The records of one ledger folded in memory: the picture of a past moment.
#ifndef HUIYIN_PROJECTIONS_LEDGER_FOLD_H_
#define HUIYIN_PROJECTIONS_LEDGER_FOLD_H_

#include <google/protobuf/arena.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "projections/facts.h"
#include "projections/ledger_picture.h"
#include "projections/moment.h"

namespace huiyin::v1 {
class Record;
}  // namespace huiyin::v1

namespace huiyin {

// Holds about 1 KiB a proposal.
class LedgerFold final : public LedgerPicture {
 public:
  explicit LedgerFold(const LedgerId& ledger) { ledger_.set_ledger_id(ledger.value()); }

  // Each stream's in order, from its first. Errors as SubjectOf; after one the fold is of no use.
  absl::Status Add(const v1::Record& record);
  // The same, of a record that `moment` knows: what is not effective then is known, and changes nothing else.
  absl::Status AddAsOf(const Moment& moment, const v1::Record& record);
  // The ledger has records up to `end`, whichever of them this saw.
  void Know(Seq end) { ledger_.set_known_events(end.value()); }
  // `other` saw the streams of the ledger that this one did not, as far as this one did.
  void Join(std::unique_ptr<LedgerFold> other);

  const LedgerDirectory& directory() const override;
  absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const override;
  // nullptr: unknown.
  const v1::ProposalFacts* Find(absl::string_view proposal) const;

 private:
  google::protobuf::Arena arena_;
  // Whose arena holds a part of proposals_.
  std::vector<std::unique_ptr<LedgerFold>> joined_;
  v1::LedgerFacts ledger_;
  std::map<std::string, v1::SessionFacts, std::less<>> sessions_;
  std::map<std::string, v1::DeputyFacts, std::less<>> deputies_;
  std::map<std::string, v1::UnitFacts, std::less<>> units_;
  // The messages lie on arena_, or that of one of joined_.
  absl::flat_hash_map<std::string, v1::ProposalFacts*> proposals_;
  // The same by id, as of the last ForEachProposalFrom: proposals come, and never go.
  mutable std::vector<const v1::ProposalFacts*> by_id_;
  // As of the last directory().
  mutable LedgerDirectory directory_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_LEDGER_FOLD_H_

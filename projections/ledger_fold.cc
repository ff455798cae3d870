#include "projections/ledger_fold.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

template <typename Map>
auto& EntryOf(Map& map, absl::string_view id) {
  return map[std::string(id)];
}

template <typename Map, typename Facts>
void CopyValues(const Map& from, std::vector<Facts>& to) {
  to.clear();
  to.reserve(from.size());
  for (const auto& [id, facts] : from) to.push_back(facts);
}

}  // namespace

absl::Status LedgerFold::Add(const v1::Record& record) {
  ASSIGN_OR_RETURN(const Subject subject, SubjectOf(record));
  FoldLedger(ledger_, record);
  switch (subject.kind) {
    case Subject::Kind::kLedger:
      break;
    case Subject::Kind::kSession:
      FoldSession(EntryOf(sessions_, subject.id), record);
      break;
    case Subject::Kind::kDeputy:
      FoldDeputy(EntryOf(deputies_, subject.id), record);
      break;
    case Subject::Kind::kUnit:
      FoldUnit(EntryOf(units_, subject.id), record);
      break;
    case Subject::Kind::kProposal: {
      v1::ProposalFacts*& facts = proposals_[subject.id];
      if (facts == nullptr) facts = google::protobuf::Arena::CreateMessage<v1::ProposalFacts>(&arena_);
      FoldProposal(*facts, record);
      if (const auto lead = LeadFromBelow(record); !lead.empty()) FoldDeputy(EntryOf(deputies_, lead), record);
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status LedgerFold::AddAsOf(const Moment& moment, const v1::Record& record) {
  if (moment.IsEffective(record)) return Add(record);
  Know(Seq(record.seq()).Next());
  return absl::OkStatus();
}

void LedgerFold::Join(std::unique_ptr<LedgerFold> other) {
  const uint64_t known_events = std::max(ledger_.known_events(), other->ledger_.known_events());
  ledger_.MergeFrom(other->ledger_);
  ledger_.set_known_events(known_events);
  sessions_.merge(other->sessions_);
  deputies_.merge(other->deputies_);
  units_.merge(other->units_);
  proposals_.merge(other->proposals_);
  joined_.push_back(std::move(other));
}

const LedgerDirectory& LedgerFold::directory() const {
  if (directory_.ledger.ledger_id().empty() || directory_.ledger.known_events() != ledger_.known_events()) {
    directory_.ledger = ledger_;
    CopyValues(sessions_, directory_.sessions);
    CopyValues(deputies_, directory_.deputies);
    CopyValues(units_, directory_.units);
  }
  return directory_;
}

absl::Status LedgerFold::ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const {
  if (by_id_.size() != proposals_.size()) {
    by_id_.clear();
    for (const auto& [id, facts] : proposals_) by_id_.push_back(facts);
    std::sort(by_id_.begin(), by_id_.end(), [](const v1::ProposalFacts* a, const v1::ProposalFacts* b) {
      return a->proposal_id() < b->proposal_id();
    });
  }
  auto next =
      std::lower_bound(by_id_.begin(), by_id_.end(), from,
                       [](const v1::ProposalFacts* facts, absl::string_view id) { return facts->proposal_id() < id; });
  for (; next != by_id_.end(); ++next) RETURN_IF_ERROR(on_proposal(**next));
  return absl::OkStatus();
}

const v1::ProposalFacts* LedgerFold::Find(absl::string_view proposal) const {
  const auto found = proposals_.find(proposal);
  return found == proposals_.end() ? nullptr : found->second;
}

}  // namespace huiyin

#include "services/state_cache.h"

#include <optional>

#include "base/status_macros.h"
#include "domain/evolve.h"
#include "domain/streams.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

// What an entry takes beside its state: list node, index slot, key.
constexpr size_t kEntryOverheadBytes = 256;

template <typename State>
absl::Status FoldInto(State& state, RecordCursor& cursor) {
  v1::Record record;
  while (true) {
    ASSIGN_OR_RETURN(std::optional<StoredRecord> stored, cursor.Next());
    if (!stored.has_value()) return absl::OkStatus();
    RETURN_IF_ERROR(DecodeAt(stored->ledger, stored->seq, stored->bytes, record));
    state = Evolve(std::move(state), record);
  }
}

}  // namespace

StateCache::Entry& StateCache::Touch(KeyView key, bool& fresh) {
  auto found = index_.find(key);
  fresh = found == index_.end();
  if (fresh) {
    entries_.emplace_front();
    entries_.front().key = Key(key);
    index_.emplace(KeyView(entries_.front().key), entries_.begin());
  } else if (found->second != entries_.begin()) {
    entries_.splice(entries_.begin(), entries_, found->second);
  }
  Entry& entry = entries_.front();
  if (!entry.touched) {
    entry.touched = true;
    touched_.push_back(&entry);
  }
  return entry;
}

void StateCache::Drop(KeyView key) {
  auto found = index_.find(key);
  Entries::iterator entry = found->second;
  if (entry->touched) std::erase(touched_, &*entry);
  bytes_ -= entry->bytes;
  index_.erase(found);
  entries_.erase(entry);
}

absl::StatusOr<LedgerState*> StateCache::Ledger(const LedgerId& ledger) {
  bool fresh = false;
  Entry& entry = Touch({ledger.value(), ""}, fresh);
  if (!fresh) return entry.ledger.get();
  entry.ledger = std::make_unique<LedgerState>();
  absl::StatusOr<std::unique_ptr<RecordCursor>> cursor = log_.ReadLedger(ledger, Seq(0));
  absl::Status status = cursor.ok() ? FoldInto(*entry.ledger, **cursor) : cursor.status();
  if (status.ok()) return entry.ledger.get();
  Drop({ledger.value(), ""});
  return status;
}

absl::StatusOr<ProposalState*> StateCache::Proposal(const LedgerId& ledger, absl::string_view proposal) {
  bool fresh = false;
  Entry& entry = Touch({ledger.value(), proposal}, fresh);
  if (!fresh) return &entry.proposal;
  absl::StatusOr<std::unique_ptr<RecordCursor>> cursor =
      log_.ReadStream(ledger, ProposalStream(proposal), StreamVersion(0));
  absl::Status status = cursor.ok() ? FoldInto(entry.proposal, **cursor) : cursor.status();
  if (status.ok()) return &entry.proposal;
  Drop({ledger.value(), proposal});
  return status;
}

void StateCache::Trim() {
  for (Entry* entry : touched_) {
    const size_t bytes =
        kEntryOverheadBytes + (entry->ledger != nullptr ? entry->ledger->bytes() : entry->proposal.bytes());
    bytes_ = bytes_ - entry->bytes + bytes;
    entry->bytes = bytes;
  }
  // Those that were touched are the first of the list.
  while (bytes_ > bytes_max_ && !entries_.empty() && !entries_.back().touched) Drop(KeyView(entries_.back().key));
  for (Entry* entry : touched_) entry->touched = false;
  touched_.clear();
}

void StateCache::Clear() {
  touched_.clear();
  index_.clear();
  entries_.clear();
  bytes_ = 0;
}

}  // namespace huiyin

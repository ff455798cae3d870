// The states that a writer decides on, folded from the log when first needed and kept, least recently used first out,
// within a budget.
#ifndef HUIYIN_SERVICES_STATE_CACHE_H_
#define HUIYIN_SERVICES_STATE_CACHE_H_

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "domain/state.h"
#include "eventstore/event_log.h"

namespace huiyin {

// Not thread-safe: belongs to one writer.
class StateCache {
 public:
  // `log` must outlive it. What was used since the last Trim may go over the budget.
  StateCache(const EventLog& log, size_t bytes_max) : log_(log), bytes_max_(bytes_max) {}
  StateCache(const StateCache&) = delete;
  StateCache& operator=(const StateCache&) = delete;

  // The state as of the log's end; the default state when there is no record. The caller may evolve it in place.
  // Pointers stay valid until the Trim after the next, or Clear. Errors: those of reading the log.
  absl::StatusOr<LedgerState*> Ledger(const LedgerId& ledger);
  absl::StatusOr<ProposalState*> Proposal(const LedgerId& ledger, absl::string_view proposal);

  // Measures what was used since the last Trim, keeps it, and drops of the rest the least recently used over the
  // budget. What is dropped has to be in the log.
  void Trim();
  // Drops everything: what was evolved did not reach the log.
  void Clear();

  size_t bytes() const { return bytes_; }

 private:
  // A ledger's state (proposal empty) or a proposal's.
  using Key = std::pair<std::string, std::string>;
  using KeyView = std::pair<absl::string_view, absl::string_view>;
  struct Entry {
    Key key;
    std::unique_ptr<LedgerState> ledger;  // nullptr in a proposal's entry.
    ProposalState proposal;
    size_t bytes = 0;
    bool touched = false;
  };
  using Entries = std::list<Entry>;

  // The entry, moved to the front; a new one is `fresh`.
  Entry& Touch(KeyView key, bool& fresh);
  void Drop(KeyView key);

  const EventLog& log_;
  const size_t bytes_max_;
  Entries entries_;  // The most recently used first.
  // By the entry's own key.
  absl::flat_hash_map<KeyView, Entries::iterator> index_;
  std::vector<Entry*> touched_;
  size_t bytes_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_STATE_CACHE_H_

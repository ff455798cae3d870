#include "domain/state.h"

#include <algorithm>

namespace huiyin {
namespace {

// An id over the small-string limit lies on the heap; few are much longer.
constexpr size_t kIdHeapBytes = 32;
// A map keeps a control byte a slot and is at most 7/8 full.
constexpr size_t kMapNodeBytes = 64;

template <typename Map>
size_t MapBytes(const Map& map) {
  return map.capacity() * (sizeof(typename Map::value_type) + 1) + map.size() * kIdHeapBytes;
}

}  // namespace

size_t LedgerState::bytes() const {
  size_t total = sizeof(*this) + name.capacity() + rule_pack.capacity() + time_zone.capacity();
  total += parent_ledger_id.capacity();
  total += MapBytes(sessions) + MapBytes(deputies) + MapBytes(units) + MapBytes(persons);
  total += seals.capacity() * (sizeof(std::string) + 1) + seals.size() * kIdHeapBytes;
  for (const auto& [id, session] : sessions) total += session.used_numbers.runs() * kMapNodeBytes;
  return total;
}

const TaskState* ProposalState::FindTask(absl::string_view unit_id) const {
  auto it = std::find_if(tasks.begin(), tasks.end(), [&](const TaskState& task) { return task.unit_id == unit_id; });
  return it == tasks.end() ? nullptr : &*it;
}

const CommitmentState* ProposalState::FindCommitment(absl::string_view commitment_id) const {
  auto it = std::find_if(commitments.begin(), commitments.end(),
                         [&](const CommitmentState& commitment) { return commitment.commitment_id == commitment_id; });
  return it == commitments.end() ? nullptr : &*it;
}

size_t ProposalState::bytes() const {
  const size_t links = (passing.has_value() ? 1 : 0) + (origin.has_value() ? 2 : 0);
  const size_t ids = 3 + cosigner_ids.size() + tasks.size() + 2 * commitments.size() + links;
  return sizeof(*this) + ids * kIdHeapBytes + cosigner_ids.capacity() * sizeof(std::string) +
         tasks.capacity() * sizeof(TaskState) + commitments.capacity() * sizeof(CommitmentState);
}

}  // namespace huiyin

// The keys of the view store. Ids and categories hold no NUL, so a NUL ends each; it sorts before every character of an
// id, so keys of one kind are in byte order of their parts.
//
//   position := 'P' partition:fixed32be                   -> next:fixed64be digest:32 bytes, a LogPlace
//   ledger   := 'L' ledger                                -> LedgerFacts
//   session  := 'S' ledger NUL session                    -> SessionFacts
//   deputy   := 'D' ledger NUL deputy                     -> DeputyFacts
//   unit     := 'U' ledger NUL unit                       -> UnitFacts
//   proposal := 'F' ledger NUL proposal                   -> ProposalFacts
//
// Indexes over proposals; their values are empty:
//   status   := 'a' ledger NUL status:byte NUL proposal
//   task     := 'b' ledger NUL unit NUL proposal          every unit with a task now
//   lead     := 'c' ledger NUL deputy NUL proposal
//   category := 'd' ledger NUL category NUL proposal      registered ones
//   session  := 'e' ledger NUL session NUL proposal
//   due      := 'f' ledger NUL day:fixed32be proposal     ASSIGNED and HANDLING; day + 2^31
//
// Facts: proto/huiyin/v1/facts.proto. Who changes this grammar, the facts or the folds counts kViewFormat up: older
// views are folded anew.
#ifndef HUIYIN_PROJECTIONS_VIEW_KEYS_H_
#define HUIYIN_PROJECTIONS_VIEW_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "huiyin/v1/facts.pb.h"
#include "projections/log_place.h"

namespace huiyin {

inline constexpr uint32_t kViewFormat = 5;

enum class RowKind : char {
  kPosition = 'P',
  kLedger = 'L',
  kSession = 'S',
  kDeputy = 'D',
  kUnit = 'U',
  kProposal = 'F',
};

std::string PositionKey(uint32_t partition);
std::string PositionValue(const LogPlace& place);
// nullopt: not such a value.
std::optional<LogPlace> ParsePosition(absl::string_view value);

std::string LedgerKey(absl::string_view ledger);
// Of a session, deputy, unit or proposal; all of a ledger when `id` is empty.
std::string RowKey(RowKind kind, absl::string_view ledger, absl::string_view id = {});
// The same into `key`, whose memory is used again.
void SetRowKey(RowKind kind, absl::string_view ledger, absl::string_view id, std::string& key);

// Each up to the place of the proposal's id.
std::string StatusPrefix(absl::string_view ledger, v1::Proposal::Status status);
std::string TaskPrefix(absl::string_view ledger, absl::string_view unit);
std::string LeadPrefix(absl::string_view ledger, absl::string_view deputy);
std::string CategoryPrefix(absl::string_view ledger, absl::string_view category);
std::string InSessionPrefix(absl::string_view ledger, absl::string_view session);
// Up to the place of the day.
std::string DuePrefix(absl::string_view ledger);
// The day as it stands in the key: 4 bytes.
std::string DueDay(int32_t day);
// From what follows DuePrefix.
std::optional<int32_t> ParseDueDay(absl::string_view day_and_id);

// Every index key of the proposal, in byte order.
std::vector<std::string> IndexKeys(absl::string_view ledger, const v1::ProposalFacts& facts);

// The smallest key after all that begin with `prefix`, which must not end in 0xff.
std::string AfterPrefix(std::string prefix);

// "proposal town-a/p-007", "index by status of town-a: HANDLING p-007": a key, for people.
std::string DescribeKey(absl::string_view key);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_VIEW_KEYS_H_

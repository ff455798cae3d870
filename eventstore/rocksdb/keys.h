// The keys and values of the embedded log, format 2. Integers are big-endian, so that the order of keys is that of
// numbers.
//
// clang-format off
//   column family  key                                  value
//   default        "format"                             decimal text, "2"
//                  "ledger_count"                       count:fixed32
//                  "replica_of"                         text; in a replica only
//                  "moved_to"                           text; only while the register lives elsewhere
//   ledgers        ledger_id                            ledger:fixed32 next:fixed64 seconds:fixed64 nanos:fixed32
//   records        ledger:fixed32 seq:fixed64           Record (proto/huiyin/v1/record.proto)
//   order          position:fixed64                     ledger:fixed32 first:fixed64 count:fixed32 ledger_id
//   streams        ledger:fixed32 size:fixed8 stream_id version:fixed32   seq:fixed64
//   commands       ledger:fixed32 command_id            first:fixed64 count:fixed32 digest:32 bytes
//   tree           ledger:fixed32 level:fixed8 first:fixed64   hash:32 bytes … (eventstore/merkle/stored_run.h)
// clang-format on
//
// `ledger` is a number given at the ledger's first record, 0, 1, 2 …: four bytes in every key where the id would take
// up to 64. `seconds` and `nanos` are the recorded_at of the ledger's last record; seconds are a two's complement. An
// entry of `order` stands for a run: the `count` records of one ledger in one Append, at positions `position`,
// `position` + 1, … Positions have no gaps, but in a replica, where they are another log's. docs/log_format.md has a
// worked example.
#ifndef HUIYIN_EVENTSTORE_ROCKSDB_KEYS_H_
#define HUIYIN_EVENTSTORE_ROCKSDB_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "eventstore/event_log.h"

namespace huiyin::rocksdb_log {

inline constexpr uint32_t kFormat = 2;
// The same without `tree`.
inline constexpr uint32_t kFormatWithoutTrees = 1;
inline constexpr char kFormatKey[] = "format";
inline constexpr char kLedgerCountKey[] = "ledger_count";
inline constexpr char kReplicaOfKey[] = "replica_of";
inline constexpr char kMovedToKey[] = "moved_to";
inline constexpr char kOpenSinceKey[] = "open_since";

using LedgerNumber = Number<struct LedgerNumberTag>;

struct LedgerRow {
  LedgerNumber ledger;
  Seq next;
  absl::Time last_recorded_at;
};

// Names a row of `tree`: the hashes from `first` on.
struct TreeRowName {
  LedgerNumber ledger;
  uint32_t level = 0;
  uint64_t first = 0;
};

struct OrderRow {
  LedgerNumber ledger;
  Seq first;
  uint32_t count = 0;
  LedgerId ledger_id;
};

std::string CountValue(uint32_t count);
std::string LedgerValue(const LedgerRow& row);
std::string RecordKey(LedgerNumber ledger, Seq seq);
std::string OrderKey(Offset position);
std::string OrderValue(const OrderRow& row);
std::string StreamKey(LedgerNumber ledger, absl::string_view stream, StreamVersion version);
std::string StreamValue(Seq seq);
std::string CommandKey(LedgerNumber ledger, absl::string_view command);
std::string CommandValue(const CommandEntry& entry);
// `run`: its key (merkle::RunKey).
std::string TreeKey(LedgerNumber ledger, absl::string_view run);

// nullopt: not of this grammar.
std::optional<uint32_t> ParseCount(absl::string_view value);
std::optional<LedgerRow> ParseLedgerValue(absl::string_view value);
std::optional<Offset> ParseOrderKey(absl::string_view key);
std::optional<OrderRow> ParseOrderValue(absl::string_view value);
std::optional<Seq> ParseStreamValue(absl::string_view value);
std::optional<CommandEntry> ParseCommandValue(absl::string_view value);
std::optional<TreeRowName> ParseTreeKey(absl::string_view key);

}  // namespace huiyin::rocksdb_log

#endif  // HUIYIN_EVENTSTORE_ROCKSDB_KEYS_H_

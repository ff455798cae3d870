#include "eventstore/rocksdb/keys.h"

#include <limits>
#include <type_traits>

#include "base/check.h"
#include "eventstore/append_checks.h"

namespace huiyin::rocksdb_log {
namespace {

constexpr size_t kDigestBytes = 32;

template <typename Integer>
void Put(std::string& out, uint64_t value) {
  static_assert(std::is_unsigned_v<Integer>);
  CHECK_LE(value, std::numeric_limits<Integer>::max());
  char bytes[sizeof(Integer)];
  for (size_t i = sizeof(Integer); i > 0; --i, value >>= 8) bytes[i - 1] = static_cast<char>(value);
  out.append(bytes, sizeof(Integer));
}

// Takes integers off the front of `in`; after too few bytes ok() is false and all is 0.
class Reader {
 public:
  explicit Reader(absl::string_view in) : in_(in) {}

  template <typename Integer>
  Integer Take() {
    if (in_.size() < sizeof(Integer)) ok_ = false;
    if (!ok_) return 0;
    Integer value = 0;
    for (size_t i = 0; i < sizeof(Integer); ++i) value = value << 8 | static_cast<uint8_t>(in_[i]);
    in_.remove_prefix(sizeof(Integer));
    return value;
  }
  absl::string_view rest() const { return in_; }
  bool ok() const { return ok_; }
  bool ok_to_the_end() const { return ok_ && in_.empty(); }

 private:
  absl::string_view in_;
  bool ok_ = true;
};

std::string Bytes(size_t size) {
  std::string out;
  out.reserve(size);
  return out;
}

}  // namespace

std::string CountValue(uint32_t count) {
  std::string out;
  Put<uint32_t>(out, count);
  return out;
}

std::string LedgerValue(const LedgerRow& row) {
  const absl::Duration since = row.last_recorded_at - absl::UnixEpoch();
  absl::Duration nanos;
  int64_t seconds = absl::IDivDuration(since, absl::Seconds(1), &nanos);
  if (nanos < absl::ZeroDuration()) {
    --seconds;
    nanos += absl::Seconds(1);
  }
  std::string out = Bytes(24);
  Put<uint32_t>(out, row.ledger.value());
  Put<uint64_t>(out, row.next.value());
  Put<uint64_t>(out, static_cast<uint64_t>(seconds));
  Put<uint32_t>(out, static_cast<uint64_t>(nanos / absl::Nanoseconds(1)));
  return out;
}

std::string RecordKey(LedgerNumber ledger, Seq seq) {
  std::string out;
  Put<uint32_t>(out, ledger.value());
  Put<uint64_t>(out, seq.value());
  return out;
}

std::string OrderKey(Offset position) {
  std::string out;
  Put<uint64_t>(out, position.value());
  return out;
}

std::string OrderValue(const OrderRow& row) {
  std::string out = Bytes(16 + row.ledger_id.value().size());
  Put<uint32_t>(out, row.ledger.value());
  Put<uint64_t>(out, row.first.value());
  Put<uint32_t>(out, row.count);
  out += row.ledger_id.value();
  return out;
}

std::string StreamKey(LedgerNumber ledger, absl::string_view stream, StreamVersion version) {
  std::string out = Bytes(9 + stream.size());
  Put<uint32_t>(out, ledger.value());
  Put<uint8_t>(out, stream.size());
  out.append(stream.data(), stream.size());
  Put<uint32_t>(out, version.value());
  return out;
}

std::string StreamValue(Seq seq) {
  std::string out;
  Put<uint64_t>(out, seq.value());
  return out;
}

std::string CommandKey(LedgerNumber ledger, absl::string_view command) {
  std::string out = Bytes(4 + command.size());
  Put<uint32_t>(out, ledger.value());
  out.append(command.data(), command.size());
  return out;
}

std::string CommandValue(const CommandEntry& entry) {
  CHECK_EQ(entry.digest.size(), kDigestBytes);
  std::string out = Bytes(12 + kDigestBytes);
  Put<uint64_t>(out, entry.first.value());
  Put<uint32_t>(out, entry.count);
  out += entry.digest;
  return out;
}

std::string TreeKey(LedgerNumber ledger, absl::string_view run) {
  std::string out = Bytes(4 + run.size());
  Put<uint32_t>(out, ledger.value());
  out.append(run.data(), run.size());
  return out;
}

std::optional<uint32_t> ParseCount(absl::string_view value) {
  Reader in(value);
  const auto count = in.Take<uint32_t>();
  if (!in.ok_to_the_end()) return std::nullopt;
  return count;
}

std::optional<LedgerRow> ParseLedgerValue(absl::string_view value) {
  Reader in(value);
  LedgerRow row;
  row.ledger = LedgerNumber(in.Take<uint32_t>());
  row.next = Seq(in.Take<uint64_t>());
  const auto seconds = static_cast<int64_t>(in.Take<uint64_t>());
  row.last_recorded_at = absl::FromUnixSeconds(seconds) + absl::Nanoseconds(in.Take<uint32_t>());
  if (!in.ok_to_the_end()) return std::nullopt;
  return row;
}

std::optional<Offset> ParseOrderKey(absl::string_view key) {
  Reader in(key);
  const Offset position(in.Take<uint64_t>());
  if (!in.ok_to_the_end()) return std::nullopt;
  return position;
}

std::optional<OrderRow> ParseOrderValue(absl::string_view value) {
  Reader in(value);
  OrderRow row;
  row.ledger = LedgerNumber(in.Take<uint32_t>());
  row.first = Seq(in.Take<uint64_t>());
  row.count = in.Take<uint32_t>();
  if (!in.ok() || row.count == 0) return std::nullopt;
  row.ledger_id = LedgerId(in.rest());
  return row;
}

std::optional<Seq> ParseStreamValue(absl::string_view value) {
  Reader in(value);
  const Seq seq(in.Take<uint64_t>());
  if (!in.ok_to_the_end()) return std::nullopt;
  return seq;
}

std::optional<CommandEntry> ParseCommandValue(absl::string_view value) {
  Reader in(value);
  CommandEntry entry;
  entry.first = Seq(in.Take<uint64_t>());
  entry.count = in.Take<uint32_t>();
  if (!in.ok() || in.rest().size() != kDigestBytes) return std::nullopt;
  entry.digest = std::string(in.rest());
  return entry;
}

std::optional<TreeRowName> ParseTreeKey(absl::string_view key) {
  Reader in(key);
  TreeRowName name;
  name.ledger = LedgerNumber(in.Take<uint32_t>());
  name.level = in.Take<uint8_t>();
  name.first = in.Take<uint64_t>();
  if (!in.ok_to_the_end()) return std::nullopt;
  return name;
}

}  // namespace huiyin::rocksdb_log

#include "eventstore/kafka/arrivals.h"

#include <algorithm>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "eventstore/kafka/client.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin::kafka {
namespace {

// `decoded` is kept for its memory.
Arrival Decoded(const rd_kafka_message_t& message, v1::Record& decoded) {
  const absl::string_view value(static_cast<const char*>(message.payload), message.len);
  Arrival arrival;
  arrival.offset = Offset(static_cast<uint64_t>(message.offset));
  arrival.damage = Decode(value, decoded);
  // An event of a newer program is no damage: it is kept as it is.
  if (absl::IsUnimplemented(arrival.damage)) arrival.damage = absl::OkStatus();
  if (!arrival.damage.ok()) return arrival;
  arrival.ledger = LedgerId(decoded.ledger_id());
  arrival.record = AsDecoded(decoded, value);
  return arrival;
}

}  // namespace

Offset Arrivals::ReadTo(Offset read_to) const {
  if (!all.empty()) read_to = std::max(read_to, all.back().offset.Next());
  return end.has_value() ? std::max(read_to, *end) : read_to;
}

absl::StatusOr<Arrivals> ReadArrivals(PartitionReader& reader, absl::Duration timeout) {
  ASSIGN_OR_RETURN(PartitionReader::Chunk chunk, reader.Read(timeout));
  Arrivals arrivals;
  arrivals.end = chunk.end;
  arrivals.all.reserve(chunk.messages.size());
  v1::Record decoded;
  for (const Message& message : chunk.messages) arrivals.all.push_back(Decoded(*message, decoded));
  return arrivals;
}

}  // namespace huiyin::kafka

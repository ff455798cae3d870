// The CloudEvents attributes of a record, for the headers of its Kafka message (CloudEvents Kafka protocol binding 1.0,
// binary mode): what other systems route and filter by without knowing our schema.
#ifndef HUIYIN_EVENTSTORE_KAFKA_CLOUD_EVENT_H_
#define HUIYIN_EVENTSTORE_KAFKA_CLOUD_EVENT_H_

#include <array>
#include <string>
#include <utility>

#include "base/ids.h"
#include "eventstore/record_codec.h"

namespace huiyin::kafka {

using CloudEventHeaders = std::array<std::pair<const char*, std::string>, 7>;

// Names and values of the headers:
//   ce_specversion 1.0 · ce_id LEDGER/SEQ · ce_source /huiyin/ledgers/LEDGER · ce_type huiyin.v1.ProposalSubmitted …
//   ce_subject the stream · ce_time occurred_at, RFC 3339 · content-type application/protobuf
CloudEventHeaders HeadersOf(const LedgerId& ledger, const EncodedRecord& record);

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_CLOUD_EVENT_H_

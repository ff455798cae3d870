// The CloudEvents attributes of a record, for the headers of its Kafka message (CloudEvents Kafka protocol binding 1.0,
// binary mode): what other systems route and filter by without knowing our schema.
#ifndef HUIYIN_EVENTSTORE_KAFKA_CLOUD_EVENT_H_
#define HUIYIN_EVENTSTORE_KAFKA_CLOUD_EVENT_H_

#include <string>
#include <utility>
#include <vector>

namespace huiyin::v1 {
class Record;
}  // namespace huiyin::v1

namespace huiyin::kafka {

// Names and values of the headers:
//   ce_specversion 1.0 · ce_id LEDGER/SEQ · ce_source /huiyin/ledgers/LEDGER · ce_type huiyin.v1.ProposalSubmitted …
//   ce_subject the stream · ce_time occurred_at, RFC 3339 · content-type application/protobuf
std::vector<std::pair<const char*, std::string>> CloudEventHeaders(const v1::Record& record);

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_CLOUD_EVENT_H_

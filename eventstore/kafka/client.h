// librdkafka's C handles as C++ objects, its configuration, and its errors in the words of the port.
#ifndef HUIYIN_EVENTSTORE_KAFKA_CLIENT_H_
#define HUIYIN_EVENTSTORE_KAFKA_CLIENT_H_

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace huiyin::kafka {

// librdkafka's properties by name, as in its CONFIGURATION.md; a later one wins.
using Properties = std::vector<std::pair<std::string, std::string>>;

template <auto destroy>
struct Destroyer {
  template <typename T>
  void operator()(T* object) const {
    destroy(object);
  }
};

using Handle = std::unique_ptr<rd_kafka_t, Destroyer<&rd_kafka_destroy>>;
using Conf = std::unique_ptr<rd_kafka_conf_t, Destroyer<&rd_kafka_conf_destroy>>;
using Failure = std::unique_ptr<rd_kafka_error_t, Destroyer<&rd_kafka_error_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Destroyer<&rd_kafka_message_destroy>>;
using Headers = std::unique_ptr<rd_kafka_headers_t, Destroyer<&rd_kafka_headers_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Destroyer<&rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroyer<&rd_kafka_event_destroy>>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Destroyer<&rd_kafka_metadata_destroy>>;
using TopicPartitions =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Destroyer<&rd_kafka_topic_partition_list_destroy>>;

// What each of our clients sets, before what the user and the purpose set.
Properties Basics();

// kInvalidArgument (KAFKA_PROPERTY): a property that librdkafka does not know or take.
absl::StatusOr<Conf> NewConf(const Properties& user, const Properties& purpose);
absl::StatusOr<Handle> NewClient(rd_kafka_type_t type, Conf conf);

// kUnavailable (KAFKA_UNAVAILABLE): the caller may try again. `what` was being done: "reading partition 3".
absl::Status FromKafka(rd_kafka_resp_err_t error, absl::string_view english, absl::string_view chinese);
absl::Status FromKafka(const Failure& failure, absl::string_view english, absl::string_view chinese);

// One partition in a list, reading from `offset`.
TopicPartitions OnePartition(const std::string& topic, uint32_t partition, int64_t offset);

// For librdkafka's timeouts: 1 at least, since 0 means "do not wait" and -1 "for ever".
int Milliseconds(absl::Duration duration);

}  // namespace huiyin::kafka

#endif  // HUIYIN_EVENTSTORE_KAFKA_CLIENT_H_

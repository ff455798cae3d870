#include "tests/kafka/lost_tail.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "base/check.h"
#include "eventstore/kafka/admin.h"

namespace huiyin {
namespace {

// segment := batch*    batch := base_offset:be64 bytes_after:be32 …    (Kafka's message format 2)
constexpr size_t kBatchHead = 12;

uint64_t BigEndian(absl::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

constexpr absl::Duration kLookEvery = absl::Milliseconds(50);
constexpr absl::Duration kAnswerWithin = absl::Seconds(5);

// No answer is no evidence: not led.
bool IsLedWithout(rd_kafka_t* client, int broker, const std::string& topic, uint32_t partition) {
  const rd_kafka_metadata_t* answer = nullptr;
  rd_kafka_metadata(client, /*all_topics=*/1, nullptr, &answer, kafka::Milliseconds(kAnswerWithin));
  if (answer == nullptr) return false;
  const kafka::Metadata metadata(answer);
  for (const auto& known : absl::MakeConstSpan(metadata->topics, static_cast<size_t>(metadata->topic_cnt))) {
    if (topic != known.topic || partition >= static_cast<uint32_t>(known.partition_cnt)) continue;
    const rd_kafka_metadata_partition& one = known.partitions[partition];
    const auto in_sync = absl::MakeConstSpan(one.isrs, static_cast<size_t>(one.isr_cnt));
    return one.leader >= 0 && one.leader != broker && !absl::c_linear_search(in_sync, broker);
  }
  return false;
}

}  // namespace

std::string SegmentOf(const KafkaBroker& broker, const std::string& topic, uint32_t partition) {
  return absl::StrCat(broker.spec().directory, "/data/", topic, "-", partition, "/00000000000000000000.log");
}

std::vector<Batch> BatchesIn(const std::string& segment) {
  std::ifstream in(segment, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  std::vector<Batch> batches;
  absl::string_view rest = text;
  while (rest.size() >= kBatchHead) {
    const uint64_t bytes = kBatchHead + BigEndian(rest.substr(8, 4));
    if (bytes > rest.size()) break;  // Was being written when the broker died.
    batches.push_back({BigEndian(rest.substr(0, 8)), text.size() - rest.size(), bytes});
    rest.remove_prefix(bytes);
  }
  return batches;
}

bool IsReplaced(const KafkaBroker& broker, const kafka::Properties& properties, const std::string& topic,
                uint32_t partition, absl::Time deadline) {
  const absl::StatusOr<kafka::Handle> client = kafka::NewAdminClient(properties);
  CHECK(client.ok());
  while (!IsLedWithout(client->get(), broker.spec().id, topic, partition)) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(kLookEvery);
  }
  return true;
}

void LoseTail(const std::string& segment, uint64_t offset, size_t batches_max, Chances& chances) {
  const std::vector<Batch> batches = BatchesIn(segment);
  const auto after = std::partition_point(batches.begin(), batches.end(),
                                          [offset](const Batch& batch) { return batch.base_offset <= offset; });
  const auto known = static_cast<size_t>(after - batches.begin());
  if (known == 0) return;
  const Batch& cut = batches[known - 1 - chances.Below(std::min(known, batches_max))];
  std::filesystem::resize_file(segment, cut.position + chances.Below(cut.bytes));
}

}  // namespace huiyin

#include "tests/kafka/lost_tail.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace huiyin {
namespace {

// segment := batch*    batch := base_offset:be64 bytes_after:be32 …    (Kafka's message format 2)
constexpr size_t kBatchHead = 12;

uint64_t BigEndian(absl::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
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

// The Kafka engine's own speeds on one broker of this machine, a line each: appends of one record and of full group
// commits, taking over with and without a replica. Not a test: bazel run -c opt //tests/kafka:kafka_benchmark
#include <algorithm>
#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "tests/contract/ledger_writer.h"
#include "tests/kafka/log_on_broker.h"

namespace huiyin {
namespace {

constexpr int kSingles = 300;
constexpr int kCommits = 150;
constexpr size_t kRecordsPerCommit = 2'048;

double Seconds(absl::Time since) { return absl::ToDoubleSeconds(absl::Now() - since); }

void AppendOneByOne(EventLog& log, LedgerWriter& town) {
  std::vector<double> took;
  for (int i = 0; i < kSingles; ++i) {
    const LedgerBatch batch = town.Batch(1);
    const absl::Time begun = absl::Now();
    CHECK(log.Append({batch}).ok());
    took.push_back(1'000 * Seconds(begun));
  }
  std::sort(took.begin(), took.end());
  std::printf("append of 1 record: p50 %.1f ms, p99 %.1f ms\n", took[kSingles / 2], took[kSingles * 99 / 100]);
}

void AppendInBulk(EventLog& log, LedgerWriter& town) {
  std::vector<LedgerBatch> batches;
  for (int i = 0; i < kCommits; ++i) batches.push_back(town.Batch(kRecordsPerCommit, absl::StrCat("proposal/p-", i)));
  const absl::Time begun = absl::Now();
  for (const LedgerBatch& batch : batches) CHECK(log.Append({batch}).ok());
  const double took = Seconds(begun);
  std::printf("appends of %zu records: %.0f records/s, %.1f ms each\n", kRecordsPerCommit,
              kCommits * kRecordsPerCommit / took, 1'000 * took / kCommits);
}

void TakeOver(Node& node, const char* replica, size_t records) {
  CHECK(node.TryOpen().ok());
  const absl::Time begun = absl::Now();
  node.log().Own(0);
  CHECK(node.log().Await(0, PartitionState::kServing, absl::Now() + absl::Minutes(5)).ok());
  const double took = Seconds(begun);
  std::printf("take-over of %zu records, %s replica: %.2f s (%.0f records/s)\n", records, replica, took,
              records / took);
}

void Run() {
  const KafkaLogOptions options{
      .properties = KafkaCluster::Shared().properties(), .topic = "benchmark", .partitions = 1};
  Node a(options), b(options);
  CHECK(a.TryOpen().ok());
  a.log().Own(0);
  CHECK(a.log().Await(0, PartitionState::kServing, Soon()).ok());
  LedgerWriter town("town-a");
  for (int i = 0; i < 3; ++i) AppendOneByOne(a.log(), town);
  for (int i = 0; i < 3; ++i) AppendInBulk(a.log(), town);
  TakeOver(b, "no", town.next());
  TakeOver(a, "a warm", town.next());
}

}  // namespace
}  // namespace huiyin

int main() {
  huiyin::Run();
  return 0;
}

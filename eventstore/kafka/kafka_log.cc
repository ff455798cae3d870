#include "eventstore/kafka/kafka_log.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/kafka/admin.h"
#include "eventstore/kafka/partition.h"

namespace huiyin {
namespace {

using kafka::Partition;
using kafka::Shared;

class KafkaLogImpl final : public KafkaLog {
 public:
  explicit KafkaLogImpl(Shared shared) : shared_(std::move(shared)) {
    for (uint32_t i = 0; i < shared_.topic.partitions; ++i) {
      partitions_.push_back(std::make_unique<Partition>(shared_, i));
    }
  }

  // All at once, not one after the other.
  ~KafkaLogImpl() override {
    for (const auto& partition : partitions_) partition->Release();
  }

  uint32_t partitions() const override { return shared_.topic.partitions; }
  uint32_t PartitionOf(const LedgerId& ledger) const override {
    return kafka::PlacementOf(ledger, shared_.topic.partitions);
  }
  absl::string_view engine() const override { return "kafka"; }

  void Follow(uint32_t partition) override { At(partition).Follow(); }
  void Own(uint32_t partition) override { At(partition).Own(); }
  void Release(uint32_t partition) override { At(partition).Release(); }
  PartitionStatus StatusOf(uint32_t partition) const override { return At(partition).Status(); }
  absl::Status Await(uint32_t partition, PartitionState state, absl::Time deadline) const override {
    return At(partition).Await(state, deadline);
  }

  absl::Status Append(absl::Span<const LedgerBatch> batches) override { return Write(batches, &Partition::Append); }
  absl::Status Fill(absl::Span<const LedgerBatch> batches) override { return Write(batches, &Partition::Fill); }
  absl::Status MarkMoved(uint32_t partition, const std::string& where) override {
    CHECK_LE(where.size(), kMovedToBytesMax);
    return At(partition).MarkMoved(where);
  }
  absl::StatusOr<std::string> MovedTo(uint32_t partition) const override { return At(partition).MovedTo(); }

  absl::StatusOr<std::optional<LedgerHead>> Head(const LedgerId& ledger) const override {
    ASSIGN_OR_RETURN(const ReplicaLog* const replica, Of(ledger).Current());
    return replica->Head(ledger);
  }
  absl::StatusOr<std::vector<LedgerHead>> Heads(const LedgerId& after, size_t limit) const override;
  TopicStrength strength() const override {
    return {shared_.topic.brokers, shared_.topic.weakest, shared_.topic.replicas};
  }
  absl::StatusOr<std::vector<LedgerHead>> HeadsOf(uint32_t partition, const LedgerId& after,
                                                  size_t limit) const override {
    ASSIGN_OR_RETURN(const ReplicaLog* const replica, At(partition).Readable());
    return replica->Heads(after, limit);
  }
  absl::StatusOr<std::optional<CommandEntry>> FindCommand(const LedgerId& ledger,
                                                          const CommandId& command) const override {
    ASSIGN_OR_RETURN(const ReplicaLog* const replica, Of(ledger).Current());
    return replica->FindCommand(ledger, command);
  }

  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    ASSIGN_OR_RETURN(const ReplicaLog* const replica, Of(ledger).Readable());
    return replica->ReadLedger(ledger, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                           StreamVersion from) const override {
    ASSIGN_OR_RETURN(const ReplicaLog* const replica, Of(ledger).Readable());
    return replica->ReadStream(ledger, stream, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    ASSIGN_OR_RETURN(const ReplicaLog* const replica, At(partition).Readable());
    return replica->ReadPartition(0, from);
  }
  absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const override {
    ASSIGN_OR_RETURN(const ReplicaLog* const replica, At(partition).Readable());
    return replica->PartitionEnd(0);
  }

  absl::StatusOr<std::vector<merkle::Hash>> ReadTile(const LedgerId& ledger, const merkle::Tile& tile) const override {
    ASSIGN_OR_RETURN(const ReplicaLog* const replica, Of(ledger).Readable());
    return replica->ReadTile(ledger, tile);
  }

  bool WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const override {
    return At(partition).WaitForMore(seen, deadline);
  }
  void Interrupt() override {
    for (const auto& partition : partitions_) partition->Interrupt();
  }

 private:
  Partition& At(uint32_t partition) const {
    CHECK_LT(partition, partitions_.size());
    return *partitions_[partition];
  }
  Partition& Of(const LedgerId& ledger) const { return At(PartitionOf(ledger)); }
  absl::Status Write(absl::Span<const LedgerBatch> batches,
                     absl::Status (Partition::*write)(absl::Span<const LedgerBatch>));

  const Shared shared_;
  std::vector<std::unique_ptr<Partition>> partitions_;
};

absl::Status KafkaLogImpl::Write(absl::Span<const LedgerBatch> batches,
                                 absl::Status (Partition::*write)(absl::Span<const LedgerBatch>)) {
  RETURN_IF_ERROR(CheckBatches(batches));
  if (batches.empty()) return absl::OkStatus();
  const uint32_t partition = PartitionOf(batches.front().ledger);
  for (const LedgerBatch& batch : batches) {
    if (PartitionOf(batch.ledger) == partition) continue;
    return Error(
        absl::StatusCode::kInvalidArgument, "APPEND_INVALID",
        absl::StrCat("ledgers ", batches.front().ledger.value(), " and ", batch.ledger.value(),
                     " lie in different partitions"),
        absl::StrCat("登记册 ", batches.front().ledger.value(), " 与 ", batch.ledger.value(), " 不在同一分区"));
  }
  return (At(partition).*write)(batches);
}

// Of all partitions that are held, merged.
absl::StatusOr<std::vector<LedgerHead>> KafkaLogImpl::Heads(const LedgerId& after, size_t limit) const {
  std::vector<LedgerHead> heads;
  for (uint32_t partition = 0; partition < partitions(); ++partition) {
    if (At(partition).Status().state == PartitionState::kIdle) continue;
    ASSIGN_OR_RETURN(const std::vector<LedgerHead> some, HeadsOf(partition, after, limit));
    heads.insert(heads.end(), some.begin(), some.end());
  }
  std::sort(heads.begin(), heads.end(), [](const auto& a, const auto& b) { return a.ledger < b.ledger; });
  if (heads.size() > limit) heads.resize(limit);
  return heads;
}

}  // namespace

absl::StatusOr<std::unique_ptr<KafkaLog>> OpenKafkaLog(KafkaLogOptions options, absl::Duration timeout) {
  CHECK(options.open_replica != nullptr);
  ASSIGN_OR_RETURN(kafka::Handle client, kafka::NewAdminClient(options.properties));
  ASSIGN_OR_RETURN(kafka::Topic topic, kafka::OpenTopic(client.get(),
                                                        {.name = options.topic,
                                                         .partitions = options.partitions,
                                                         .replication = options.replication,
                                                         .with_owners = true},
                                                        absl::Now() + timeout));
  return std::make_unique<KafkaLogImpl>(Shared{std::move(options), std::move(topic), std::move(client)});
}

}  // namespace huiyin

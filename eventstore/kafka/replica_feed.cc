#include "eventstore/kafka/replica_feed.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/stable_hash.h"
#include "base/status_macros.h"

namespace huiyin::kafka {

uint32_t PlacementOf(const LedgerId& ledger, uint32_t partitions) {
  return static_cast<uint32_t>(StableHash(ledger.value()) % partitions);
}

absl::StatusOr<Offset> ReplicaFeed::Begin() const {
  ASSIGN_OR_RETURN(const Offset end, replica_.PartitionEnd(0));
  return end == Offset(0) ? end : Offset(end.value() - 1);
}

absl::Status ReplicaFeed::Damaged(Offset offset, const absl::Status& why) const {
  const std::string place =
      absl::StrCat("topic ", source_.topic, ", partition ", source_.partition, ", offset ", offset.value(), ": ");
  const std::string place_chinese =
      absl::StrCat("主题 ", source_.topic, " 分区 ", source_.partition, " 偏移 ", offset.value(), "：");
  return Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", absl::StrCat(place, why.message()),
               absl::StrCat(place_chinese, ChineseOf(why)));
}

// The first message overlaps the replica's last record.
absl::Status ReplicaFeed::CheckKnown(const Arrival& arrival) const {
  ASSIGN_OR_RETURN(const Offset begin, Begin());
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, replica_.ReadPartition(0, begin));
  ASSIGN_OR_RETURN(const std::optional<StoredRecord> record, cursor->Next());
  if (record.has_value() && record->offset == arrival.offset && record->bytes == arrival.record.bytes) {
    return absl::OkStatus();
  }
  return NotOfTopic(begin);
}

absl::Status ReplicaFeed::NotOfTopic(Offset offset) const {
  return Error(absl::StatusCode::kFailedPrecondition, "REPLICA_NOT_OF_TOPIC",
               absl::StrCat("the replica of topic ", source_.topic, ", partition ", source_.partition,
                            " holds at offset ", offset.value(), " what the topic does not: the topic was made anew, ",
                            "or lost records; if the topic is right, delete the replica"),
               absl::StrCat("主题 ", source_.topic, " 分区 ", source_.partition, " 的副本在偏移 ", offset.value(),
                            " 处与主题不符：主题被重建过，或丢失了记录；若以主题为准，请删除该副本"));
}

absl::Status ReplicaFeed::CheckBegun() const {
  if (begun_) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Offset end, replica_.PartitionEnd(0));
  return end == Offset(0) ? absl::OkStatus() : NotOfTopic(Offset(end.value() - 1));
}

absl::Status ReplicaFeed::Add(Arrival arrival, std::map<LedgerId, Placed>& chunk) {
  if (!arrival.damage.ok()) return Damaged(arrival.offset, arrival.damage);
  const LedgerId& ledger = arrival.ledger;
  if (PlacementOf(ledger, source_.partitions) != source_.partition) {
    return Error(absl::StatusCode::kFailedPrecondition, "PARTITIONS_CHANGED",
                 absl::StrCat("topic ", source_.topic, ": ledger ", ledger.value(), " lies in partition ",
                              source_.partition, ", where ", source_.partitions,
                              " partitions would not place it; the count of partitions was changed"),
                 absl::StrCat("主题 ", source_.topic, "：登记册 ", ledger.value(), " 位于分区 ", source_.partition,
                              "，与 ", source_.partitions, " 个分区的安放不符，分区数被改动过"));
  }
  auto [placed, is_first] = chunk.try_emplace(ledger);
  LedgerBatch& batch = placed->second.batch;
  if (is_first) {
    ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, replica_.Head(ledger));
    batch = LedgerBatch{ledger, head.has_value() ? head->next : Seq(0), {}};
  }
  if (arrival.record.seq != batch.expected.Plus(batch.records.size())) {
    ++dropped_;
    return absl::OkStatus();
  }
  placed->second.offsets.push_back(arrival.offset);
  batch.records.push_back(std::move(arrival.record));
  return absl::OkStatus();
}

absl::Status ReplicaFeed::Store(std::map<LedgerId, Placed>& chunk) {
  std::vector<LedgerBatch> batches;
  std::vector<Offset> offsets;
  for (auto& [ledger, placed] : chunk) {
    if (placed.batch.records.empty()) continue;
    batches.push_back(std::move(placed.batch));
    offsets.insert(offsets.end(), placed.offsets.begin(), placed.offsets.end());
  }
  if (batches.empty()) return absl::OkStatus();
  const absl::Status staged = replica_.Stage(batches);
  // Its seqs are right, and yet it repeats a command or a stream's version: not from a writer of ours.
  if (absl::IsAlreadyExists(staged) || absl::IsInvalidArgument(staged)) {
    return Damaged(offsets.front(), staged);
  }
  RETURN_IF_ERROR(staged);
  return replica_.Keep(offsets);
}

absl::Status ReplicaFeed::Keep(std::vector<Arrival> arrivals) {
  if (arrivals.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Offset end, replica_.PartitionEnd(0));
  std::map<LedgerId, Placed> chunk;
  absl::Status status;
  for (Arrival& arrival : arrivals) {
    if (end > Offset(0) && !begun_) {
      RETURN_IF_ERROR(CheckKnown(arrival));
      begun_ = true;
      continue;
    }
    begun_ = true;
    status = Add(std::move(arrival), chunk);
    if (!status.ok()) break;
  }
  RETURN_IF_ERROR(Store(chunk));
  return status;
}

}  // namespace huiyin::kafka

#include "projections/rebuild.h"

#include <rocksdb/options.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "projections/partition_folder.h"
#include "projections/view_compare.h"
#include "projections/view_rep.h"

namespace huiyin {
namespace {

absl::Status GivenUp() {
  return Error(absl::StatusCode::kCancelled, "REBUILD_GIVEN_UP", "the rebuild was given up; the views are as before",
               "重建已中止，视图保持原样");
}

absl::StatusOr<std::vector<Offset>> PositionsOf(const ViewStore& store, const rocksdb::Snapshot* snapshot,
                                                uint32_t partitions) {
  std::vector<Offset> positions;
  for (uint32_t partition = 0; partition < partitions; ++partition) {
    ASSIGN_OR_RETURN(const LogPlace place, store.rep().Place(snapshot, partition));
    positions.push_back(place.next);
  }
  return positions;
}

// Of each partition.
absl::StatusOr<std::vector<Offset>> EndsOf(const EventLog& log) {
  std::vector<Offset> ends;
  for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
    ASSIGN_OR_RETURN(ends.emplace_back(), log.PartitionEnd(partition));
  }
  return ends;
}

}  // namespace

absl::Status Rebuilder::FoldAndCompare(const ViewStore& live) {
  const absl::StatusOr<std::vector<Offset>> about = PositionsOf(live, nullptr, log_.partitions());
  if (!about.ok()) {
    // Damaged beyond comparing. The log is right.
    AddDifference(std::string(about.status().message()), result_);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const bool is_unfinished, HoldsUnfinished(log_, live));
  if (is_unfinished) {
    // Rows without a position: there is nothing to compare them with.
    AddDifference("the first fold of the live view was cut short", result_);
    ASSIGN_OR_RETURN(const std::vector<Offset> ends, EndsOf(log_));
    RETURN_IF_ERROR(FoldTo(ends, /*journal=*/false));
    return Flush();
  }
  // The long part first, so that the live view is held still for the short part only.
  RETURN_IF_ERROR(FoldTo(*about, /*journal=*/false));
  const HeldSnapshot snapshot(*live.rep().db);
  ASSIGN_OR_RETURN(const std::vector<Offset> positions, PositionsOf(live, snapshot.get(), log_.partitions()));
  RETURN_IF_ERROR(FoldTo(positions, /*journal=*/false));
  // From here on the files hold all, and writes go through the write-ahead log as ever.
  RETURN_IF_ERROR(Flush());
  absl::Status status = CompareStores(
      live, snapshot.get(), rebuilt_, [this] { return Report().ok(); }, result_);
  return status.code() == absl::StatusCode::kCancelled ? GivenUp() : status;
}

absl::Status Rebuilder::CatchUpWith(const ViewStore& live) {
  const absl::StatusOr<std::vector<Offset>> positions = PositionsOf(live, nullptr, log_.partitions());
  if (positions.ok()) return FoldTo(*positions, /*journal=*/true);
  return absl::OkStatus();
}

absl::Status Rebuilder::FoldTo(const std::vector<Offset>& ends, bool journal) {
  for (uint32_t partition = 0; partition < ends.size(); ++partition) {
    ASSIGN_OR_RETURN(const std::unique_ptr<PartitionFolder> folder,
                     PartitionFolder::Open(log_, partition, rebuilt_, journal));
    while (true) {
      ASSIGN_OR_RETURN(const size_t folded, folder->FoldSome(ends[partition]));
      if (folded == 0) break;
      result_.records_folded += folded;
      RETURN_IF_ERROR(Report());
    }
  }
  return absl::OkStatus();
}

absl::Status Rebuilder::Flush() {
  return FromRocksDb(rebuilt_.rep().db->Flush(rocksdb::FlushOptions()), "writing the rebuilt views");
}

absl::Status Rebuilder::Report() {
  ASSIGN_OR_RETURN(const std::vector<Offset> ends, EndsOf(log_));
  uint64_t total = 0;
  for (const Offset end : ends) total += end.value();
  const RebuildProgress progress{result_.records_folded, std::max(total, result_.records_folded)};
  return on_progress_(progress) ? absl::OkStatus() : GivenUp();
}

}  // namespace huiyin

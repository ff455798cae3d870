#include "eventstore/kafka/partition.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/kafka/moved_marks.h"
#include "eventstore/kafka/partition_reader.h"
#include "eventstore/kafka/read_ahead.h"

namespace huiyin::kafka {
namespace {

constexpr absl::Duration kTryAgainAfter = absl::Milliseconds(250);
// How soon a thread notices that it is no longer wanted.
constexpr absl::Duration kReadWait = absl::Milliseconds(50);
// At the end of the topic: a follower may wait for more, who takes over wants to know that it is the end.
constexpr absl::Duration kFollowIdleWait = absl::Milliseconds(500);
constexpr absl::Duration kTakeOverIdleWait = absl::Milliseconds(5);
constexpr absl::Duration kWatermarksWait = absl::Seconds(5);

absl::Status NotHeld(uint32_t partition) {
  return Error(absl::StatusCode::kUnavailable, "PARTITION_NOT_HELD",
               absl::StrCat("this node does not hold partition ", partition),
               absl::StrCat("本节点未持有分区 ", partition));
}

absl::Status NotRemoved(const std::string& directory, const std::error_code& error) {
  return Error(absl::StatusCode::kUnavailable, "REPLICA_NOT_REMOVED",
               absl::StrCat(directory, " must be made anew, and cannot be removed: ", error.message()),
               absl::StrCat(directory, " 须重建，但无法删除：", error.message()));
}

}  // namespace

Partition::Partition(const Shared& shared, uint32_t number)
    : shared_(shared), number_(number), thread_([this] { Run(); }) {}

Partition::~Partition() {
  Release();
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  thread_.join();
}

void Partition::SetState(PartitionState state) {
  if (state_ == state) return;
  state_ = state;
  if (shared_.options.on_change) shared_.options.on_change(number_, state);
}

void Partition::Aim(Goal goal, PartitionState state) {
  std::unique_ptr<PartitionWriter> old;  // Dies after the locks are free.
  absl::MutexLock append_lock(&append_mu_);
  absl::MutexLock lock(&mu_);
  const bool reached = state_ == PartitionState::kServing || state_ == PartitionState::kFollowing;
  if (goal == goal_ && (state_ == state || reached)) return;
  goal_ = goal;
  ++aim_;
  error_ = absl::OkStatus();
  SetState(state);
  old = std::move(writer_);
}

ReplicaLog* Partition::Replica() const {
  absl::MutexLock lock(&mu_);
  return replica_.get();
}

bool Partition::IsStale(uint64_t aim) const {
  absl::MutexLock lock(&mu_);
  return stopping_ || aim_ != aim;
}

bool Partition::HasWork() const {
  return stopping_ || state_ == PartitionState::kReading || state_ == PartitionState::kFollowing ||
         state_ == PartitionState::kTaking;
}

void Partition::Run() {
  while (true) {
    Goal goal;
    uint64_t aim = 0;
    {
      absl::MutexLock lock(&mu_);
      mu_.Await(absl::Condition(this, &Partition::HasWork));
      if (stopping_) return;
      goal = goal_;
      aim = aim_;
    }
    Settle(aim, goal == Goal::kOwn ? TakeOver(aim) : FollowTopic(aim));
  }
}

void Partition::Settle(uint64_t aim, const absl::Status& status) {
  absl::MutexLock lock(&mu_);
  if (status.ok() || aim_ != aim) return;
  error_ = status;
  if (!absl::IsUnavailable(status)) return SetState(PartitionState::kFailed);
  auto is_stale = [this, aim]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return stopping_ || aim_ != aim; };
  mu_.AwaitWithTimeout(absl::Condition(&is_stale), kTryAgainAfter);
}

absl::Status Partition::OpenReplica() {
  if (Replica() != nullptr) return absl::OkStatus();
  const Topic& topic = shared_.topic;
  const std::string directory = absl::StrCat(shared_.options.replica_directory, "/", topic.name, "-", number_);
  const std::string of = absl::StrCat("Kafka cluster ", topic.cluster_id, ", topic ", topic.name, ", partition ",
                                      number_, " of ", topic.partitions);
  std::error_code error;
  std::filesystem::create_directories(shared_.options.replica_directory, error);
  absl::StatusOr<std::unique_ptr<ReplicaLog>> opened = shared_.options.open_replica(directory, of);
  if (absl::IsDataLoss(opened.status())) {
    std::filesystem::remove_all(directory, error);
    opened = shared_.options.open_replica(directory, of);
  }
  RETURN_IF_ERROR(opened.status());
  if (!(*opened)->whole()) {
    RETURN_IF_ERROR(CheckAgainstTopic(**opened));
    opened->reset();
    std::filesystem::remove_all(directory, error);
    opened = shared_.options.open_replica(directory, of);
    RETURN_IF_ERROR(opened.status());
    if (!(*opened)->whole()) return NotRemoved(directory, error);
  }
  absl::MutexLock lock(&mu_);
  replica_ = *std::move(opened);
  if (interrupted_) replica_->Interrupt();
  return absl::OkStatus();
}

ReplicaFeed Partition::FeedOf(ReplicaLog& replica) const {
  return ReplicaFeed({shared_.topic.name, number_, shared_.topic.partitions}, replica);
}

absl::StatusOr<std::unique_ptr<PartitionReader>> Partition::ReadFrom(Offset begin, absl::Duration idle_wait) const {
  return PartitionReader::Open(shared_.options.properties, shared_.topic.name, number_, begin, idle_wait);
}

absl::Status Partition::CheckAgainstTopic(ReplicaLog& replica) const {
  ASSIGN_OR_RETURN(const Watermarks marks, ReadMarks());
  RETURN_IF_ERROR(CheckWatermarks(replica, marks));
  ReplicaFeed feed = FeedOf(replica);
  ASSIGN_OR_RETURN(const Offset begin, feed.Begin());
  if (begin == Offset(0)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto reader, ReadFrom(begin, kTakeOverIdleWait));
  ASSIGN_OR_RETURN(Arrivals arrivals, ReadArrivals(*reader, kWatermarksWait));
  if (arrivals.all.empty() && arrivals.ReadTo(begin) > begin) return feed.CheckBegun();
  if (arrivals.all.empty())
    return FromKafka(RD_KAFKA_RESP_ERR__TIMED_OUT, "reading the topic's last records", "读取主题的最后记录");
  arrivals.all.resize(1);
  const absl::Status known = feed.Keep(std::move(arrivals.all));
  return absl::IsDataLoss(known) ? absl::OkStatus() : known;  // The very record that is missing.
}

absl::StatusOr<Watermarks> Partition::ReadMarks() const {
  return ReadWatermarks(shared_.client.get(), shared_.topic.name, number_, kWatermarksWait);
}

absl::Status Partition::CheckWatermarks(const ReplicaLog& replica, const Watermarks& marks) const {
  const auto& [low, high] = marks;
  const std::string where = absl::StrCat("topic ", shared_.topic.name, ", partition ", number_, ": ");
  const std::string where_chinese = absl::StrCat("主题 ", shared_.topic.name, " 分区 ", number_, "：");
  ASSIGN_OR_RETURN(const Offset end, replica.PartitionEnd(0));
  if (low > Offset(0)) {
    return Error(absl::StatusCode::kFailedPrecondition, "HISTORY_LOST",
                 absl::StrCat(where, "its records before offset ", low.value(), " were deleted"),
                 absl::StrCat(where_chinese, "偏移 ", low.value(), " 之前的记录已被删除"));
  }
  if (high < end) {
    return Error(absl::StatusCode::kFailedPrecondition, "REPLICA_AHEAD",
                 absl::StrCat(where, "the replica reaches to offset ", end.value(), ", the topic to ", high.value(),
                              ": the topic was made anew, or lost records; if the topic is right, delete the replica"),
                 absl::StrCat(where_chinese, "副本到偏移 ", end.value(), "，主题只到 ", high.value(),
                              "：主题被重建过，或丢失了记录；若以主题为准，请删除该副本"));
  }
  return absl::OkStatus();
}

absl::Status Partition::Feed(ReplicaFeed& feed, std::vector<Arrival> arrivals) {
  const uint64_t before = feed.dropped();
  const absl::Status kept = feed.Keep(std::move(arrivals));
  absl::MutexLock lock(&mu_);
  dropped_ += feed.dropped() - before;
  return kept;
}

absl::Status Partition::FollowTopic(uint64_t aim) {
  RETURN_IF_ERROR(OpenReplica());
  ASSIGN_OR_RETURN(const Watermarks marks, ReadMarks());
  RETURN_IF_ERROR(CheckWatermarks(*Replica(), marks));
  RETURN_IF_ERROR(CatchUp(aim, marks.high));
  ReadSoFar(aim);
  ReplicaFeed feed = FeedOf(*Replica());
  ASSIGN_OR_RETURN(const Offset begin, feed.Begin());
  ASSIGN_OR_RETURN(const auto reader, ReadFrom(begin, kFollowIdleWait));
  while (!IsStale(aim)) {
    ASSIGN_OR_RETURN(Arrivals arrivals, ReadArrivals(*reader, kReadWait));
    RETURN_IF_ERROR(Feed(feed, std::move(arrivals.all)));
    if (arrivals.end.has_value() && *arrivals.end > begin) RETURN_IF_ERROR(feed.CheckBegun());
  }
  return absl::OkStatus();
}

void Partition::ReadSoFar(uint64_t aim) {
  absl::MutexLock lock(&mu_);
  if (aim_ != aim) return;
  error_ = absl::OkStatus();
  SetState(PartitionState::kFollowing);
}

absl::Status Partition::CatchUp(uint64_t aim, Offset end) {
  ReplicaFeed feed = FeedOf(*Replica());
  ASSIGN_OR_RETURN(const Offset begin, feed.Begin());
  ASSIGN_OR_RETURN(const auto reader, ReadFrom(begin, kTakeOverIdleWait));
  ReadAhead ahead(*reader, begin, end, kReadWait);
  while (!IsStale(aim)) {
    ASSIGN_OR_RETURN(std::optional<Arrivals> arrivals, ahead.Next());
    if (!arrivals.has_value()) return begin < end ? feed.CheckBegun() : absl::OkStatus();
    RETURN_IF_ERROR(Feed(feed, std::move(arrivals->all)));
  }
  return absl::OkStatus();
}

absl::Status Partition::TakeOver(uint64_t aim) {
  RETURN_IF_ERROR(OpenReplica());
  // First the fence: whatever is committed from now on is ours. Only then is the end the end.
  ASSIGN_OR_RETURN(std::unique_ptr<PartitionWriter> writer,
                   PartitionWriter::Open(shared_.options.properties, shared_.topic.name, number_,
                                         [this, aim] { return IsStale(aim); }));
  ASSIGN_OR_RETURN(const Watermarks marks, ReadMarks());
  RETURN_IF_ERROR(CheckWatermarks(*Replica(), marks));
  RETURN_IF_ERROR(CatchUp(aim, marks.high));
  const auto stale = [this, aim] { return IsStale(aim); };
  ASSIGN_OR_RETURN(std::string moved_to,
                   ReadMovedMark(shared_.client.get(), shared_.options.properties, shared_.topic.name, number_, stale));
  if (IsStale(aim)) return absl::OkStatus();
  const PartitionWriter::Outcome announced = writer->Announce(shared_.options.address);
  absl::MutexLock append_lock(&append_mu_);
  absl::MutexLock lock(&mu_);
  if (stopping_ || aim_ != aim) return absl::OkStatus();
  if (announced.fate == PartitionWriter::Fate::kFenced) {
    error_ = announced.why;
    SetState(PartitionState::kLost);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(announced.why);
  writer_ = std::move(writer);
  moved_to_ = std::move(moved_to);
  error_ = absl::OkStatus();
  SetState(PartitionState::kServing);
  return absl::OkStatus();
}

absl::Status Partition::NotOwned() const {
  const bool elsewhere = state_ == PartitionState::kLost || goal_ != Goal::kOwn;
  return Error(absl::StatusCode::kUnavailable, "PARTITION_NOT_OWNED",
               absl::StrCat("partition ", number_, elsewhere ? " is another node's" : " is being taken over",
                            "; repeat the command", error_.ok() ? "" : ": ", error_.message()),
               absl::StrCat("分区 ", number_, elsewhere ? " 归其他节点" : " 正在接管", "，请重复该命令",
                            error_.ok() ? "" : "：", ChineseOf(error_)));
}

absl::StatusOr<const ReplicaLog*> Partition::Readable() const {
  absl::MutexLock lock(&mu_);
  if (state_ == PartitionState::kFailed) return error_;
  if (state_ == PartitionState::kIdle || replica_ == nullptr) return NotHeld(number_);
  return replica_.get();
}

absl::StatusOr<const ReplicaLog*> Partition::Current() const {
  absl::MutexLock lock(&mu_);
  if (state_ == PartitionState::kFailed) return error_;
  if (goal_ == Goal::kOwn && state_ != PartitionState::kServing) return NotOwned();
  if (state_ == PartitionState::kIdle || replica_ == nullptr) return NotHeld(number_);
  return replica_.get();
}

void Partition::StopServing(PartitionState state, const absl::Status& why) {
  absl::MutexLock lock(&mu_);
  error_ = why;
  SetState(state);
}

absl::Status Partition::Keep(ReplicaLog& replica, const std::vector<Offset>& offsets) {
  ASSIGN_OR_RETURN(const Offset end, replica.PartitionEnd(0));
  if (offsets.front() < end) {
    // The topic lost records that it had acknowledged, and ours stand behind a hole. Taking over will say so.
    replica.Drop();
    writer_.reset();
    const absl::Status lost = FromKafka(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, "appending", "追加");
    StopServing(PartitionState::kTaking, lost);
    return lost;
  }
  const absl::Status kept = replica.Keep(offsets);
  if (!kept.ok()) StopServing(PartitionState::kFailed, kept);
  return kept;
}

absl::Status Partition::Serving() const {
  if (state_ == PartitionState::kFailed) return error_;
  return state_ == PartitionState::kServing ? absl::OkStatus() : NotOwned();
}

absl::Status Partition::Append(absl::Span<const LedgerBatch> batches) {
  absl::MutexLock append_lock(&append_mu_);
  {
    absl::MutexLock lock(&mu_);
    RETURN_IF_ERROR(Serving());
    if (!moved_to_.empty()) return LogMoved(moved_to_);
  }
  return Write(batches);
}

absl::Status Partition::Fill(absl::Span<const LedgerBatch> batches) {
  absl::MutexLock append_lock(&append_mu_);
  {
    absl::MutexLock lock(&mu_);
    RETURN_IF_ERROR(Serving());
    if (moved_to_.empty()) return LogNotMoved();
  }
  return Write(batches);
}

absl::StatusOr<std::string> Partition::MovedTo() const {
  absl::MutexLock lock(&mu_);
  RETURN_IF_ERROR(Serving());
  return moved_to_;
}

absl::Status Partition::MarkMoved(const std::string& where) {
  absl::MutexLock append_lock(&append_mu_);
  {
    absl::MutexLock lock(&mu_);
    RETURN_IF_ERROR(Serving());
  }
  const PartitionWriter::Outcome outcome = writer_->MarkMoved(where);
  if (outcome.fate != PartitionWriter::Fate::kCommitted) return NotCommitted(outcome);
  absl::MutexLock lock(&mu_);
  moved_to_ = where;
  return absl::OkStatus();
}

absl::Status Partition::Write(absl::Span<const LedgerBatch> batches) {
  ReplicaLog* const replica = Replica();
  RETURN_IF_ERROR(replica->Stage(batches));
  const bool appends = std::any_of(batches.begin(), batches.end(), [](const auto& b) { return !b.records.empty(); });
  const PartitionWriter::Outcome outcome =
      appends ? writer_->Append(batches) : writer_->Announce(shared_.options.address);
  if (outcome.fate == PartitionWriter::Fate::kCommitted && appends) return Keep(*replica, outcome.offsets);
  replica->Drop();
  return NotCommitted(outcome);
}

absl::Status Partition::NotCommitted(const PartitionWriter::Outcome& outcome) {
  switch (outcome.fate) {
    case PartitionWriter::Fate::kCommitted:
    case PartitionWriter::Fate::kNothing:
      break;
    case PartitionWriter::Fate::kUnknown:
      writer_.reset();
      StopServing(PartitionState::kTaking, outcome.why);
      break;
    case PartitionWriter::Fate::kFenced:
      writer_.reset();
      StopServing(PartitionState::kLost, outcome.why);
      break;
  }
  return outcome.why;
}

bool Partition::WaitForMore(Offset seen, absl::Time deadline) const {
  const ReplicaLog* replica = nullptr;
  {
    absl::MutexLock lock(&mu_);
    auto ready = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return interrupted_ || replica_ != nullptr; };
    mu_.AwaitWithDeadline(absl::Condition(&ready), deadline);
    replica = replica_.get();
  }
  return replica != nullptr && replica->WaitForMore(0, seen, deadline);
}

void Partition::Interrupt() {
  absl::MutexLock lock(&mu_);
  interrupted_ = true;
  if (replica_ != nullptr) replica_->Interrupt();
}

PartitionStatus Partition::Status() const {
  absl::MutexLock lock(&mu_);
  return {state_, error_, dropped_};
}

absl::Status Partition::Await(PartitionState state, absl::Time deadline) const {
  absl::MutexLock lock(&mu_);
  auto settled = [this, state]()
                     ABSL_SHARED_LOCKS_REQUIRED(mu_) { return state_ == state || state_ == PartitionState::kFailed; };
  mu_.AwaitWithDeadline(absl::Condition(&settled), deadline);
  if (state_ == state) return absl::OkStatus();
  if (state_ == PartitionState::kFailed) return error_;
  return NotOwned();
}

}  // namespace huiyin::kafka

#include "projections/views.h"

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/cleanup/cleanup.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/log_place.h"
#include "projections/partition_folder.h"
#include "projections/projector.h"
#include "projections/view_compare.h"
#include "projections/view_directory.h"
#include "projections/view_rep.h"

namespace huiyin {
namespace {

// How often a rebuild that waits tells so.
constexpr absl::Duration kTellInterval = absl::Milliseconds(250);

absl::Status Behind() {
  return Error(absl::StatusCode::kUnavailable, "VIEW_BEHIND", "the views have not come so far yet; try again",
               "视图尚未更新到所要求的位置，请稍后重试");
}

absl::Status Ahead(uint32_t partition, Offset position, Offset end) {
  return Error(absl::StatusCode::kFailedPrecondition, "VIEWS_AHEAD_OF_LOG",
               absl::StrCat("the views hold ", position.value(), " records of partition ", partition,
                            " where the log has ", end.value(),
                            ": they belong to another log, or the log lost its end; remove the views' directory, or run"
                            " huiyin rebuild, to fold them anew"),
               absl::StrCat("视图已处理到第 ", position.value(), " 条，而日志只有 ", end.value(),
                            " 条：视图属于另一份日志，或日志末尾丢失；请删除视图目录或运行 huiyin rebuild 重建"));
}

absl::Status OfAnotherLog(uint32_t partition, Offset position) {
  const uint64_t last = position.value() - 1;
  return Error(absl::StatusCode::kFailedPrecondition, "VIEWS_OF_ANOTHER_LOG",
               absl::StrCat("the record at offset ", last, " of partition ", partition,
                            " is not the one that the views folded last: they belong to another log, or the log was put"
                            " back to an older copy and has grown since; remove the views' directory, or run huiyin"
                            " rebuild, to fold them anew"),
               absl::StrCat("日志分区 ", partition, " 位置 ", last,
                            " 的记录与视图最后处理的记录不同：视图属于另一份日志，或日志曾恢复为旧副本后又有新增；"
                            "请删除视图目录或运行 huiyin rebuild 重建"));
}

// Views of another log would show what this one does not hold.
absl::Status CheckSameLog(const EventLog& log, const ViewStore& store) {
  for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
    ASSIGN_OR_RETURN(const LogPlace place, store.Place(partition));
    ASSIGN_OR_RETURN(const Offset end, log.PartitionEnd(partition));
    if (place.next > end) return Ahead(partition, place.next, end);
    ASSIGN_OR_RETURN(const bool same, HasPlace(log, partition, place));
    if (!same) return OfAnotherLog(partition, place.next);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<ViewStore>> OpenStore(const ViewDirectory& directory, const EventLog& log,
                                                     const ViewStoreOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<ViewStore> store, ViewStore::Open(directory.current(), options));
  RETURN_IF_ERROR(CheckSameLog(log, *store));
  return store;
}

// In place of what is there, which goes when the views are next opened.
absl::StatusOr<std::unique_ptr<ViewStore>> BeginAnew(ViewDirectory& directory, const EventLog& log,
                                                     const ViewStoreOptions& options) {
  RETURN_IF_ERROR(directory.SetCurrent(directory.NextStore()));
  return OpenStore(directory, log, options);
}

}  // namespace

class Views::Impl {
 public:
  Impl(EventLog& log, ViewsOptions options, std::unique_ptr<ViewDirectory> directory, std::shared_ptr<ViewStore> store,
       std::string replaced)
      : log_(log),
        options_(options),
        replaced_(std::move(replaced)),
        directory_(std::move(directory)),
        store_(std::move(store)) {
    absl::MutexLock lock(&mu_);
    StartProjector();
  }
  ~Impl() { Stop(); }

  std::shared_ptr<ViewStore> store() const {
    absl::MutexLock lock(&mu_);
    return store_;
  }

  absl::Status status() const {
    absl::MutexLock lock(&mu_);
    return ProjectorStatus();
  }

  absl::Status WaitForSeq(const LedgerId& ledger, Seq seq, absl::Time deadline) const {
    return WaitUntil(deadline, [&]() -> absl::StatusOr<bool> {
      ASSIGN_OR_RETURN(const std::optional<v1::LedgerFacts> facts, store()->GetLedger(ledger));
      return facts && facts->known_events() > seq.value();
    });
  }

  absl::Status WaitUntilCaughtUp(absl::Time deadline) const {
    std::vector<Offset> ends;
    for (uint32_t partition = 0; partition < log_.partitions(); ++partition) {
      ASSIGN_OR_RETURN(ends.emplace_back(), log_.PartitionEnd(partition));
    }
    return WaitUntil(deadline, [&]() -> absl::StatusOr<bool> { return IsFoldedTo(ends); });
  }

  absl::Status Rebuild(const OnRebuildProgress& on_progress, RebuildResult& result);
  void Stop();

 private:
  void StartProjector() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    if (!options_.follow || stopped_) return;
    projector_ = std::make_unique<Projector>(
        log_, *store_, [this] { OnChange(); }, [this](absl::Time deadline) { Linger(deadline); });
  }

  void OnChange() {
    absl::MutexLock lock(&mu_);
    ++changes_;
  }

  void Linger(absl::Time deadline) const {
    absl::MutexLock lock(&mu_);
    const auto hurry = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return waiting_ > 0 || stopped_; };
    mu_.AwaitWithDeadline(absl::Condition(&hurry), deadline);
  }

  absl::Status ProjectorStatus() const ABSL_SHARED_LOCKS_REQUIRED(mu_) {
    return projector_ == nullptr ? absl::OkStatus() : projector_->status();
  }

  absl::StatusOr<bool> IsFoldedTo(const std::vector<Offset>& ends) const {
    absl::MutexLock lock(&mu_);
    if (projector_ == nullptr) return false;
    for (uint32_t partition = 0; partition < ends.size(); ++partition) {
      if (projector_->folded_to(partition) < ends[partition]) return false;
    }
    return true;
  }

  // Each partition has one, but for those that are empty.
  absl::StatusOr<bool> HasPositions() const {
    const std::shared_ptr<ViewStore> live = store();
    for (uint32_t partition = 0; partition < log_.partitions(); ++partition) {
      ASSIGN_OR_RETURN(const Offset position, live->Position(partition));
      if (position > Offset(0)) continue;
      ASSIGN_OR_RETURN(const Offset end, log_.PartitionEnd(partition));
      if (end > Offset(0)) return false;
    }
    return true;
  }

  // `done` is asked now and after every change.
  absl::Status WaitUntil(absl::Time deadline, absl::FunctionRef<absl::StatusOr<bool>()> done) const;
  void CountWaiting(int more) const {
    absl::MutexLock lock(&mu_);
    waiting_ += more;
  }
  // Until a first fold that is under way has ended, well or badly. kCancelled as Rebuilder::Report.
  absl::Status AwaitFirstFold(Rebuilder& rebuilder) const;
  absl::Status RebuildInto(const std::shared_ptr<ViewStore>& rebuilt, const OnRebuildProgress& on_progress,
                           RebuildResult& result);
  // The projector that was; nobody follows the log until the next one is started.
  void StopProjector();

  EventLog& log_;
  const ViewsOptions options_;
  // Why the views that were there could not be used; empty: they could.
  const std::string replaced_;

  mutable absl::Mutex mu_;
  // Used by Open, and by the one rebuild at a time.
  const std::unique_ptr<ViewDirectory> directory_;
  std::shared_ptr<ViewStore> store_ ABSL_GUARDED_BY(mu_);
  // Null while a rebuild swaps stores, and after Stop. After store_, since it writes there until it goes.
  std::unique_ptr<Projector> projector_ ABSL_GUARDED_BY(mu_);
  uint64_t changes_ ABSL_GUARDED_BY(mu_) = 0;
  // Who is in WaitUntil.
  mutable int waiting_ ABSL_GUARDED_BY(mu_) = 0;
  bool rebuilding_ ABSL_GUARDED_BY(mu_) = false;
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
};

absl::Status Views::Impl::WaitUntil(absl::Time deadline, absl::FunctionRef<absl::StatusOr<bool>()> done) const {
  CountWaiting(1);
  const absl::Cleanup leave = [this] { CountWaiting(-1); };
  while (true) {
    uint64_t seen = 0;
    {
      absl::MutexLock lock(&mu_);
      seen = changes_;
    }
    ASSIGN_OR_RETURN(const bool is_done, done());
    if (is_done) return absl::OkStatus();
    absl::MutexLock lock(&mu_);
    RETURN_IF_ERROR(ProjectorStatus());
    if (stopped_) return Behind();
    const auto changed = [this, seen]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return changes_ != seen || stopped_; };
    if (!mu_.AwaitWithDeadline(absl::Condition(&changed), deadline)) return Behind();
  }
}

absl::Status Views::Impl::AwaitFirstFold(Rebuilder& rebuilder) const {
  if (!options_.follow) return absl::OkStatus();
  while (true) {
    const absl::Status ended = WaitUntil(absl::Now() + kTellInterval, [this] { return HasPositions(); });
    if (ReasonOf(ended) != "VIEW_BEHIND") return absl::OkStatus();
    RETURN_IF_ERROR(rebuilder.Report());
  }
}

void Views::Impl::StopProjector() {
  std::unique_ptr<Projector> projector;
  {
    absl::MutexLock lock(&mu_);
    projector = std::move(projector_);
  }
  // Outside the lock, which its threads take.
  if (projector != nullptr) projector->Stop();
}

absl::Status Views::Impl::Rebuild(const OnRebuildProgress& on_progress, RebuildResult& result) {
  {
    absl::MutexLock lock(&mu_);
    if (stopped_) return Behind();
    if (rebuilding_) {
      return Error(absl::StatusCode::kFailedPrecondition, "REBUILD_RUNNING", "a rebuild is running already",
                   "已有一次重建正在进行");
    }
    rebuilding_ = true;
  }
  absl::Status status = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(std::shared_ptr<ViewStore> rebuilt, ViewStore::Open(directory_->NextStore(), options_.store));
    absl::Status rebuilding = RebuildInto(rebuilt, on_progress, result);
    if (!rebuilding.ok()) rebuilt->rep().remove_files = true;
    return rebuilding;
  }();
  absl::MutexLock lock(&mu_);
  rebuilding_ = false;
  return status;
}

absl::Status Views::Impl::RebuildInto(const std::shared_ptr<ViewStore>& rebuilt, const OnRebuildProgress& on_progress,
                                      RebuildResult& result) {
  const std::shared_ptr<ViewStore> live = store();
  const OnRebuildProgress unless_stopped = [&](const RebuildProgress& progress) {
    {
      absl::MutexLock lock(&mu_);
      if (stopped_) return false;
    }
    return on_progress == nullptr || on_progress(progress);
  };
  Rebuilder rebuilder(log_, *rebuilt, unless_stopped, result);
  RETURN_IF_ERROR(AwaitFirstFold(rebuilder));
  RETURN_IF_ERROR(rebuilder.FoldAndCompare(*live));
  if (!replaced_.empty()) AddDifference(replaced_, result);
  RETURN_IF_ERROR(rebuilder.CatchUpWith(*live));
  // From here to the next StartProjector reads go on, but the live view stands still.
  StopProjector();
  absl::Status status = rebuilder.CatchUpWith(*live);
  if (status.ok()) status = directory_->SetCurrent(rebuilt->rep().directory);
  absl::MutexLock lock(&mu_);
  if (status.ok()) {
    store_ = rebuilt;
    live->rep().remove_files = true;
  }
  StartProjector();
  ++changes_;
  return status;
}

void Views::Impl::Stop() {
  {
    absl::MutexLock lock(&mu_);
    stopped_ = true;
    const auto idle = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return !rebuilding_; };
    mu_.Await(absl::Condition(&idle));
  }
  StopProjector();
}

Views::Views(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Views::~Views() = default;

absl::StatusOr<std::unique_ptr<Views>> Views::Open(std::string path, EventLog& log, ViewsOptions options) {
  ASSIGN_OR_RETURN(std::unique_ptr<ViewDirectory> directory, ViewDirectory::Open(std::move(path)));
  absl::StatusOr<std::unique_ptr<ViewStore>> store = OpenStore(*directory, log, options.store);
  std::string replaced;
  if (!store.ok() && options.replace_unusable && IsOfViews(store.status())) {
    replaced = std::string(store.status().message());
    store = BeginAnew(*directory, log, options.store);
  }
  RETURN_IF_ERROR(store.status());
  ASSIGN_OR_RETURN(const bool unfinished, HoldsUnfinished(log, **store));
  if (unfinished) {
    store->reset();
    ASSIGN_OR_RETURN(store, BeginAnew(*directory, log, options.store));
  }
  return std::unique_ptr<Views>(
      new Views(std::make_unique<Impl>(log, options, std::move(directory), *std::move(store), std::move(replaced))));
}

std::shared_ptr<const ViewStore> Views::store() const { return impl_->store(); }

absl::Status Views::WaitForSeq(const LedgerId& ledger, Seq seq, absl::Time deadline) const {
  return impl_->WaitForSeq(ledger, seq, deadline);
}

absl::Status Views::WaitUntilCaughtUp(absl::Time deadline) const { return impl_->WaitUntilCaughtUp(deadline); }

absl::Status Views::status() const { return impl_->status(); }

absl::Status Views::Rebuild(const OnRebuildProgress& on_progress, RebuildResult* result) {
  return impl_->Rebuild(on_progress, *result);
}

void Views::Stop() { impl_->Stop(); }

}  // namespace huiyin

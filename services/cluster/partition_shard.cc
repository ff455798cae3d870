#include "services/cluster/partition_shard.h"

#include <cstdio>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

// The views are at fault, not the log: it has all that they need.
bool CanFoldAnew(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == "VIEWS_OF_ANOTHER_LOG" || reason == "VIEWS_AHEAD_OF_LOG" || reason == "VIEWS_DAMAGED";
}

absl::StatusOr<std::unique_ptr<Views>> OpenViews(EventLog& log, uint32_t partition, const ShardOptions& options) {
  ViewsOptions views;
  views.store = options.views;
  absl::StatusOr<std::unique_ptr<Views>> opened = Views::Open(options.views_directory, log, views);
  if (!CanFoldAnew(opened.status())) return opened;
  std::fprintf(stderr, "%s\n",
               absl::StrCat("huiyin: the views of partition ", partition, " are folded anew 重建分区 ", partition,
                            " 的视图: ", opened.status().message())
                   .c_str());
  views.replace_unusable = true;
  return Views::Open(options.views_directory, log, views);
}

}  // namespace

absl::StatusOr<std::unique_ptr<PartitionShard>> PartitionShard::Open(const ShardParts& parts, uint32_t partition,
                                                                     const ShardOptions& options) {
  auto slice = std::make_unique<PartitionSlice>(parts.log, parts.heads_of, partition);
  ASSIGN_OR_RETURN(std::unique_ptr<Views> views, OpenViews(*slice, partition, options));
  WitnessClients witnesses;
  if (options.commands.has_value() && parts.make_witnesses) witnesses = parts.make_witnesses(*slice);
  ASSIGN_OR_RETURN(std::unique_ptr<WitnessedCheckpoints> checkpoints,
                   WitnessedCheckpoints::Open(*slice, options.checkpoints, std::move(witnesses)));
  return std::unique_ptr<PartitionShard>(
      new PartitionShard(parts, std::move(slice), std::move(views), std::move(checkpoints), options));
}

PartitionShard::PartitionShard(const ShardParts& parts, std::unique_ptr<PartitionSlice> slice,
                               std::unique_ptr<Views> views, std::unique_ptr<WitnessedCheckpoints> checkpoints,
                               const ShardOptions& options)
    : slice_(std::move(slice)),
      views_(std::move(views)),
      checkpoints_(std::move(checkpoints)),
      checkpointed_log_(*slice_, checkpoints_->checkpoints()),
      bell_(*slice_),
      query_(
          {*slice_, views_.get(), parts.references.zones, parts.clock, parts.personal, parts.log_may_lag},
          parts.authenticator, parts.pool, bell_,
          [this](grpc::CallbackServerContext& context) { return Hold(context); }, [this] { return self_.lock(); }),
      subscription_(*slice_, parts.personal, parts.authenticator, parts.pool, bell_,
                    [this](grpc::CallbackServerContext& context) { return Hold(context); }),
      audit_(*slice_, checkpoints_->checkpoints(), parts.authenticator, parts.pool,
             [this](grpc::CallbackServerContext& context) { return Hold(context); }) {
  if (options.commands.has_value()) OpenCommands(parts, options);
  CommandLanes& lanes = lanes_.has_value() ? static_cast<CommandLanes&>(*lanes_) : not_a_writer_;
  gateway_.emplace(lanes, parts.authenticator, parts.references, parts.personal);
  report_.emplace(ReportSources{*slice_, parts.references.zones, parts.clock, parts.personal, views_.get()}, *gateway_,
                  parts.pool, bell_,
                  ReportServiceOptions{[this](grpc::CallbackServerContext& context) { return Hold(context); },
                                       [this] { return self_.lock(); }, parts.gather_report, parts.gathering_pool});
}

void PartitionShard::OpenCommands(const ShardParts& parts, const ShardOptions& options) {
  pipeline_.emplace(checkpointed_log_, parts.references, parts.clock, *options.commands);
  lanes_.emplace(*pipeline_, parts.personal);
  sweep_.emplace(*views_, parts.personal);
  if (options.timekeeper.has_value()) {
    timekeeper_.emplace(TimekeeperParts{*slice_, *views_, *pipeline_, parts.references.zones, parts.clock,
                                        parts.references.calendar.version()},
                        *options.timekeeper);
  }
  if (options.courier && parts.all_lanes) {
    courier_.emplace(
        CourierParts{*slice_, *views_, *parts.all_lanes(), parts.references.zones, parts.clock, parts.personal});
  }
}

PartitionShard::~PartitionShard() { Close(); }

HeldCall PartitionShard::Hold(grpc::CallbackServerContext& context) {
  calls_.Add(context);
  return HeldCall(nullptr, [self = self_.lock(), &context](const void*) {
    if (self != nullptr) self->calls_.Remove(context);
  });
}

void PartitionShard::Close() {
  slice_->Close();
  FinishCommands();
  checkpoints_->Stop();
  bell_.Stop();
  views_->Stop();
}

}  // namespace huiyin

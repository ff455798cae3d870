#include "services/server/node.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/host_port.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/server.h"
#include "projections/views.h"
#include "services/checkpointed_log.h"
#include "services/checkpoints.h"
#include "services/command_pipeline.h"
#include "services/courier/courier_loop.h"
#include "services/erasing_lanes.h"
#include "services/erasure_sweep.h"
#include "services/http/http_server.h"
#include "services/personal/personal_data.h"
#include "services/server/checkpoint_keys.h"
#include "services/server/data_directory.h"
#include "services/server/health_watch.h"
#include "services/server/reference_data.h"
#include "services/server/service_set.h"
#include "services/server/tile_site.h"
#include "services/server/watched_log.h"
#include "services/server/witness_clients.h"
#include "services/timekeeper/timekeeper_loop.h"

namespace huiyin {
namespace {

// Threads for queries and streams, and the calls that may wait for one.
constexpr size_t kPoolThreads = 4;
constexpr size_t kPoolWaitingMax = 1'024;
// Up through all levels of congresses and back takes fewer.
constexpr int kCourierPassesMax = 16;

class NodeImpl final : public Node {
 public:
  explicit NodeImpl(std::unique_ptr<const ReferenceData> reference_data) : reference_data_(std::move(reference_data)) {}
  ~NodeImpl() override { Shutdown(); }

  absl::Status Open(const NodeOptions& options);

  std::shared_ptr<grpc::Channel> InProcessChannel() override {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    return own_server_->InProcessChannel(arguments);
  }
  int port() const override { return port_; }
  int tiles_port() const override { return tile_server_ == nullptr ? 0 : tile_server_->port(); }
  absl::Status WaitUntilCaughtUp(absl::Time deadline) const override {
    if (views_ == nullptr) return absl::OkStatus();
    RETURN_IF_ERROR(views_->WaitUntilCaughtUp(deadline));
    sweep_->Wait(deadline);
    return absl::OkStatus();
  }
  absl::StatusOr<PassReport> Tick(const TimekeeperOptions& options, const Clock& clock,
                                  const OnOrder& on_order) override;
  void Shutdown() override;

 private:
  absl::Status OpenStores(const NodeOptions& options);
  absl::Status OpenCheckpoints(const NodeOptions& options);
  absl::Status OpenPort(const NodeOptions& options, const ServiceParts& parts);
  absl::Status OpenTileSite(const std::string& listen_address);
  TimekeeperParts PartsByClock(const Clock& clock);
  CourierParts PartsOfCourier();
  void WatchHealth();

  SystemClock system_clock_;
  const Clock* clock_ = &system_clock_;
  const std::unique_ptr<const ReferenceData> reference_data_;
  v1::GetVersionResponse version_;

  std::optional<PersonalData> personal_;
  std::unique_ptr<WatchedLog> log_;
  std::vector<merkle::SignerKey> checkpoint_keys_;
  std::unique_ptr<WitnessedCheckpoints> checkpoints_;
  std::unique_ptr<CheckpointedLog> checkpointed_log_;
  std::unique_ptr<Views> views_;
  std::unique_ptr<LogBell> bell_;
  std::unique_ptr<CommandPipeline> pipeline_;
  std::unique_ptr<ErasingLanes> lanes_;
  std::unique_ptr<ErasureSweep> sweep_;
  std::unique_ptr<TimekeeperLoop> timekeeper_;
  std::unique_ptr<CourierLoop> courier_;
  std::unique_ptr<WorkPool> pool_;
  std::unique_ptr<ServiceSet> own_services_;
  std::unique_ptr<ServiceSet> port_services_;
  std::unique_ptr<grpc::Server> own_server_;
  std::unique_ptr<grpc::Server> port_server_;
  std::unique_ptr<HealthWatch> health_;
  std::unique_ptr<TileSite> tile_site_;
  std::unique_ptr<HttpServer> tile_server_;
  int port_ = 0;
  bool is_shut_down_ = false;
};

absl::Status NodeImpl::OpenStores(const NodeOptions& options) {
  RocksDbLogOptions log_options;
  log_options.directory =
      options.log_directory.empty() ? absl::StrCat(options.data_directory, "/log") : options.log_directory;
  log_options.on_upgrade = options.on_upgrade;
  ASSIGN_OR_RETURN(checkpoint_keys_, ReadCheckpointKeys(options.checkpoint_key_files, options.data_directory));
  RETURN_IF_ERROR(PrepareDataDirectory(options.data_directory, log_options.directory, options.create_if_missing));
  ASSIGN_OR_RETURN(PersonKeyFiles keys,
                   PersonKeyFiles::Open(options.personal_keys_directory.empty()
                                            ? absl::StrCat(options.data_directory, "/personal-keys")
                                            : options.personal_keys_directory));
  personal_.emplace(std::move(keys));
  ASSIGN_OR_RETURN(std::unique_ptr<EventLog> log, OpenRocksDbLog(log_options));
  log_ = std::make_unique<WatchedLog>(std::move(log));
  RETURN_IF_ERROR(OpenCheckpoints(options));
  checkpointed_log_ = std::make_unique<CheckpointedLog>(*log_, checkpoints_->checkpoints());
  if (options.serve_views) {
    ViewsOptions views;
    views.replace_unusable = options.replace_unusable_views;
    ASSIGN_OR_RETURN(views_, Views::Open(absl::StrCat(options.data_directory, "/views"), *log_, views));
  }
  return absl::OkStatus();
}

absl::Status NodeImpl::OpenCheckpoints(const NodeOptions& options) {
  ASSIGN_OR_RETURN(const std::vector<WitnessClientOptions> witnesses,
                   ParseWitnesses(options.witnesses, !checkpoint_keys_.empty()));
  CheckpointsOptions checkpoints;
  checkpoints.directory = absl::StrCat(options.data_directory, "/checkpoints");
  checkpoints.keys = checkpoint_keys_;
  ASSIGN_OR_RETURN(checkpoints_,
                   WitnessedCheckpoints::Open(*log_, std::move(checkpoints), WitnessClientsOf(*log_, witnesses)));
  return absl::OkStatus();
}

void NodeImpl::WatchHealth() {
  const std::string admin = v1::AdminService::service_full_name(), audits = v1::AuditService::service_full_name(),
                    ledgers = v1::LedgerService::service_full_name(),
                    proposals = v1::ProposalService::service_full_name(),
                    queries = v1::QueryService::service_full_name(), reports = v1::ReportService::service_full_name(),
                    subscriptions = v1::SubscriptionService::service_full_name();
  std::vector<WatchedPart> parts;
  parts.push_back({"the event log",
                   "事件日志",
                   [this] { return log_->failure(); },
                   {audits, ledgers, proposals, queries, reports, subscriptions}});
  if (views_ != nullptr) parts.push_back({"the projector", "视图更新", [this] { return views_->status(); }, {queries}});
  health_ = std::make_unique<HealthWatch>(
      *port_server_->GetHealthCheckService(),
      std::vector<std::string>{admin, audits, ledgers, proposals, queries, reports, subscriptions}, std::move(parts));
}

absl::Status NodeImpl::OpenPort(const NodeOptions& options, const ServiceParts& parts) {
  ASSIGN_OR_RETURN(std::unique_ptr<Authenticator> authenticator, MakeAuthenticator(options));
  port_services_ = std::make_unique<ServiceSet>(parts, std::move(authenticator));
  const std::unique_ptr<grpc::ServerBuilder> builder = NewServerBuilder();
  port_services_->Register(*builder);
  ASSIGN_OR_RETURN(port_server_, Listen(options, *builder, port_));
  WatchHealth();
  return absl::OkStatus();
}

absl::Status NodeImpl::OpenTileSite(const std::string& listen_address) {
  const std::optional<HostPort> address = ParseHostPort(listen_address);
  if (!address.has_value()) {
    return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_MALFORMED", "not HOST:PORT such as 127.0.0.1:7680",
                 "不是“主机:端口”，应如 127.0.0.1:7680", "--tiles-listen");
  }
  tile_site_ = std::make_unique<TileSite>(TileFilesOf(*log_, checkpoints_->checkpoints()));
  ASSIGN_OR_RETURN(tile_server_, HttpServer::Start({.address = *address}, [this](const HttpRequest& request) {
                     return tile_site_->Answer(request);
                   }));
  return absl::OkStatus();
}

absl::Status NodeImpl::Open(const NodeOptions& options) {
  if (options.clock != nullptr) clock_ = options.clock;
  if (options.writers < 1 || options.writers > 64) {
    return Error(absl::StatusCode::kInvalidArgument, "WRITERS_OUT_OF_RANGE", "1 to 64 writers", "写入器数须为 1 至 64");
  }
  RETURN_IF_ERROR(OpenStores(options));
  const References& references = reference_data_->references();
  bell_ = std::make_unique<LogBell>(*log_);
  pool_ = std::make_unique<WorkPool>(kPoolThreads, kPoolWaitingMax);
  CommandPipelineOptions pipeline;
  pipeline.writers = options.writers;
  pipeline.queue_commands_max = options.queue_commands_max;
  pipeline.queue_bytes_max = options.queue_bytes_max;
  pipeline.state_cache_bytes = options.state_cache_bytes;
  pipeline_ = std::make_unique<CommandPipeline>(*checkpointed_log_, references, *clock_, pipeline);
  lanes_ = std::make_unique<ErasingLanes>(*pipeline_, *personal_);

  version_ = reference_data_->Version(log_->engine());
  const ServiceParts parts{
      *log_,      views_.get(), checkpoints_->checkpoints(), *lanes_, *pool_, *bell_, references, *clock_,
      *personal_, version_};
  own_services_ = std::make_unique<ServiceSet>(parts, TrustEveryone("local"));
  const std::unique_ptr<grpc::ServerBuilder> builder = NewServerBuilder();
  own_services_->Register(*builder);
  own_server_ = builder->BuildAndStart();
  if (own_server_ == nullptr) return absl::InternalError("the in-process server did not start");
  if (!options.tiles_listen_address.empty()) RETURN_IF_ERROR(OpenTileSite(options.tiles_listen_address));
  if (!options.listen_address.empty()) RETURN_IF_ERROR(OpenPort(options, parts));
  if (views_ != nullptr) sweep_ = std::make_unique<ErasureSweep>(*views_, *personal_);
  if (options.timekeeper.has_value() && views_ != nullptr) {
    timekeeper_ = std::make_unique<TimekeeperLoop>(PartsByClock(*clock_), *options.timekeeper);
  }
  if (options.courier && views_ != nullptr) courier_ = std::make_unique<CourierLoop>(PartsOfCourier());
  return absl::OkStatus();
}

TimekeeperParts NodeImpl::PartsByClock(const Clock& clock) {
  const References& references = reference_data_->references();
  return {*log_, *views_, *pipeline_, references.zones, clock, references.calendar.version()};
}

CourierParts NodeImpl::PartsOfCourier() {
  return {*log_, *views_, *pipeline_, reference_data_->references().zones, *clock_, *personal_};
}

absl::StatusOr<PassReport> NodeImpl::Tick(const TimekeeperOptions& options, const Clock& clock,
                                          const OnOrder& on_order) {
  if (views_ == nullptr) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_VIEWS", "this node keeps no views to see by what is due",
                 "本节点不保存视图，无从得知到期事项");
  }
  ASSIGN_OR_RETURN(PassReport report, Timekeeper(PartsByClock(clock), options).Pass(on_order));
  Courier courier(PartsOfCourier());
  for (int pass = 0; pass < kCourierPassesMax; ++pass) {
    ASSIGN_OR_RETURN(const PassReport carried, courier.Pass(on_order));
    report.Add(carried);
    if (carried.given == 0) break;
  }
  return report;
}

void NodeImpl::Shutdown() {
  if (std::exchange(is_shut_down_, true)) return;
  health_ = nullptr;
  timekeeper_ = nullptr;
  courier_ = nullptr;
  sweep_ = nullptr;
  if (port_services_ != nullptr) port_services_->Stop();
  if (own_services_ != nullptr) own_services_->Stop();
  if (pipeline_ != nullptr) pipeline_->Stop();
  if (bell_ != nullptr) bell_->Stop();
  const auto deadline = std::chrono::system_clock::now() + kShutdownGrace;
  if (port_server_ != nullptr) port_server_->Shutdown(deadline);
  if (own_server_ != nullptr) own_server_->Shutdown(deadline);
  if (tile_server_ != nullptr) tile_server_->Stop();
  if (checkpoints_ != nullptr) checkpoints_->Stop();
  if (pool_ != nullptr) pool_->Stop();
  if (views_ != nullptr) views_->Stop();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Node>> Node::Start(const NodeOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<const ReferenceData> data, ReferenceData::Load(options.calendar_file));
  auto node = std::make_unique<NodeImpl>(std::move(data));
  RETURN_IF_ERROR(node->Open(options));
  return node;
}

}  // namespace huiyin

#include "services/server/node.h"

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/time_zones.h"
#include "domain/calendar.h"
#include "domain/embedded.h"
#include "domain/references.h"
#include "domain/rule_packs.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/server.h"
#include "projections/views.h"
#include "services/malformed_requests.h"
#include "services/server/data_directory.h"
#include "services/server/health_watch.h"
#include "services/server/service_set.h"
#include "services/server/version.h"
#include "services/server/watched_log.h"

namespace huiyin {
namespace {

// Threads for queries and streams, and the calls that may wait for one.
constexpr size_t kPoolThreads = 4;
constexpr size_t kPoolWaitingMax = 1'024;
// What one message may bring in.
constexpr int kReceiveBytesMax = 4 << 20;
// What gRPC may take for its buffers.
constexpr size_t kRpcBytesMax = 256 << 20;
constexpr int kStreamsPerConnectionMax = 2'048;
// Calls that are still open then are cancelled.
constexpr std::chrono::seconds kShutdownGrace(5);

absl::Status Invalid(absl::string_view reason, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, reason, english, chinese);
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  if (!in || !(out << in.rdbuf())) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_UNREADABLE", absl::StrCat("cannot read ", path),
                 absl::StrCat("无法读取文件 ", path));
  }
  return out.str();
}

absl::StatusOr<Calendar> LoadCalendar(const std::string& file) {
  if (file.empty()) return Calendar::Parse(EmbeddedCalendar());
  ASSIGN_OR_RETURN(std::string text, ReadFile(file));
  return Calendar::Parse(text);
}

bool IsLoopback(absl::string_view address) {
  const absl::string_view host = address.substr(0, address.rfind(':'));
  // A name may begin with 127 and be anywhere.
  const bool is_ipv4 = host.find_first_not_of("0123456789.") == absl::string_view::npos;
  return (is_ipv4 && absl::StartsWith(host, "127.")) || host == "localhost" || host == "[::1]";
}

absl::StatusOr<std::unique_ptr<Authenticator>> MakeAuthenticator(const NodeOptions& options) {
  if (options.token_file.empty() == !options.insecure) {
    return Invalid("TOKENS_OR_INSECURE", "give either --tokens FILE or --insecure",
                   "请在 --tokens 文件 与 --insecure 中选择其一");
  }
  if (options.insecure) {
    if (!IsLoopback(options.listen_address)) {
      return Invalid("INSECURE_NOT_LOOPBACK",
                     "without --tokens everyone is trusted: that may listen on loopback only (127.0.0.1, localhost)",
                     "未使用 --tokens 时不校验身份，只能监听本机回环地址（127.0.0.1、localhost）");
    }
    return TrustEveryone("insecure");
  }
  ASSIGN_OR_RETURN(std::string text, ReadFile(options.token_file));
  return TrustTokens(text);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(const NodeOptions& options) {
  if (options.tls_certificate_file.empty() != options.tls_key_file.empty()) {
    return Invalid("TLS_INCOMPLETE", "give both the TLS certificate and its key", "请同时给出 TLS 证书与私钥");
  }
  if (options.tls_certificate_file.empty()) {
    if (IsLoopback(options.listen_address) || options.allow_plaintext) return grpc::InsecureServerCredentials();
    return Invalid(
        "TLS_MISSING",
        "without TLS tokens and texts cross the network in the clear; give --tls-certificate and --tls-key, or"
        " --allow-plaintext behind a proxy that encrypts",
        "未启用 TLS 时令牌与内容将以明文传输：请提供 --tls-certificate 与 --tls-key；若前面有加密代理，可用 "
        "--allow-plaintext");
  }
  grpc::SslServerCredentialsOptions::PemKeyCertPair pair;
  ASSIGN_OR_RETURN(pair.cert_chain, ReadFile(options.tls_certificate_file));
  ASSIGN_OR_RETURN(pair.private_key, ReadFile(options.tls_key_file));
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back(std::move(pair));
  return grpc::SslServerCredentials(tls);
}

class NodeImpl final : public Node {
 public:
  explicit NodeImpl(Calendar calendar) : calendar_(std::move(calendar)) {}
  ~NodeImpl() override { Shutdown(); }

  absl::Status Open(const NodeOptions& options);

  std::shared_ptr<grpc::Channel> InProcessChannel() override {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(-1);
    return own_server_->InProcessChannel(arguments);
  }
  int port() const override { return port_; }
  absl::Status WaitUntilCaughtUp(absl::Time deadline) const override {
    return views_ == nullptr ? absl::OkStatus() : views_->WaitUntilCaughtUp(deadline);
  }
  void Shutdown() override;

 private:
  absl::Status OpenStores(const NodeOptions& options);
  absl::Status Listen(const NodeOptions& options, const ServiceParts& parts);
  void WatchHealth();

  SystemClock system_clock_;
  const Clock* clock_ = &system_clock_;
  SystemTimeZones zones_;
  const Calendar calendar_;
  RulePacks packs_;
  const References references_{packs_, calendar_, zones_};
  v1::GetVersionResponse version_;

  std::unique_ptr<WatchedLog> log_;
  std::unique_ptr<Views> views_;
  std::unique_ptr<LogBell> bell_;
  std::unique_ptr<CommandPipeline> pipeline_;
  std::unique_ptr<WorkPool> pool_;
  std::unique_ptr<ServiceSet> own_services_;
  std::unique_ptr<ServiceSet> port_services_;
  std::unique_ptr<grpc::Server> own_server_;
  std::unique_ptr<grpc::Server> port_server_;
  std::unique_ptr<HealthWatch> health_;
  int port_ = 0;
  bool is_shut_down_ = false;
};

void SetLimits(grpc::ServerBuilder& builder) {
  grpc::ResourceQuota quota("huiyin");
  quota.Resize(kRpcBytesMax);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(std::make_unique<MalformedRequests>());
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnectionMax);
  // Two servers on one port would each get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

absl::Status NodeImpl::OpenStores(const NodeOptions& options) {
  RocksDbLogOptions log_options;
  log_options.directory = absl::StrCat(options.data_directory, "/log");
  RETURN_IF_ERROR(PrepareDataDirectory(options.data_directory, log_options.directory, options.create_if_missing));
  ASSIGN_OR_RETURN(std::unique_ptr<EventLog> log, OpenRocksDbLog(log_options));
  log_ = std::make_unique<WatchedLog>(std::move(log));
  if (options.serve_views) {
    ViewsOptions views;
    views.replace_unusable = options.replace_unusable_views;
    ASSIGN_OR_RETURN(views_, Views::Open(absl::StrCat(options.data_directory, "/views"), *log_, views));
  }
  return absl::OkStatus();
}

void NodeImpl::WatchHealth() {
  const std::string admin = v1::AdminService::service_full_name(), ledgers = v1::LedgerService::service_full_name(),
                    proposals = v1::ProposalService::service_full_name(),
                    queries = v1::QueryService::service_full_name(),
                    subscriptions = v1::SubscriptionService::service_full_name();
  std::vector<WatchedPart> parts;
  parts.push_back(
      {"the event log", "事件日志", [this] { return log_->failure(); }, {ledgers, proposals, queries, subscriptions}});
  if (views_ != nullptr) parts.push_back({"the projector", "视图更新", [this] { return views_->status(); }, {queries}});
  health_ = std::make_unique<HealthWatch>(*port_server_->GetHealthCheckService(),
                                          std::vector<std::string>{admin, ledgers, proposals, queries, subscriptions},
                                          std::move(parts));
}

absl::Status NodeImpl::Listen(const NodeOptions& options, const ServiceParts& parts) {
  ASSIGN_OR_RETURN(std::unique_ptr<Authenticator> authenticator, MakeAuthenticator(options));
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::ServerCredentials> credentials, MakeCredentials(options));
  port_services_ = std::make_unique<ServiceSet>(parts, std::move(authenticator));
  grpc::ServerBuilder builder;
  SetLimits(builder);
  builder.AddListeningPort(options.listen_address, std::move(credentials), &port_);
  port_services_->Register(builder);
  port_server_ = builder.BuildAndStart();
  if (port_server_ == nullptr || port_ == 0) {
    return Error(absl::StatusCode::kUnavailable, "CANNOT_LISTEN",
                 absl::StrCat("cannot listen on ", options.listen_address, "; is the address right, and free?"),
                 absl::StrCat("无法监听 ", options.listen_address, "；请检查地址是否正确、是否已被占用"));
  }
  WatchHealth();
  return absl::OkStatus();
}

absl::Status NodeImpl::Open(const NodeOptions& options) {
  if (options.clock != nullptr) clock_ = options.clock;
  if (options.writers < 1 || options.writers > 64)
    return Invalid("WRITERS_OUT_OF_RANGE", "1 to 64 writers", "写线程数须为 1 至 64");
  for (absl::string_view text : EmbeddedRulePacks()) {
    ASSIGN_OR_RETURN(v1::RulePack pack, ParseRulePack(text));
    RETURN_IF_ERROR(packs_.Add(std::move(pack)));
  }
  RETURN_IF_ERROR(OpenStores(options));
  bell_ = std::make_unique<LogBell>(*log_);
  pool_ = std::make_unique<WorkPool>(kPoolThreads, kPoolWaitingMax);
  CommandPipelineOptions pipeline;
  pipeline.writers = options.writers;
  pipeline.queue_commands_max = options.queue_commands_max;
  pipeline.queue_bytes_max = options.queue_bytes_max;
  pipeline.state_cache_bytes = options.state_cache_bytes;
  pipeline_ = std::make_unique<CommandPipeline>(*log_, references_, *clock_, pipeline);

  version_.set_version(kVersion);
  version_.set_calendar_version(calendar_.version());
  for (std::string& pack : packs_.VersionedIds()) version_.add_rule_packs(std::move(pack));
  version_.set_log_engine(std::string(log_->engine()));
  const ServiceParts parts{*log_, views_.get(), *pipeline_, *pool_, *bell_, references_, *clock_, version_};
  own_services_ = std::make_unique<ServiceSet>(parts, TrustEveryone("local"));
  grpc::ServerBuilder builder;
  SetLimits(builder);
  own_services_->Register(builder);
  own_server_ = builder.BuildAndStart();
  if (own_server_ == nullptr) return absl::InternalError("the in-process server did not start");
  return options.listen_address.empty() ? absl::OkStatus() : Listen(options, parts);
}

void NodeImpl::Shutdown() {
  if (std::exchange(is_shut_down_, true)) return;
  health_ = nullptr;
  if (port_services_ != nullptr) port_services_->Stop();
  if (own_services_ != nullptr) own_services_->Stop();
  if (pipeline_ != nullptr) pipeline_->Stop();
  if (bell_ != nullptr) bell_->Stop();
  const auto deadline = std::chrono::system_clock::now() + kShutdownGrace;
  if (port_server_ != nullptr) port_server_->Shutdown(deadline);
  if (own_server_ != nullptr) own_server_->Shutdown(deadline);
  if (pool_ != nullptr) pool_->Stop();
  if (views_ != nullptr) views_->Stop();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Node>> Node::Start(const NodeOptions& options) {
  static const bool plugins = [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  (void)plugins;
  ASSIGN_OR_RETURN(Calendar calendar, LoadCalendar(options.calendar_file));
  auto node = std::make_unique<NodeImpl>(std::move(calendar));
  RETURN_IF_ERROR(node->Open(options));
  return node;
}

}  // namespace huiyin

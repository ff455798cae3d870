#include "tools/cli/connection.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "tools/cli/terminal.h"
#include "tools/cli/token.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

constexpr int kMessageBytesMax = 16 << 20;
// A server that was gone is found again within so long. gRPC's own would be two minutes.
constexpr int kReconnectMillisecondsMax = 1'000;
// Of several servers, one that does not take a connection by then is passed over.
constexpr absl::Duration kConnectPatience = absl::Seconds(2);

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  // A register is nothing for an office's web proxy, whatever http_proxy says.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMillisecondsMax);
  return arguments;
}

}  // namespace

void AddServerOptions(CLI::App& app, ConnectionOptions& options, const std::string& group) {
  app.add_option("--server", options.server, "A running server, or several nodes of a cluster")
      ->type_name("HOST:PORT[,…]")
      ->group(group);
  app.add_option("--token", options.token, "Says who you are; or set HUIYIN_TOKEN")->type_name("TOKEN")->group(group);
  app.add_option("--token-file", options.token_file, "A file that holds your own token and nothing else")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--ca", options.ca_file, "PEM of the authority that signed the server's certificate: use TLS")
      ->type_name("FILE")
      ->group(group);
}

void AddConnectionOptions(CLI::App& app, ConnectionOptions& options) {
  const std::string group = "Where the register is (one of the first two)";
  app.add_option("--data", options.data, "A data directory, opened by this program itself")
      ->type_name("DIR")
      ->group(group);
  AddServerOptions(app, options, group);
  app.add_option("--personal-keys", options.personal_keys_directory,
                 "With --data: where the keys of what is personal are; DIR/personal-keys when not given")
      ->type_name("DIR")
      ->group(group);
  app.add_option("--calendar", options.calendar_file, "With --data: replaces the built-in calendar")
      ->type_name("FILE")
      ->group(group);
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options, const Needs& needs) {
  std::unique_ptr<Connection> connection(new Connection());
  if (!options.data.empty()) {
    NodeOptions node;
    node.data_directory = options.data;
    node.create_if_missing = needs.create_if_missing;
    node.insecure = true;
    node.calendar_file = options.calendar_file;
    node.personal_keys_directory = options.personal_keys_directory;
    node.checkpoint_key_files = options.checkpoint_key_files;
    Progress upgrade("bringing the log up to date 更新日志格式", 0);
    node.on_upgrade = [&upgrade](uint64_t done, uint64_t total) {
      upgrade.Show(done, absl::StrCat(done, " / ", total));
    };
    node.serve_views = needs.views;
    node.replace_unusable_views = needs.replace_unusable_views;
    ASSIGN_OR_RETURN(connection->node_, Node::Start(node));
    RETURN_IF_ERROR(connection->node_->WaitUntilCaughtUp(absl::InfiniteFuture()));
    connection->channels_ = {connection->node_->InProcessChannel()};
    return connection;
  }
  ASSIGN_OR_RETURN(const std::string token, ChooseToken(options.token, options.token_file));
  if (!token.empty()) connection->authorization_ = absl::StrCat("Bearer ", token);
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!options.ca_file.empty()) {
    grpc::SslCredentialsOptions ssl;
    ASSIGN_OR_RETURN(ssl.pem_root_certs, WholeFile(options.ca_file, "--ca"));
    credentials = grpc::SslCredentials(ssl);
  }
  for (const absl::string_view server : absl::StrSplit(options.server, ',')) {
    connection->channels_.push_back(grpc::CreateCustomChannel(std::string(server), credentials, Arguments()));
  }
  if (connection->has_others() && !connection->IsReachable()) connection->AskAnother();
  return connection;
}

bool Connection::IsReachable() const {
  return channel()->WaitForConnected(absl::ToChronoTime(absl::Now() + kConnectPatience));
}

void Connection::AskAnother() {
  for (size_t tried = 0; tried < channels_.size(); ++tried) {
    asked_ = (asked_ + 1) % channels_.size();
    if (IsReachable()) return;
  }
}

std::unique_ptr<Connection> Connection::ToNode(Node& node) {
  std::unique_ptr<Connection> connection(new Connection());
  connection->channels_ = {node.InProcessChannel()};
  return connection;
}

Connection::~Connection() {
  channels_.clear();
  if (node_ != nullptr) node_->Shutdown();
}

void Connection::Prepare(grpc::ClientContext& context, absl::Duration timeout) const {
  if (timeout != absl::InfiniteDuration()) context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  if (!authorization_.empty()) context.AddMetadata("authorization", authorization_);
}

}  // namespace huiyin

#include "tools/cli/connection.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

constexpr int kMessageBytesMax = 16 << 20;

absl::StatusOr<std::string> ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) {
    return Error(absl::StatusCode::kNotFound, "FILE_UNREADABLE", absl::StrCat("cannot read ", path),
                 absl::StrCat("无法读取文件 ", path));
  }
  return text.str();
}

absl::StatusOr<std::string> TokenOf(const ConnectionOptions& options) {
  if (!options.token.empty()) return options.token;
  if (!options.token_file.empty()) {
    ASSIGN_OR_RETURN(std::string text, ReadWhole(options.token_file));
    return std::string(absl::StripAsciiWhitespace(text));
  }
  const char* environment = std::getenv("HUIYIN_TOKEN");
  return std::string(environment == nullptr ? "" : environment);
}

}  // namespace

void AddConnectionOptions(CLI::App& app, ConnectionOptions& options) {
  const std::string group = "Where the register is (one of the first two)";
  app.add_option("--server", options.server, "A running server")->type_name("HOST:PORT")->group(group);
  app.add_option("--data", options.data, "A data directory, opened by this program itself")
      ->type_name("DIR")
      ->group(group);
  app.add_option("--token", options.token, "Says who you are; or set HUIYIN_TOKEN")->type_name("TOKEN")->group(group);
  app.add_option("--token-file", options.token_file, "A file that holds only the token")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--ca", options.ca_file, "PEM of the authority that signed the server's certificate: use TLS")
      ->type_name("FILE")
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
    node.serve_views = needs.views;
    ASSIGN_OR_RETURN(connection->node_, Node::Start(node));
    RETURN_IF_ERROR(connection->node_->WaitUntilCaughtUp(absl::InfiniteFuture()));
    connection->channel_ = connection->node_->InProcessChannel();
    return connection;
  }
  ASSIGN_OR_RETURN(const std::string token, TokenOf(options));
  if (!token.empty()) connection->authorization_ = absl::StrCat("Bearer ", token);
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!options.ca_file.empty()) {
    grpc::SslCredentialsOptions ssl;
    ASSIGN_OR_RETURN(ssl.pem_root_certs, ReadWhole(options.ca_file));
    credentials = grpc::SslCredentials(ssl);
  }
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  connection->channel_ = grpc::CreateCustomChannel(options.server, credentials, arguments);
  return connection;
}

std::unique_ptr<Connection> Connection::ToNode(Node& node) {
  std::unique_ptr<Connection> connection(new Connection());
  connection->channel_ = node.InProcessChannel();
  return connection;
}

Connection::~Connection() {
  channel_.reset();
  if (node_ != nullptr) node_->Shutdown();
}

void Connection::Prepare(grpc::ClientContext& context, absl::Duration timeout) const {
  if (timeout != absl::InfiniteDuration()) context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  if (!authorization_.empty()) context.AddMetadata("authorization", authorization_);
}

}  // namespace huiyin

// The one road to a register: gRPC stubs on a channel, either to a server or to a node inside this process that opens a
// data directory.
#ifndef HUIYIN_TOOLS_CLI_CONNECTION_H_
#define HUIYIN_TOOLS_CLI_CONNECTION_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/server/node.h"

namespace CLI {
class App;
}  // namespace CLI

namespace huiyin {

// What the person said about where the register is; exactly one of `server` and `data` is given.
struct ConnectionOptions {
  std::string server;
  std::string data;
  std::string token;
  std::string token_file;
  std::string ca_file;
  std::string calendar_file;
};

// Adds --server, --data, --token, --token-file, --ca and --calendar.
void AddConnectionOptions(CLI::App& app, ConnectionOptions& options);

// The longest that one question may take.
inline constexpr absl::Duration kCallTimeout = absl::Seconds(60);

class Connection {
 public:
  struct Needs {
    // A directory without a register is an error, and stays as it is.
    bool create_if_missing = false;
    // False: bulk import, which asks for no view.
    bool views = true;
    // Views that cannot be used are folded anew instead of refused.
    bool replace_unusable_views = false;
  };

  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options, const Needs& needs);
  // To a node that somebody else holds, and that must outlive this.
  static std::unique_ptr<Connection> ToNode(Node& node);
  // Shuts down the node that Open started, if it did.
  ~Connection();

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Before each call: who calls, and until when. InfiniteDuration: no deadline.
  void Prepare(grpc::ClientContext& context, absl::Duration timeout = kCallTimeout) const;

 private:
  Connection() = default;

  std::unique_ptr<Node> node_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string authorization_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_CONNECTION_H_

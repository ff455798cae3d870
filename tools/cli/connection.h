// The one road to a register: gRPC stubs on a channel, either to a server or to a node inside this process that opens a
// data directory. Where several servers are named, which are nodes of one cluster, one of them is asked at a time.
#ifndef HUIYIN_TOOLS_CLI_CONNECTION_H_
#define HUIYIN_TOOLS_CLI_CONNECTION_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

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
  // HOST:PORT, or several with commas between them.
  std::string server;
  std::string data;
  std::string token;
  std::string token_file;
  std::string ca_file;
  std::string calendar_file;
  std::string personal_keys_directory;
  // With `data`. Not an option of every subcommand.
  std::vector<std::string> checkpoint_key_files;
};

// Adds --server, --token, --token-file and --ca.
void AddServerOptions(CLI::App& app, ConnectionOptions& options, const std::string& group);
// The same, --data, --calendar and --personal-keys.
void AddConnectionOptions(CLI::App& app, ConnectionOptions& options);

// The longest that one question may take.
inline constexpr absl::Duration kCallTimeout = absl::Seconds(60);

// Not thread-safe.
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

  // Of several servers it asks the first that can be reached.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options, const Needs& needs);
  // To a node that somebody else holds, and that must outlive this.
  static std::unique_ptr<Connection> ToNode(Node& node);
  // Shuts down the node that Open started, if it did.
  ~Connection();

  // To the server that is asked now.
  const std::shared_ptr<grpc::Channel>& channel() const { return channels_[asked_]; }
  bool has_others() const { return channels_.size() > 1; }
  // Asks the next of the servers that can be reached, if any.
  void AskAnother();

  // Before each call: who calls, and until when. InfiniteDuration: no deadline.
  void Prepare(grpc::ClientContext& context, absl::Duration timeout = kCallTimeout) const;

 private:
  Connection() = default;
  // False: not within a moment.
  bool IsReachable() const;

  std::unique_ptr<Node> node_;
  // One of each server, never empty once it is open.
  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  size_t asked_ = 0;
  std::string authorization_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_CONNECTION_H_

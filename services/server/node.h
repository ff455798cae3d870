// A Huiyin node: the composition root. Opens the log and the views of one data directory, starts the writers and the
// gRPC services, over TCP, in process, or both. The only place that chooses an engine.
//
// Data directory: log/ (the event log: what must be backed up), views/ (rebuilt from the log when lost), checkpoints/
// (the last that was signed of each ledger), personal-keys/ (PersonKeyFiles; backed up apart from the log, if at all:
// docs/privacy.md).
#ifndef HUIYIN_SERVICES_SERVER_NODE_H_
#define HUIYIN_SERVICES_SERVER_NODE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "services/server/port.h"
#include "services/timekeeper/timekeeper.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace huiyin {

struct NodeOptions : PortOptions {
  std::string data_directory;
  // Empty: log/ in the data directory.
  std::string log_directory;
  // False: a directory that holds no register is refused (NO_REGISTER_HERE) instead of created.
  bool create_if_missing = true;
  // Empty: personal-keys/ in the data directory.
  std::string personal_keys_directory;
  // Keys that sign checkpoints (huiyin key new), each every checkpoint. Empty: none are signed.
  std::vector<std::string> checkpoint_key_files;
  // "URL=PUBLIC_KEY" of those who cosign them (huiyin witness); the key's text or its file.
  std::vector<std::string> witnesses;
  // host:port where all ledgers can be read as tlog-tiles over HTTP, in full and by anyone; empty: nowhere.
  std::string tiles_listen_address;
  // Replaces the calendar in the program.
  std::string calendar_file;
  // Writer threads; ledgers are hashed over them.
  uint32_t writers = 1;
  // Commands that wait for one writer; more are answered RESOURCE_EXHAUSTED.
  size_t queue_commands_max = 16'384;
  size_t queue_bytes_max = 64 << 20;
  // States of ledgers and proposals kept in memory, of all writers together.
  size_t state_cache_bytes = 64 << 20;
  // False: no projector runs and queries of the live view are answered UNAVAILABLE (bulk import).
  bool serve_views = true;
  // What a timekeeper gives by itself while the node runs. nullopt, or without views: there is none.
  std::optional<TimekeeperOptions> timekeeper;
  // Carries by itself, while the node runs, what ledgers pass up and what becomes of it. Without views: nothing.
  bool courier = false;
  // True: views that cannot be used are folded anew instead of refused (rebuild).
  bool replace_unusable_views = false;
  // Hears how far a log of an older format is brought up to date (RocksDbLogOptions). May be null.
  std::function<void(uint64_t done, uint64_t total)> on_upgrade = nullptr;
  // Not owned; the system's when nullptr.
  const Clock* clock = nullptr;
};

class Node {
 public:
  // Opens, starts, and answers when it serves. kUnavailable (DATA_DIRECTORY_IN_USE): another process has the directory.
  // kDataLoss: the log is damaged. kInvalidArgument: options that do not go together.
  static absl::StatusOr<std::unique_ptr<Node>> Start(const NodeOptions& options);
  // As Shutdown.
  virtual ~Node() = default;

  // Calls over it are made as an administrator who may name any actor: whoever holds the directory holds the register.
  virtual std::shared_ptr<grpc::Channel> InProcessChannel() = 0;
  // The TCP port that it listens on; 0: none.
  virtual int port() const = 0;
  // That of the tiles; 0: none.
  virtual int tiles_port() const = 0;
  // Until the views hold all that the log held at the call. kUnavailable (VIEW_BEHIND): not by `deadline`. Without
  // views: at once.
  virtual absl::Status WaitUntilCaughtUp(absl::Time deadline) const = 0;
  // One pass of a timekeeper by `clock`; the register records by its own. Then what goes between ledgers is carried,
  // there and back. kFailedPrecondition (NO_VIEWS): the node has no views.
  virtual absl::StatusOr<PassReport> Tick(const TimekeeperOptions& options, const Clock& clock,
                                          const OnOrder& on_order) = 0;
  // Takes no more commands, finishes and answers those it took, ends the streams; the destructor closes log and views.
  // Idempotent.
  virtual void Shutdown() = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_NODE_H_

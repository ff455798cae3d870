#include "tools/cli/serve.h"

#include <cstdio>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/status_macros.h"
#include "tools/cli/listen_address.h"
#include "tools/cli/printable.h"
#include "tools/cli/stop_signal.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

void WarnIfInsecure(const PortOptions& options) {
  if (!options.insecure) return;
  std::fputs(
      "WARNING: no tokens (--insecure): every program on this machine may read and change this register, as "
      "anybody.\n"
      "         Give --tokens TABLE to know who calls (docs/operations.md).\n"
      "警告：未使用令牌（--insecure）：本机任何程序都可以任何人的名义读写本登记册。\n"
      "      请用 --tokens 令牌表 校验身份（docs/operations.md）。\n",
      stderr);
}

void WarnOfTiles(const Node& node, const std::string& listen_address) {
  if (node.tiles_port() == 0) return;
  const std::string host = listen_address.substr(0, listen_address.rfind(':'));
  std::fprintf(stderr,
               "WARNING: every record of every ledger can be read by anyone, without a token, on http://%s:%d\n"
               "警告：任何人无需令牌即可在 http://%s:%d 读取所有登记册的全部记录\n",
               host.c_str(), node.tiles_port(), host.c_str(), node.tiles_port());
}

// Until the signal. `what` is served.
template <typename Served>
void ServeUntil(StopSignal& stop, const std::string& what, const HostPort& address, Served& node) {
  const std::string shown = Printable(what);
  std::fprintf(stderr,
               "serving %s on %s:%d; Ctrl-C ends it\n"
               "正在 %s:%d 提供服务（%s）；按 Ctrl-C 结束\n",
               shown.c_str(), address.host.c_str(), node.port(), address.host.c_str(), node.port(), shown.c_str());
  stop.Wait();
  std::fputs("finishing what was taken … 正在办完已受理的命令……\n", stderr);
  node.Shutdown();
}

// Why a node ended itself; the first reason counts.
class Ending {
 public:
  void Set(const absl::Status& why) {
    absl::MutexLock lock(&mu_);
    why_.Update(why);
  }
  absl::Status Get() const {
    absl::MutexLock lock(&mu_);
    return why_;
  }

 private:
  mutable absl::Mutex mu_;
  absl::Status why_ ABSL_GUARDED_BY(mu_);
};

// A projector records nothing.
void WarnOfNamesInClear(const ClusterOptions& options) {
  if (options.project || !options.personal_keys_directory.empty()) return;
  std::fputs(
      "WARNING: without --personal-keys names and contact data are recorded as they are and can never be erased.\n"
      "警告：未指定 --personal-keys：姓名和联系方式以明文登记，日后无法依法删除。\n",
      stderr);
}

void WarnOfWeakTopic(const TopicStrength& strength) {
  if (!strength.IsWeakerThanItsCluster()) return;
  const std::string topic = Printable(strength.weakest);
  std::fprintf(stderr,
               "WARNING: topic %s has %d of the 3 replicas that its %d brokers could keep: the loss of one broker may\n"
               "         stop the register, or lose records. Give it three (docs/operations.md).\n"
               "警告：主题 %s 应有 3 个副本，现有 %d 个（集群有 %d 个代理）：损失一个代理可能使登记册停用，甚至\n"
               "      丢失记录。请增至三个副本（docs/operations.md）。\n",
               topic.c_str(), strength.replicas, strength.brokers, topic.c_str(), strength.replicas, strength.brokers);
}

absl::StatusOr<std::unique_ptr<Node>> StartShowingUpgrade(NodeOptions options) {
  Progress upgrade("bringing the log up to date 更新日志格式", 0);
  options.on_upgrade = [&upgrade](uint64_t done, uint64_t total) {
    upgrade.Show(done, absl::StrCat(done, " / ", total));
  };
  return Node::Start(options);
}

}  // namespace

absl::Status Serve(const NodeOptions& options) {
  ASSIGN_OR_RETURN(const HostPort address, ParseListenAddress(options.listen_address));
  StopSignal stop;
  ASSIGN_OR_RETURN(const std::unique_ptr<Node> node, StartShowingUpgrade(options));
  WarnIfInsecure(options);
  WarnOfTiles(*node, options.tiles_listen_address);
  ServeUntil(stop, options.data_directory, address, *node);
  return absl::OkStatus();
}

absl::Status Serve(ClusterOptions options) {
  ASSIGN_OR_RETURN(const HostPort address, ParseListenAddress(options.listen_address));
  StopSignal stop;
  Ending ending;
  options.on_refused = [&ending](const absl::Status& why) {
    ending.Set(why);
    StopSignal::Raise();
  };
  ASSIGN_OR_RETURN(const std::unique_ptr<ClusterNode> node, ClusterNode::Start(options));
  WarnIfInsecure(options);
  WarnOfNamesInClear(options);
  WarnOfWeakTopic(node->strength());
  ServeUntil(stop, absl::StrCat("kafka://", options.log.brokers, "/", options.log.topic), address, *node);
  return ending.Get();
}

}  // namespace huiyin

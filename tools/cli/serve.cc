#include "tools/cli/serve.h"

#include <cstdio>
#include <memory>
#include <string>

#include "base/status_macros.h"
#include "tools/cli/listen_address.h"
#include "tools/cli/printable.h"
#include "tools/cli/stop_signal.h"

namespace huiyin {

absl::Status Serve(const NodeOptions& options) {
  ASSIGN_OR_RETURN(const HostPort address, ParseListenAddress(options.listen_address));
  StopSignal stop;
  ASSIGN_OR_RETURN(const std::unique_ptr<Node> node, Node::Start(options));
  if (options.insecure) {
    std::fputs(
        "WARNING: no tokens (--insecure): every program on this machine may read and change this register, as "
        "anybody.\n"
        "         Give --tokens TABLE to know who calls (docs/operations.md).\n"
        "警告：未使用令牌（--insecure）：本机任何程序都可以任何人的名义读写本登记册。\n"
        "      请用 --tokens 令牌表 校验身份（docs/operations.md）。\n",
        stderr);
  }
  std::fprintf(stderr, "serving %s on %s:%d; Ctrl-C ends it\n", Printable(options.data_directory).c_str(),
               address.host.c_str(), node->port());
  stop.Wait();
  std::fputs("finishing what was taken …\n", stderr);
  node->Shutdown();
  return absl::OkStatus();
}

}  // namespace huiyin

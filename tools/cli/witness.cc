#include "tools/cli/witness.h"

#include <cstdio>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/http/http_server.h"
#include "services/server/checkpoint_keys.h"
#include "services/witness/witness.h"
#include "tools/cli/listen_address.h"
#include "tools/cli/printable.h"
#include "tools/cli/stop_signal.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

// Each waits for the disk.
constexpr size_t kThreads = 8;

void PrintNews(const absl::Status& news) {
  const std::string reason = ReasonOf(news);
  std::fprintf(stderr, "ALARM 警报 [%s]\n  %s\n  %s\n", reason.c_str(), Printable(std::string(news.message())).c_str(),
               Printable(ChineseOf(news)).c_str());
  std::fflush(stderr);
}

}  // namespace

absl::Status RunWitness(const WitnessCommand& command) {
  ASSIGN_OR_RETURN(const HostPort address, ParseListenAddress(command.listen_address));
  ASSIGN_OR_RETURN(merkle::SignerKey key, ReadWitnessKey(command.key_file, command.state_directory));
  ASSIGN_OR_RETURN(const std::string text, WholeFile(command.logs_file, "--logs"));
  ASSIGN_OR_RETURN(KnownLogs logs, KnownLogs::Parse(text));
  const std::string name = key.verifier().name();
  const size_t keys = logs.size();
  const SystemClock clock;
  StopSignal stop;
  ASSIGN_OR_RETURN(const std::unique_ptr<Witness> witness, Witness::Open({.key = std::move(key),
                                                                          .logs = std::move(logs),
                                                                          .state_directory = command.state_directory,
                                                                          .on_news = PrintNews,
                                                                          .clock = &clock}));
  HttpServerOptions options{.address = address, .body_bytes_max = kAddCheckpointBytesMax, .threads = kThreads};
  ASSIGN_OR_RETURN(
      const std::unique_ptr<HttpServer> server,
      HttpServer::Start(options, [&witness](const HttpRequest& request) { return witness->Answer(request); }));
  std::fprintf(stderr,
               "witness %s of %zu keys on http://%s:%d; Ctrl-C ends it\n"
               "见证人 %s（所见证的公钥 %zu 个）正在 http://%s:%d 提供服务；按 Ctrl-C 结束\n",
               name.c_str(), keys, address.host.c_str(), server->port(), name.c_str(), keys, address.host.c_str(),
               server->port());
  stop.Wait();
  server->Stop();
  return absl::OkStatus();
}

}  // namespace huiyin

#include "tools/cli/tiles_serve.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/http/http_server.h"
#include "services/server/tile_site.h"
#include "tools/cli/listen_address.h"
#include "tools/cli/printable.h"
#include "tools/cli/stop_signal.h"
#include "tools/cli/tile_files.h"

namespace huiyin {

absl::Status ServeTiles(const TilesServeOptions& options) {
  ASSIGN_OR_RETURN(const HostPort address, ParseListenAddress(options.listen_address));
  std::error_code error;
  if (!std::filesystem::is_directory(options.directory, error)) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_UNREADABLE",
                 absl::StrCat(options.directory, " is no folder of tiles (huiyin tiles export)"),
                 absl::StrCat(options.directory, " 不是瓦片目录（huiyin tiles export）"), "DIR");
  }
  StopSignal stop;
  // It has seen that no name leads out of the folder.
  const TileSite site(FilesIn(options.directory));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<HttpServer> server,
      HttpServer::Start({.address = address}, [&site](const HttpRequest& request) { return site.Answer(request); }));
  const std::string shown = Printable(options.directory);
  std::fprintf(stderr,
               "every record in %s can be read by anyone on http://%s:%d; Ctrl-C ends it\n"
               "任何人均可在 http://%s:%d 读取 %s 中的全部记录；按 Ctrl-C 结束\n",
               shown.c_str(), address.host.c_str(), server->port(), address.host.c_str(), server->port(),
               shown.c_str());
  stop.Wait();
  server->Stop();
  return absl::OkStatus();
}

}  // namespace huiyin

#include "tools/cli/tiles_serve.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
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

namespace huiyin {
namespace {

// The site has seen that neither name leads out of the folder.
TileFileReader FilesIn(const std::string& directory) {
  return [directory](const LedgerId& ledger, absl::string_view file) -> absl::StatusOr<std::string> {
    const std::string path = absl::StrCat(directory, "/", ledger.value(), "/", file);
    std::error_code error;
    std::ifstream in(path, std::ios::binary);
    if (in && std::filesystem::is_regular_file(path, error)) return std::string(std::istreambuf_iterator<char>(in), {});
    return Error(absl::StatusCode::kNotFound, "TILE_ABSENT", absl::StrCat("there is no ", file, " yet"),
                 absl::StrCat("尚无 ", file));
  };
}

}  // namespace

absl::Status ServeTiles(const TilesServeOptions& options) {
  ASSIGN_OR_RETURN(const HostPort address, ParseListenAddress(options.listen_address));
  std::error_code error;
  if (!std::filesystem::is_directory(options.directory, error)) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_UNREADABLE",
                 absl::StrCat(options.directory, " is no folder of tiles (huiyin tiles export)"),
                 absl::StrCat(options.directory, " 不是瓦片目录（huiyin tiles export）"), "DIR");
  }
  StopSignal stop;
  const TileSite site(FilesIn(options.directory));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<HttpServer> server,
      HttpServer::Start({.address = address}, [&site](const HttpRequest& request) { return site.Answer(request); }));
  std::fprintf(stderr, "every record in %s can be read by anyone on http://%s:%d; Ctrl-C ends it\n",
               Printable(options.directory).c_str(), address.host.c_str(), server->port());
  stop.Wait();
  server->Stop();
  return absl::OkStatus();
}

}  // namespace huiyin

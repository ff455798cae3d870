// huiyin tiles serve: a folder of `huiyin tiles export` over HTTP (services/server/tile_site.h), until Ctrl-C.
#ifndef HUIYIN_TOOLS_CLI_TILES_SERVE_H_
#define HUIYIN_TOOLS_CLI_TILES_SERVE_H_

#include <string>

#include "absl/status/status.h"

namespace huiyin {

struct TilesServeOptions {
  std::string directory;
  std::string listen_address;
};

// kInvalidArgument (ADDRESS_MALFORMED, FILE_UNREADABLE: there is no such folder), kUnavailable (CANNOT_LISTEN).
absl::Status ServeTiles(const TilesServeOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TILES_SERVE_H_

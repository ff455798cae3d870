// Where ledgers lie as C2SP tlog-tiles: a folder, a site, a running server.
#ifndef HUIYIN_TOOLS_CLI_TILE_FILES_H_
#define HUIYIN_TOOLS_CLI_TILE_FILES_H_

#include <string>

#include "services/http/http_client.h"
#include "services/server/tile_site.h"
#include "tools/cli/connection.h"

namespace huiyin {

// DIRECTORY/LEDGER/…, as `huiyin tiles export` leaves it. kNotFound (TILE_ABSENT). Neither name may lead out of it.
TileFileReader FilesIn(std::string directory);
// SITE/LEDGER/…, as any web server shows such a folder. kNotFound (TILE_ABSENT), kUnavailable (HTTP_UNREACHABLE,
// SITE_FAILED).
TileFileReader FilesAt(HttpUrl site);
// By AuditService. `connection` must outlive it.
TileFileReader FilesOf(const Connection& connection);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TILE_FILES_H_

// Ledgers as C2SP tlog-tiles over HTTP, read-only and to whoever asks:
//
//   GET /LEDGER/checkpoint               the last that was signed
//   GET /LEDGER/tile/…                   merkle/tile.h: hashes, and bundles of entries
//
// What `huiyin tiles export` writes, byte for byte. It shows every record in full.
#ifndef HUIYIN_SERVICES_SERVER_TILE_SITE_H_
#define HUIYIN_SERVICES_SERVER_TILE_SITE_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "services/checkpoints.h"
#include "services/http/http_message.h"

namespace huiyin {

// The file of a ledger: "checkpoint", or a path of merkle/tile.h. kNotFound, kFailedPrecondition: it is not there.
using TileFileReader = std::function<absl::StatusOr<std::string>(const LedgerId& ledger, absl::string_view file)>;

// Of a log, as it is now. Both must outlive it.
TileFileReader TileFilesOf(const EventLog& log, const Checkpoints& checkpoints);

// As thread-safe as its reader.
class TileSite {
 public:
  explicit TileSite(TileFileReader read) : read_(std::move(read)) {}

  // 404: there is no such ledger, tile or checkpoint. 503: it cannot be read now.
  HttpAnswer Answer(const HttpRequest& request) const;

 private:
  const TileFileReader read_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_TILE_SITE_H_

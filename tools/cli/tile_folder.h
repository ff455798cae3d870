// A folder that mirrors one ledger as C2SP tlog-tiles: what any web server can show, and any client of transparency
// logs can follow.
//
//   DIR/checkpoint             the signed note that all below is of; replaced last
//   DIR/tile/LEVEL/…           hashes (merkle/tile.h)
//   DIR/tile/entries/…         the records' bytes (merkle/entry_bundle.h)
#ifndef HUIYIN_TOOLS_CLI_TILE_FOLDER_H_
#define HUIYIN_TOOLS_CLI_TILE_FOLDER_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/merkle/tile.h"
#include "services/checkpoint_files.h"

namespace huiyin {

class TileFolder final : public merkle::TileReader {
 public:
  explicit TileFolder(std::string directory) : directory_(std::move(directory)) {}

  // nullopt: there is none yet. kFailedPrecondition (FOLDER_OF_SOMETHING_ELSE): what is there is no checkpoint.
  absl::StatusOr<std::optional<KeptCheckpoint>> Checkpoint() const;
  // Written whole or not at all, as far as the machine stays up. kUnavailable (OUTPUT_UNWRITABLE).
  absl::Status Write(absl::string_view path, absl::string_view content) const;
  // Drops the parts of a tile that is full now.
  void DropPartsOf(absl::string_view full_path) const;

 private:
  absl::StatusOr<std::vector<merkle::Hash>> ReadHashes(const merkle::Tile& tile) const override;

  const std::string directory_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TILE_FOLDER_H_

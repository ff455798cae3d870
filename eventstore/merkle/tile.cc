#include "eventstore/merkle/tile.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/strict_text.h"

namespace huiyin::merkle {
namespace {

constexpr size_t kPathBytesMax = 64;

absl::Status Malformed() {
  return Error(absl::StatusCode::kInvalidArgument, "TILE_PATH_MALFORMED", "not the path of a tile", "不是瓦片的路径");
}

std::string NumberPath(uint64_t number) {
  std::string path = absl::StrFormat("%03d", number % 1'000);
  for (number /= 1'000; number > 0; number /= 1'000) {
    path = absl::StrCat(absl::StrFormat("x%03d/", number % 1'000), path);
  }
  return path;
}

std::string PathIn(absl::string_view folder, const Tile& tile) {
  CHECK(tile.width >= 1 && tile.width <= kTileWidth);
  std::string path = absl::StrCat("tile/", folder, "/", NumberPath(tile.index));
  if (tile.width < kTileWidth) absl::StrAppend(&path, ".p/", tile.width);
  return path;
}

std::optional<uint64_t> ParseNumberPath(absl::string_view path) {
  std::string digits;
  for (absl::string_view group : absl::StrSplit(path, '/')) {
    absl::ConsumePrefix(&group, "x");
    digits.append(group.data(), group.size());
  }
  if (digits.empty()) return std::nullopt;
  const size_t zeroes = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  const std::optional<uint64_t> number = FromDecimal(absl::string_view(digits).substr(zeroes));
  // Whatever else was wrong with it shows in its being written otherwise.
  if (!number.has_value() || NumberPath(*number) != path) return std::nullopt;
  return number;
}

}  // namespace

uint64_t TileLevelWidth(uint32_t level, TreeSize size) {
  return level >= kTileLevels ? 0 : size.value() >> (kTileHeight * level);
}

Tile TileInTree(uint32_t level, uint64_t index, TreeSize size) {
  const uint64_t hashes = TileLevelWidth(level, size);
  CHECK_LT(index, hashes / kTileWidth + (hashes % kTileWidth != 0));
  return Tile{level, index, static_cast<uint32_t>(std::min<uint64_t>(hashes - index * kTileWidth, kTileWidth))};
}

std::vector<Tile> NewTiles(TreeSize old_size, TreeSize size) {
  CHECK_LE(old_size, size);
  std::vector<Tile> tiles;
  for (uint32_t level = 0; TileLevelWidth(level, size) > 0; ++level) {
    const uint64_t had = TileLevelWidth(level, old_size);
    const uint64_t has = TileLevelWidth(level, size);
    if (had == has) break;  // Nor is there anything new above.
    for (uint64_t index = had / kTileWidth; index * kTileWidth < has; ++index) {
      tiles.push_back(TileInTree(level, index, size));
    }
  }
  return tiles;
}

std::string TilePath(const Tile& tile) { return PathIn(absl::StrCat(tile.level), tile); }

std::string EntriesPath(const Tile& tile) {
  CHECK_EQ(tile.level, 0u);
  return PathIn("entries", tile);
}

absl::StatusOr<TileResource> ParseTilePath(absl::string_view path) {
  if (path.size() > kPathBytesMax || !absl::ConsumePrefix(&path, "tile/")) return Malformed();
  const size_t slash = path.find('/');
  if (slash == absl::string_view::npos) return Malformed();
  const absl::string_view folder = path.substr(0, slash);
  absl::string_view rest = path.substr(slash + 1);

  TileResource resource{.entries = folder == "entries", .tile = {}};
  if (!resource.entries) {
    const std::optional<uint64_t> level = FromDecimal(folder);
    if (!level.has_value() || *level > kTileLevelMax) return Malformed();
    resource.tile.level = static_cast<uint32_t>(*level);
  }
  if (const size_t partial = rest.find(".p/"); partial != absl::string_view::npos) {
    const std::optional<uint64_t> width = FromDecimal(rest.substr(partial + 3));
    if (!width.has_value() || *width < 1 || *width >= kTileWidth) return Malformed();
    resource.tile.width = static_cast<uint32_t>(*width);
    rest = rest.substr(0, partial);
  }
  const std::optional<uint64_t> index = ParseNumberPath(rest);
  if (!index.has_value() || *index > kTreeSizeMax.value() / kTileWidth) return Malformed();
  resource.tile.index = *index;
  return resource;
}

absl::StatusOr<std::vector<Hash>> TileReader::Read(const Tile& tile) const {
  ASSIGN_OR_RETURN(std::vector<Hash> hashes, ReadHashes(tile));
  if (hashes.size() == tile.width) return hashes;
  return Error(absl::StatusCode::kDataLoss, "TREE_DAMAGED",
               absl::StrCat(TilePath(tile), " has ", hashes.size(), " hashes"),
               absl::StrCat(TilePath(tile), " 只有 ", hashes.size(), " 个散列"));
}

}  // namespace huiyin::merkle

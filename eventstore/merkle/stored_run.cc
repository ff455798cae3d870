#include "eventstore/merkle/stored_run.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "eventstore/merkle/big_endian.h"

namespace huiyin::merkle {
namespace {

absl::Status Damaged(const Tile& tile, uint64_t place) {
  return Error(absl::StatusCode::kDataLoss, "TREE_DAMAGED",
               absl::StrCat("the tree is damaged: tile level ", tile.level, " has no proper hash ", place),
               absl::StrCat("默克尔树已损坏：瓦片层 ", tile.level, " 缺少正确的第 ", place, " 个散列"));
}

}  // namespace

std::string RunKey(uint32_t level, uint64_t first) {
  CHECK_LT(level, kTileLevels);
  std::string key(1, static_cast<char>(level));
  AppendBigEndian(first, key);
  return key;
}

absl::string_view RunValue(const StoredRun& run) { return BytesOf(run.hashes); }

std::string TileAssembly::Key() const { return RunKey(tile_.level, tile_.index * kTileWidth + hashes_.size()); }

absl::Status TileAssembly::Add(absl::string_view key, absl::string_view value) {
  const std::optional<std::vector<Hash>> run = HashesFromBytes(value);
  const size_t room = kTileWidth - hashes_.size();
  if (key != Key() || !run.has_value() || run->empty() || run->size() > room) {
    return Damaged(tile_, tile_.index * kTileWidth + hashes_.size());
  }
  hashes_.insert(hashes_.end(), run->begin(), run->end());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Hash>> TileAssembly::Take() && {
  if (!Whole()) return Damaged(tile_, tile_.index * kTileWidth + hashes_.size());
  hashes_.resize(tile_.width);
  return std::move(hashes_);
}

}  // namespace huiyin::merkle

#include "eventstore/merkle/frontier.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/status_macros.h"

namespace huiyin::merkle {
namespace {

// Gathers stored hashes into runs, none across the border of a tile.
class Runs {
 public:
  explicit Runs(size_t leaves) : leaves_(leaves) {}

  void Add(uint32_t level, uint64_t place, const Hash& hash) {
    if (!open_[level].has_value() || place % kTileWidth == 0) {
      open_[level] = runs_.size();
      runs_.push_back(StoredRun{level, place, {}});
      if (level == 0) runs_.back().hashes.reserve(std::min<size_t>(leaves_, kTileWidth - place % kTileWidth));
    }
    runs_[*open_[level]].hashes.push_back(hash);
    if (level == 0) --leaves_;
  }
  std::vector<StoredRun> Take() { return std::move(runs_); }

 private:
  size_t leaves_;  // Still to come.
  std::vector<StoredRun> runs_;
  std::array<std::optional<size_t>, kTileLevels> open_;
};

}  // namespace

absl::StatusOr<Frontier> Frontier::Recover(TreeSize size, const TileReader& tiles) {
  CHECK_LE(size, kTreeSizeMax);
  Frontier frontier;
  frontier.size_ = size;
  frontier.peaks_.resize(std::bit_width(size.value()));
  for (uint32_t level = 0; TileLevelWidth(level, size) > 0; ++level) {
    const uint64_t hashes = TileLevelWidth(level, size);
    if (hashes % kTileWidth == 0) continue;
    const Tile tile = TileInTree(level, hashes / kTileWidth, size);
    ASSIGN_OR_RETURN(const std::vector<Hash> stored, tiles.Read(tile));
    absl::Span<const Hash> rest = stored;
    while (!rest.empty()) {
      const size_t width = std::bit_floor(rest.size());
      frontier.peaks_[kTileHeight * level + std::countr_zero(width)] = CompleteRoot(rest.first(width));
      rest.remove_prefix(width);
    }
  }
  return frontier;
}

Hash Frontier::Root() const {
  uint64_t left = size_.value();
  if (left == 0) return EmptyRoot();
  Hash root = peaks_[std::countr_zero(left)];
  for (left &= left - 1; left != 0; left &= left - 1) root = NodeHash(peaks_[std::countr_zero(left)], root);
  return root;
}

std::vector<StoredRun> Frontier::Append(absl::Span<const Hash> leaves) {
  CHECK_LE(leaves.size(), kTreeSizeMax.value() - size_.value());
  Runs runs(leaves.size());
  for (const Hash& leaf : leaves) {
    const uint64_t index = size_.value();
    runs.Add(0, index, leaf);
    Hash hash = leaf;
    uint32_t level = 0;
    // Each trailing 1 of the size is a subtree that this leaf's completes to one twice as large.
    for (; (index >> level & 1) != 0; ++level) {
      hash = NodeHash(peaks_[level], hash);
      const uint32_t height = level + 1;
      if (height % kTileHeight == 0) runs.Add(height / kTileHeight, index >> height, hash);
    }
    if (level == peaks_.size()) peaks_.emplace_back();
    peaks_[level] = hash;
    size_ = size_.Next();
  }
  return runs.Take();
}

}  // namespace huiyin::merkle

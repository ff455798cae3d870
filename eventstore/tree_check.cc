#include "eventstore/tree_check.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/error.h"

namespace huiyin {

using merkle::Hash;
using merkle::Tile;
using merkle::TreeSize;

void TreeCheck::AddLeaves(const std::vector<std::optional<Hash>>& leaves) {
  const uint64_t first = tree_.size().value();
  const std::vector<Hash> grown = CheckLeaves(first, leaves);
  CheckSigned(first, grown);
  std::vector<merkle::StoredRun> runs = tree_.Append(grown);
  std::erase_if(runs, [](const merkle::StoredRun& run) { return run.level == 0; });
  inner_.Add(runs);
}

std::vector<Hash> TreeCheck::CheckLeaves(uint64_t first, const std::vector<std::optional<Hash>>& leaves) {
  std::vector<Hash> grown;
  for (const std::optional<Hash>& leaf : leaves) grown.push_back(leaf.value_or(Hash()));
  if (tiles_ == nullptr) return grown;
  const absl::StatusOr<std::vector<Hash>> stored =
      tiles_->Read(Tile{0, first / merkle::kTileWidth, static_cast<uint32_t>(leaves.size())});
  if (!stored.ok()) {
    faults_.Tell(
        std::nullopt, "TREE_DAMAGED",
        absl::StrCat("the hashes of seq ", first, " to ", first + leaves.size() - 1, ": ", stored.status().message()),
        absl::StrCat("第 ", first, " 至 ", first + leaves.size() - 1, " 条的散列：", ChineseOf(stored.status())));
    return grown;
  }
  for (size_t i = 0; i < leaves.size(); ++i) {
    if (!leaves[i].has_value() || *leaves[i] == (*stored)[i]) continue;
    faults_.Tell(Seq(first + i), "TREE_DIFFERS", "the record is not the one that its tree holds", "记录与默克尔树不符");
  }
  return *stored;
}

void TreeCheck::CheckSigned(uint64_t first, const std::vector<Hash>& leaves) {
  const uint64_t signed_for = signed_.has_value() ? signed_->size.value() : 0;
  if (first >= signed_for || signed_for > first + leaves.size()) return;
  merkle::Frontier then = tree_;
  then.Append(absl::MakeSpan(leaves).first(signed_for - first));
  if (then.Root() == signed_->root) return;
  faults_.Tell(std::nullopt, "CHECKPOINT_CONTRADICTED",
               absl::StrCat("its first ", signed_for, " records are not those that were signed for"),
               absl::StrCat("前 ", signed_for, " 条记录与当初签署的不符"));
}

void TreeCheck::Finish(uint64_t size) {
  if (signed_.has_value() && signed_->size.value() > size) {
    faults_.Tell(std::nullopt, "CHECKPOINT_CONTRADICTED",
                 absl::StrCat("it has ", size, " records, and ", signed_->size.value(), " were signed for"),
                 absl::StrCat("现有 ", size, " 条记录，而当初签署的有 ", signed_->size.value(), " 条"));
  }
  if (tiles_ != nullptr) CheckInnerTiles();
}

void TreeCheck::CheckInnerTiles() {
  for (const Tile& tile : merkle::NewTiles(TreeSize(0), tree_.size())) {
    if (tile.level == 0) continue;
    const absl::StatusOr<std::vector<Hash>> stored = tiles_->Read(tile);
    if (stored.ok() && *stored == inner_.Read(tile).value()) continue;
    faults_.Tell(std::nullopt, "TREE_DIFFERS",
                 absl::StrCat("its tree is not that of its records at ", merkle::TilePath(tile)),
                 absl::StrCat("默克尔树与记录不符：", merkle::TilePath(tile)));
  }
}

}  // namespace huiyin

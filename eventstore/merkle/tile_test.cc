#include "eventstore/merkle/tile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <set>
#include <string>

#include "base/test_matchers.h"
#include "eventstore/merkle/entry_bundle.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/memory_tiles.h"
#include "eventstore/merkle/stored_run.h"

namespace huiyin::merkle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The example of tlog-tiles: index 1234067 is x001/x234/067.
TEST(TilePathTest, IsThatOfTheSpecification) {
  EXPECT_EQ(TilePath({0, 1'234'067, 256}), "tile/0/x001/x234/067");
  EXPECT_EQ(TilePath({0, 1'234'067, 1}), "tile/0/x001/x234/067.p/1");
  EXPECT_EQ(TilePath({2, 0, 255}), "tile/2/000.p/255");
  EXPECT_EQ(TilePath({1, 999, 256}), "tile/1/999");
  EXPECT_EQ(TilePath({1, 1'000, 256}), "tile/1/x001/000");
  EXPECT_EQ(EntriesPath({0, 273, 112}), "tile/entries/273.p/112");
}

TEST(TilePathTest, ReadsWhatItWrites) {
  for (const Tile& tile :
       {Tile{0, 0, 1}, Tile{3, 999, 255}, Tile{63, 1'000, 256}, Tile{7, 1'234'067, 17}, Tile{0, 999'999'999, 256}}) {
    EXPECT_THAT(ParseTilePath(TilePath(tile)), IsOkAndHolds(TileResource{false, tile}));
  }
  EXPECT_THAT(ParseTilePath("tile/entries/x001/234.p/5"), IsOkAndHolds(TileResource{true, {0, 1'234, 5}}));
}

TEST(TilePathTest, RefusesEverythingElse) {
  for (const char* path : {"",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/00/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/data/000",
                           "tile/0/x000/001",
                           "tile/0/001/002",
                           "tile/0/x001",
                           "tile/0/x001/x002",
                           "tile/0/001.p",
                           "tile/0/001.p/",
                           "tile/0/001.p/0",
                           "tile/0/001.p/256",
                           "tile/0/001.p/01",
                           "tile/0/001.p/1/",
                           "tile/0/001.p/1.p/1",
                           "tile/0/001/",
                           "/tile/0/001",
                           "tile/0//001",
                           "tile/0/x1/001",
                           "tile/0/xx01/001",
                           "tile/0/001.P/1",
                           "tile/entries/",
                           "tile/0/..",
                           "tile/0/../checkpoint",
                           "tile/0/%30%30%31",
                           "tile/0/001\n",
                           "tile/0/x999/x999/x999/x999/x999/x999/999",
                           "tile/0/x018/x446/x744/x073/x709/x551/616"}) {
    EXPECT_THAT(ParseTilePath(path), HasReason("TILE_PATH_MALFORMED")) << path;
  }
}

// The example of tlog-tiles: 70,000 leaves are 273 full tiles of level 0 and one of 112, one full of level 1 and one of
// 17, and one of 1 at level 2.
TEST(NewTilesTest, OfTheExampleInTheSpecification) {
  std::vector<std::string> paths;
  for (const Tile& tile : NewTiles(TreeSize(0), TreeSize(70'000))) paths.push_back(TilePath(tile));
  ASSERT_EQ(paths.size(), 273 + 1 + 1 + 1 + 1u);
  EXPECT_EQ(paths[0], "tile/0/000");
  EXPECT_EQ(paths[272], "tile/0/272");
  EXPECT_THAT(std::vector<std::string>(paths.begin() + 273, paths.end()),
              ElementsAre("tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"));
}

TEST(NewTilesTest, OfTheFirstFullTile) {
  EXPECT_THAT(NewTiles(TreeSize(0), TreeSize(256)), ElementsAre(Tile{0, 0, 256}, Tile{1, 0, 1}));
  EXPECT_THAT(NewTiles(TreeSize(255), TreeSize(256)), ElementsAre(Tile{0, 0, 256}, Tile{1, 0, 1}));
  EXPECT_THAT(NewTiles(TreeSize(256), TreeSize(257)), ElementsAre(Tile{0, 1, 1}));
  EXPECT_THAT(NewTiles(TreeSize(257), TreeSize(259)), ElementsAre(Tile{0, 1, 3}));
  EXPECT_THAT(NewTiles(TreeSize(259), TreeSize(259)), IsEmpty());
  EXPECT_THAT(NewTiles(TreeSize(0), TreeSize(0)), IsEmpty());
}

// Publishing step by step ends with the same set of full tiles, and with the partial ones of the last step.
TEST(NewTilesTest, StepByStepNothingIsMissing) {
  std::set<std::string> published;
  uint64_t size = 0;
  for (uint64_t step = 1; size < 140'000; step = step * 3 % 1'009) {
    for (const Tile& tile : NewTiles(TreeSize(size), TreeSize(size + step))) published.insert(TilePath(tile));
    size += step;
  }
  for (const Tile& tile : NewTiles(TreeSize(0), TreeSize(size)))
    EXPECT_TRUE(published.contains(TilePath(tile))) << tile;
}

std::vector<Hash> SomeHashes(size_t count) {
  std::vector<Hash> hashes;
  for (size_t i = 0; i < count; ++i) hashes.push_back(LeafHash(std::to_string(i)));
  return hashes;
}

TEST(RunTest, KeysSortAsTheHashesDo) {
  EXPECT_EQ(RunKey(1, 0x0102030405060708), std::string("\x01\x01\x02\x03\x04\x05\x06\x07\x08"));
  EXPECT_LT(RunKey(0, 255), RunKey(0, 256));
  EXPECT_LT(RunKey(0, std::numeric_limits<uint64_t>::max()), RunKey(1, 0));
}

TEST(TileAssemblyTest, PutsRunsTogether) {
  const std::vector<Hash> hashes = SomeHashes(300);
  // An ordered store.
  std::map<std::string, std::string> rows;
  Frontier frontier;
  for (const auto& batch : {absl::MakeConstSpan(hashes).first(100), absl::MakeConstSpan(hashes).subspan(100)}) {
    for (const StoredRun& run : frontier.Append(batch)) {
      rows[RunKey(run.level, run.first)] = std::string(RunValue(run));
    }
  }
  ASSERT_EQ(rows.size(), 4u);  // 0 … 99, 100 … 255, 256 … 299, and the first hash of level 1.

  const auto read = [&](const Tile& tile) {
    TileAssembly assembly(tile);
    for (auto row = rows.lower_bound(assembly.Key()); !assembly.Whole() && row != rows.end(); ++row) {
      const absl::Status status = assembly.Add(row->first, row->second);
      if (!status.ok()) return absl::StatusOr<std::vector<Hash>>(status);
    }
    return std::move(assembly).Take();
  };
  const auto expected = [&](size_t begin, size_t end) {
    return IsOkAndHolds(std::vector<Hash>(hashes.begin() + begin, hashes.begin() + end));
  };
  EXPECT_THAT(read({0, 0, 256}), expected(0, 256));
  EXPECT_THAT(read({0, 0, 101}), expected(0, 101));  // As it was in the tree of 101 leaves.
  EXPECT_THAT(read({0, 1, 44}), expected(256, 300));
  EXPECT_THAT(read({1, 0, 1}), IsOkAndHolds(std::vector<Hash>{CompleteRoot(absl::MakeConstSpan(hashes).first(256))}));
  EXPECT_THAT(read({0, 1, 45}), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(read({2, 0, 1}), HasReason("TREE_DAMAGED"));
  rows.erase(RunKey(0, 100));
  EXPECT_THAT(read({0, 0, 256}), HasReason("TREE_DAMAGED"));
}

TEST(TileAssemblyTest, RefusesWhatIsMissingOrDamaged) {
  const std::vector<Hash> hashes = SomeHashes(257);
  const std::string bytes(BytesOf(hashes));
  const auto add = [&](absl::string_view key, size_t size) {
    return TileAssembly({0, 0, 10}).Add(key, bytes.substr(0, size));
  };
  EXPECT_OK(add(RunKey(0, 0), 32));
  EXPECT_THAT(add(RunKey(0, 1), 32), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(add(RunKey(1, 0), 32), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(add(RunKey(0, 0), 0), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(add(RunKey(0, 0), 31), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(add(RunKey(0, 0), 257 * 32), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(TileAssembly({0, 0, 10}).Take(), HasReason("TREE_DAMAGED"));
}

TEST(MemoryTilesTest, SaysWhatItDoesNotHave) {
  MemoryTiles tiles;
  tiles.Add(Frontier().Append(SomeHashes(10)));
  EXPECT_OK(tiles.Read({0, 0, 10}));
  EXPECT_THAT(tiles.Read({0, 0, 11}), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(tiles.Read({0, 1, 1}), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(tiles.Read({1, 0, 1}), HasReason("TREE_DAMAGED"));
}

class ShortReader final : public TileReader {
 private:
  absl::StatusOr<std::vector<Hash>> ReadHashes(const Tile&) const override { return std::vector<Hash>(3); }
};

TEST(TileReaderTest, ATileOfAnotherWidthIsDamage) {
  EXPECT_OK(ShortReader().Read({0, 0, 3}));
  EXPECT_THAT(ShortReader().Read({0, 0, 4}), HasReason("TREE_DAMAGED"));
  EXPECT_THAT(Frontier::Recover(TreeSize(5), ShortReader()), HasReason("TREE_DAMAGED"));
}

TEST(EntryBundleTest, EntriesComeWithTheirLengths) {
  std::string bundle;
  ASSERT_OK(AppendEntry("ab", bundle));
  ASSERT_OK(AppendEntry("", bundle));
  ASSERT_OK(AppendEntry(std::string(258, 'c'), bundle));
  EXPECT_EQ(bundle, std::string("\0\2ab\0\0\1\2", 8) + std::string(258, 'c'));
  EXPECT_THAT(ParseEntryBundle(bundle, 3),
              IsOkAndHolds(std::vector<absl::string_view>{"ab", "", absl::string_view(bundle).substr(8)}));
}

TEST(EntryBundleTest, RefusesWhatDoesNotAddUp) {
  std::string bundle;
  ASSERT_OK(AppendEntry("ab", bundle));
  ASSERT_OK(AppendEntry("cde", bundle));
  EXPECT_OK(ParseEntryBundle(bundle, 2));
  EXPECT_THAT(ParseEntryBundle(bundle, 1), HasReason("ENTRY_BUNDLE_MALFORMED"));
  EXPECT_THAT(ParseEntryBundle(bundle, 3), HasReason("ENTRY_BUNDLE_MALFORMED"));
  EXPECT_THAT(ParseEntryBundle(bundle + "x", 2), HasReason("ENTRY_BUNDLE_MALFORMED"));
  for (size_t size = 0; size < bundle.size(); ++size) {
    EXPECT_THAT(ParseEntryBundle(bundle.substr(0, size), 2), HasReason("ENTRY_BUNDLE_MALFORMED")) << size;
  }
}

TEST(EntryBundleTest, AnEntryHasALimit) {
  std::string bundle;
  EXPECT_OK(AppendEntry(std::string(65'535, 'x'), bundle));
  EXPECT_OK(ParseEntryBundle(bundle, 1));
  EXPECT_THAT(AppendEntry(std::string(65'536, 'x'), bundle), HasReason("ENTRY_TOO_LARGE"));
  EXPECT_OK(ParseEntryBundle(bundle, 1));
}

}  // namespace
}  // namespace huiyin::merkle

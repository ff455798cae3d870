// A county, its towns, and a ledger that belongs to nobody.
#include "tools/cli/ledger_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<v1::LedgerFacts> Ledgers(const std::vector<std::pair<std::string, std::string>>& with_parents) {
  std::vector<v1::LedgerFacts> ledgers;
  for (const auto& [id, parent] : with_parents) {
    v1::LedgerFacts& ledger = ledgers.emplace_back();
    ledger.set_ledger_id(id);
    ledger.set_parent_ledger_id(parent);
  }
  return ledgers;
}

TEST(SubtreeOf, AreTheLedgerAndAllBelowIt) {
  const auto ledgers = Ledgers({{"city", ""},
                                {"county-a", "city"},
                                {"county-b", "city"},
                                {"other", ""},
                                {"town-1", "county-a"},
                                {"town-2", "county-a"},
                                {"town-3", "county-b"}});
  EXPECT_THAT(SubtreeOf("county-a", ledgers), ElementsAre("county-a", "town-1", "town-2"));
  EXPECT_THAT(SubtreeOf("city", ledgers), ElementsAre("city", "county-a", "county-b", "town-1", "town-2", "town-3"));
  EXPECT_THAT(SubtreeOf("town-3", ledgers), ElementsAre("town-3"));
  EXPECT_THAT(SubtreeOf("nowhere", ledgers), IsEmpty());
}

TEST(SubtreeOf, EndsWhereLedgersNameEachOther) {
  EXPECT_THAT(SubtreeOf("a", Ledgers({{"a", "b"}, {"b", "a"}})), ElementsAre("a", "b"));
}

// A parent may live on another machine (ADR 0011): nothing joins what hangs below it here.
TEST(SubtreeOf, OfALedgerThatIsElsewhereThereIsNone) {
  EXPECT_THAT(SubtreeOf("elsewhere", Ledgers({{"town-1", "elsewhere"}})), IsEmpty());
}

}  // namespace
}  // namespace huiyin

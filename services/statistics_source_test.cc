// The messages of GetStatistics: made one at a time, and each of a bounded size, however large the ledger.
#include "services/statistics_source.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/memory/memory_log.h"
#include "projections/page_token.h"
#include "services/work_pool.h"

namespace huiyin {
namespace {

// A ledger of any number of proposals, whose ids and titles are made when they are looked at.
class EndlessPicture final : public LedgerPicture {
 public:
  EndlessPicture(int proposals, size_t title_bytes, std::atomic<int>& looked_at)
      : proposals_(proposals), title_(title_bytes, 'x'), looked_at_(looked_at) {
    directory_.ledger.set_ledger_id("town-a");
    directory_.ledger.set_known_events(1);
    directory_.ledger.set_time_zone("UTC");
  }

  const LedgerDirectory& directory() const override { return directory_; }
  absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const override {
    v1::ProposalFacts facts;
    facts.set_title(title_);
    for (int i = from.empty() ? 0 : std::stoi(std::string(from)) - kFirst; i < proposals_; ++i) {
      ++looked_at_;
      facts.set_proposal_id(absl::StrCat(kFirst + i));
      const absl::Status status = on_proposal(facts);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  static constexpr int kFirst = 100'000;
  const int proposals_;
  const std::string title_;
  std::atomic<int>& looked_at_;
  LedgerDirectory directory_;
};

class StatisticsSourceTest : public ::testing::Test {
 protected:
  StatisticsSource Source(int proposals, size_t title_bytes) {
    v1::GetStatisticsRequest request;
    request.add_ledger_ids("town-a");
    request.set_include_facts(true);
    return StatisticsSource(
        request, absl::UnixEpoch(), log_, zones_,
        [=, this](const LedgerId&) -> absl::StatusOr<std::unique_ptr<const LedgerPicture>> {
          return std::make_unique<EndlessPicture>(proposals, title_bytes, looked_at_);
        },
        [](absl::string_view) { return true; }, pool_, *limit_.Take());
  }

  const MemoryLog log_;
  const SystemTimeZones zones_;
  StreamLimit limit_{1};
  std::atomic<int> looked_at_ = 0;
  WorkPool pool_{2, 16};
};

TEST_F(StatisticsSourceTest, GivesEachProposalOnceInSmallMessages) {
  for (const auto& [proposals, title_bytes] : std::vector<std::pair<int, size_t>>{
           {0, 10}, {1, 10}, {kFactsPageSize, 10}, {2 * kFactsPageSize + 1, 10}, {400, 60'000}}) {
    StatisticsSource source = Source(proposals, title_bytes);
    v1::GetStatisticsResponse response;
    ASSERT_THAT(source.Next(response), IsOkAndHolds(Pumped::kMessage));
    EXPECT_TRUE(response.has_statistics());
    std::set<std::string> ids;
    while (true) {
      response.Clear();
      ASSERT_OK_AND_ASSIGN(const Pumped pumped, source.Next(response));
      if (pumped == Pumped::kEnd) break;
      ASSERT_GT(response.facts().proposals_size(), 0);
      EXPECT_LE(response.facts().proposals_size(), kFactsPageSize);
      EXPECT_LT(response.ByteSizeLong(), kPageBytesMax + 100'000);
      EXPECT_EQ(response.facts().ledger_id(), "town-a");
      for (const auto& facts : response.facts().proposals()) EXPECT_TRUE(ids.insert(facts.proposal_id()).second);
    }
    EXPECT_EQ(ids.size(), static_cast<size_t>(proposals));
  }
}

// What nobody has read yet is not made yet.
TEST_F(StatisticsSourceTest, MakesFactsWhenTheyAreAskedFor) {
  StatisticsSource source = Source(50'000, 10);
  v1::GetStatisticsResponse response;
  ASSERT_THAT(source.Next(response), IsOkAndHolds(Pumped::kMessage));
  looked_at_ = 0;  // The figures looked at all.
  response.Clear();
  ASSERT_THAT(source.Next(response), IsOkAndHolds(Pumped::kMessage));
  EXPECT_LE(looked_at_, kFactsPageSize + 1);
}

// The next one is made ahead by the pool, or where it has no room, by who asks.
TEST_F(StatisticsSourceTest, AnswersLedgersInTheOrderAskedFor) {
  WorkPool no_room(1, 0);
  for (WorkPool* const pool : {&pool_, &no_room}) {
    v1::GetStatisticsRequest request;
    for (int i = 0; i < 20; ++i) request.add_ledger_ids(absl::StrCat("town-", i * 7 % 20));
    StatisticsSource source(
        request, absl::UnixEpoch(), log_, zones_,
        [this](const LedgerId&) { return std::make_unique<EndlessPicture>(3, 10, looked_at_); },
        [](absl::string_view) { return true; }, *pool, *limit_.Take());
    for (const std::string& ledger : request.ledger_ids()) {
      v1::GetStatisticsResponse response;
      ASSERT_THAT(source.Next(response), IsOkAndHolds(Pumped::kMessage));
      EXPECT_EQ(response.statistics().ledger_id(), ledger);
      EXPECT_EQ(response.statistics().proposals(), 3u);
    }
    v1::GetStatisticsResponse response;
    EXPECT_THAT(source.Next(response), IsOkAndHolds(Pumped::kEnd));
  }
}

TEST(StreamLimitTest, GivesOutSoManyPlacesAndTakesThemBack) {
  StreamLimit limit(2);
  {
    const auto one = limit.Take(), two = limit.Take();
    EXPECT_OK(one);
    EXPECT_OK(two);
    EXPECT_THAT(limit.Take(), HasReason("TOO_MANY_STREAMS"));
    EXPECT_THAT(limit.Take(), HasCode(absl::StatusCode::kResourceExhausted)) << "a refusal takes no place";
  }
  EXPECT_OK(limit.Take());
}

}  // namespace
}  // namespace huiyin

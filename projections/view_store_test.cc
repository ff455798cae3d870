#include "projections/view_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "base/test_matchers.h"
#include "projections/days.h"
#include "projections/testing/register.h"
#include "projections/view_batch.h"

namespace huiyin {
namespace {

using testing::Noon;
using testing::Register;

std::string TestDirectory() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return absl::StrCat(std::getenv("TEST_TMPDIR"), "/", test->name());
}

std::unique_ptr<ViewStore> OpenStore() {
  auto store = ViewStore::Open(TestDirectory(), {});
  EXPECT_OK(store);
  return *std::move(store);
}

// All records of the register not folded yet, in one batch.
void FoldInto(ViewStore& store, const Register& town, size_t from, uint64_t position) {
  ViewBatch batch(store, 0);
  for (size_t i = from; i < town.records().size(); ++i) ASSERT_OK(batch.Add(town.records()[i]));
  ASSERT_OK(batch.Commit(LogPlace{Offset(position), RecordDigest("last")}, true));
}

// One of many, by number; the same seed makes the same.
std::string Pick(std::mt19937& random, absl::string_view prefix, int count) {
  return absl::StrCat(prefix, 1 + random() % count);
}

// A register with proposals in all sorts of states. Events are drawn at random: folds are total, and lists do not ask
// whether it may be.
Register RandomTown(uint32_t seed, int proposals, int events) {
  std::mt19937 random(seed);
  Register town;
  for (int i = 1; i <= proposals; ++i) {
    const std::string id = absl::StrCat("p-", i);
    town.Submitted("2020-01-11", id, Pick(random, "d-", 2));
    if (random() % 8 != 0) town.Registered("2020-01-20", id, i, Pick(random, "category-", 3));
  }
  for (int i = 0; i < events; ++i) {
    const std::string id = Pick(random, "p-", proposals), unit = Pick(random, "u-", 3);
    const std::string due = FormatDay(18'400 + static_cast<int>(random() % 30));
    switch (random() % 5) {
      case 0:
        town.Assigned("2020-03-25", id, unit, due);
        break;
      case 1:
        town.Received("2020-03-26", id, unit);
        break;
      case 2:
        town.Replied("2020-05-01", id, unit, due);
        break;
      case 3:
        town.Add("2020-04-02",
                 absl::Substitute("return_accepted { proposal_id: '$0' unit_id: '$1' role: LEAD unassigned: "
                                  "true }",
                                  id, unit));
        break;
      default:
        town.Add(
            "2020-05-02",
            absl::Substitute("extension_granted { proposal_id: '$0' unit_id: '$1' new_due_on: '$2' due { on: '$2' } }",
                             id, unit, due));
        break;
    }
  }
  return town;
}

v1::ListProposalsRequest RandomRequest(std::mt19937& random) {
  v1::ListProposalsRequest request;
  request.set_ledger_id("town-a");
  if (random() % 3 == 0) request.set_status(static_cast<v1::Proposal::Status>(1 + random() % 8));
  if (random() % 3 == 0) request.set_unit_id(Pick(random, "u-", 3));
  if (random() % 3 == 0) request.set_lead_deputy_id(Pick(random, "d-", 2));
  if (random() % 3 == 0) request.set_category(Pick(random, "category-", 3));
  if (random() % 4 == 0) request.set_session_id("s-1");
  if (random() % 4 == 0) request.set_due_from(FormatDay(18'400 + static_cast<int>(random() % 20)));
  if (random() % 4 == 0) request.set_due_to(FormatDay(18'410 + static_cast<int>(random() % 20)));
  request.set_page_size(1 + random() % 7);
  return request;
}

bool Holds(const v1::ListProposalsRequest& request, const v1::ProposalFacts& facts) {
  bool has_unit = request.unit_id().empty();
  for (const auto& task : facts.tasks()) has_unit |= task.unit_id() == request.unit_id();
  const bool by_due = !request.due_from().empty() || !request.due_to().empty();
  const bool waiting = facts.status() == v1::Proposal::ASSIGNED || facts.status() == v1::Proposal::HANDLING;
  const std::string due = facts.has_due_day() ? FormatDay(facts.due_day()) : "";
  return has_unit && (request.status() == 0 || facts.status() == request.status()) &&
         (request.lead_deputy_id().empty() || facts.lead_deputy_id() == request.lead_deputy_id()) &&
         (request.category().empty() || facts.category() == request.category()) &&
         (request.session_id().empty() || facts.session_id() == request.session_id()) &&
         (!by_due || (waiting && !due.empty() && due >= request.due_from() &&
                      (request.due_to().empty() || due <= request.due_to())));
}

// By looking at every proposal.
std::vector<std::string> NaiveList(const LedgerFold& fold, const v1::ListProposalsRequest& request) {
  std::vector<std::pair<std::string, std::string>> rows;
  const bool by_due = !request.due_from().empty() || !request.due_to().empty();
  EXPECT_OK(fold.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (Holds(request, facts)) rows.emplace_back(by_due ? FormatDay(facts.due_day()) : "", facts.proposal_id());
    return absl::OkStatus();
  }));
  std::sort(rows.begin(), rows.end());
  std::vector<std::string> ids;
  for (const auto& [due, id] : rows) ids.push_back(id);
  return ids;
}

// All pages.
std::vector<std::string> List(const ViewStore& store, v1::ListProposalsRequest request) {
  std::vector<std::string> ids;
  do {
    const auto page = store.ListProposals(request);
    EXPECT_OK(page);
    EXPECT_LE(page->proposals_size(), static_cast<int>(request.page_size()));
    for (const auto& facts : page->proposals()) ids.push_back(facts.proposal_id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && ids.size() < 1'000);
  return ids;
}

TEST(ViewStore, ListsAreThoseOfANaiveFilterOverAllRows) {
  const auto store = OpenStore();
  const uint32_t seed = 20'200'325;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  const Register town = RandomTown(seed, 60, 600);
  // In several batches, so that index entries come and go.
  size_t from = 0;
  for (size_t to : {size_t{80}, size_t{300}, town.records().size()}) {
    ViewBatch batch(*store, 0);
    for (; from < to; ++from) ASSERT_OK(batch.Add(town.records()[from]));
    ASSERT_OK(batch.Commit(LogPlace{Offset(from), RecordDigest("last")}, true));
  }
  const auto fold = town.Fold();
  std::mt19937 random(seed);
  size_t found = 0;
  for (int i = 0; i < 400; ++i) {
    const v1::ListProposalsRequest request = RandomRequest(random);
    const std::vector<std::string> expected = NaiveList(*fold, request);
    ASSERT_EQ(List(*store, request), expected) << request.ShortDebugString();
    found += expected.size();
  }
  EXPECT_GT(found, 400u) << "the requests found too little to mean anything";
}

TEST(ViewStore, RowsAreThoseOfTheFold) {
  const auto store = OpenStore();
  const Register town = RandomTown(7, 20, 100);
  FoldInto(*store, town, 0, 1);
  const auto fold = town.Fold();
  ASSERT_OK_AND_ASSIGN(const auto picture, store->Picture(LedgerId("town-a")));
  ASSERT_NE(picture, nullptr);
  int rows = 0;
  EXPECT_OK(picture->ForEachProposal([&](const v1::ProposalFacts& facts) {
    ++rows;
    EXPECT_EQ(facts.SerializeAsString(), fold->Find(facts.proposal_id())->SerializeAsString());
    return absl::OkStatus();
  }));
  EXPECT_EQ(rows, 20);
  EXPECT_EQ(picture->directory().ledger.known_events(), town.records().size());
  EXPECT_EQ(picture->directory().units.size(), 3u);
  ASSERT_OK_AND_ASSIGN(const auto proposal, store->GetProposal(LedgerId("town-a"), "p-7"));
  ASSERT_TRUE(proposal.has_value());
  EXPECT_EQ(proposal->title(), "Title p-7");
}

TEST(ViewStore, APictureStandsStill) {
  const auto store = OpenStore();
  Register town;
  town.Submitted("2020-01-11", "p-1");
  FoldInto(*store, town, 0, 1);
  ASSERT_OK_AND_ASSIGN(const auto picture, store->Picture(LedgerId("town-a")));
  const size_t folded = town.records().size();
  town.Submitted("2020-01-11", "p-2");
  FoldInto(*store, town, folded, 2);
  int rows = 0;
  EXPECT_OK(picture->ForEachProposal([&](const v1::ProposalFacts&) {
    ++rows;
    return absl::OkStatus();
  }));
  EXPECT_EQ(rows, 1);
  EXPECT_EQ(picture->directory().ledger.known_events(), folded);
}

TEST(ViewStore, KnowsWhatItDoesNotKnow) {
  const auto store = OpenStore();
  EXPECT_FALSE(store->GetLedger(LedgerId("town-x"))->has_value());
  EXPECT_FALSE(store->GetProposal(LedgerId("town-x"), "p-1")->has_value());
  EXPECT_FALSE(store->GetDirectory(LedgerId("town-x"))->has_value());
  EXPECT_EQ(*store->Picture(LedgerId("town-x")), nullptr);
  EXPECT_EQ(store->ListLedgers({})->ledgers_size(), 0);
  EXPECT_EQ(*store->Position(0), Offset(0));
}

TEST(ViewStore, LedgersOfSimilarNamesAreKeptApart) {
  const auto store = OpenStore();
  uint64_t position = 0;
  for (const char* ledger : {"town", "town-a", "town-a.b"}) {
    Register town(ledger);
    town.Submitted("2020-01-11", absl::StrCat("p-of-", ledger));
    FoldInto(*store, town, 0, ++position);
  }
  for (const char* ledger : {"town", "town-a", "town-a.b"}) {
    v1::ListProposalsRequest request;
    request.set_ledger_id(ledger);
    request.set_page_size(10);
    EXPECT_EQ(List(*store, request), std::vector<std::string>{absl::StrCat("p-of-", ledger)});
  }
}

TEST(ViewStore, LedgersComeInPages) {
  const auto store = OpenStore();
  for (int i = 1; i <= 5; ++i) FoldInto(*store, Register(absl::StrCat("town-", i)), 0, i);
  v1::ListLedgersRequest request;
  request.set_page_size(2);
  std::vector<std::string> ids;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, store->ListLedgers(request));
    EXPECT_LE(page.ledgers_size(), 2);
    for (const auto& ledger : page.ledgers()) ids.push_back(ledger.ledger_id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(ids, (std::vector<std::string>{"town-1", "town-2", "town-3", "town-4", "town-5"}));
}

TEST(ViewStore, RefusesTokensOfOtherListsAndAlteredOnes) {
  const auto store = OpenStore();
  const Register town = RandomTown(3, 20, 0);
  FoldInto(*store, town, 0, 1);
  v1::ListProposalsRequest request;
  request.set_ledger_id("town-a");
  request.set_page_size(5);
  ASSERT_OK_AND_ASSIGN(const auto page, store->ListProposals(request));
  ASSERT_FALSE(page.next_page_token().empty());

  auto other = request;
  other.set_session_id("s-1");
  other.set_page_token(page.next_page_token());
  EXPECT_THAT(store->ListProposals(other), HasReason("PAGE_TOKEN_INVALID"));

  std::mt19937 random(1);
  for (int i = 0; i < 100; ++i) {
    std::string token = page.next_page_token();
    token[random() % token.size()] ^= 1 << random() % 7;
    if (token == page.next_page_token()) continue;
    request.set_page_token(token);
    EXPECT_THAT(store->ListProposals(request), HasCode(absl::StatusCode::kInvalidArgument)) << token;
  }
  // Another page size is the same list.
  request.set_page_size(20);
  request.set_page_token(page.next_page_token());
  EXPECT_EQ(store->ListProposals(request)->proposals_size(), 15);
}

TEST(ViewStore, RefusesDatesThatAreNone) {
  const auto store = OpenStore();
  v1::ListProposalsRequest request;
  request.set_ledger_id("town-a");
  request.set_due_from("2020-02-30");
  const auto answer = store->ListProposals(request);
  EXPECT_THAT(answer, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(FieldOf(answer.status()), "due_from");
}

TEST(ViewStore, DueListsOverAllLedgersAreMergedAndCut) {
  const auto store = OpenStore();
  const SystemTimeZones zones;
  uint64_t position = 0;
  std::vector<std::string> all;
  for (const char* ledger : {"town-a", "town-b", "town-c"}) {
    Register town(ledger);
    for (int i = 1; i <= 4; ++i) {
      const std::string id = absl::StrCat("p-", i), due = absl::StrCat("2020-05-1", i);
      town.Submitted("2020-01-11", id).Registered("2020-01-20", id, i).Assigned("2020-03-25", id, "u-1", due);
      all.push_back(absl::StrCat(due, " ", ledger, " ", id));
    }
    FoldInto(*store, town, 0, ++position);
  }
  std::sort(all.begin(), all.end());
  v1::ListDueRequest request;
  const auto due = [&](absl::string_view day) {
    const auto list = store->ListDue(request, Noon(day), zones, [](absl::string_view) { return true; });
    EXPECT_OK(list);
    std::vector<std::string> rows;
    for (const auto& row : list->proposals()) {
      rows.push_back(absl::StrCat(row.due_on(), " ", row.ledger_id(), " ", row.proposal_id()));
    }
    EXPECT_EQ(list->truncated(), rows.size() == request.limit());
    return rows;
  };
  EXPECT_EQ(due("2020-06-01"), all);
  EXPECT_EQ(due("2020-05-13"), std::vector<std::string>(all.begin(), all.begin() + 6)) << "overdue only";
  request.set_within_days(1);
  EXPECT_EQ(due("2020-05-13"), all);
  request.set_limit(5);
  EXPECT_EQ(due("2020-05-13"), std::vector<std::string>(all.begin(), all.begin() + 5));
  request.set_ledger_id("town-b");
  request.set_limit(0);
  EXPECT_EQ(due("2020-05-13").size(), 4u);
}

// Others' rows count neither as rows nor as more to come.
TEST(ViewStore, DueListsGoOnPageByPageOverTheLedgersThatMayBeSeen) {
  const auto store = OpenStore();
  const SystemTimeZones zones;
  uint64_t position = 0;
  for (const char* ledger : {"town-a", "town-b", "town-c"}) {
    Register town(ledger);
    for (int i = 1; i <= 7; ++i) {
      const std::string id = absl::StrCat("p-", i);
      // Those of town-a come first.
      const std::string due = absl::StrCat("2020-05-1", absl::string_view(ledger) == "town-a" ? 0 : i / 3);
      town.Submitted("2020-01-11", id).Registered("2020-01-20", id, i).Assigned("2020-03-25", id, "u-1", due);
    }
    FoldInto(*store, town, 0, ++position);
  }
  const auto may_see = [](absl::string_view ledger) { return ledger != "town-a"; };
  v1::ListDueRequest request;
  ASSERT_OK_AND_ASSIGN(const auto whole, store->ListDue(request, Noon("2020-06-01"), zones, may_see));
  EXPECT_EQ(whole.proposals_size(), 14);
  EXPECT_FALSE(whole.truncated());
  EXPECT_EQ(whole.next_page_token(), "");
  request.set_limit(3);
  std::vector<std::string> rows;
  do {
    ASSERT_OK_AND_ASSIGN(const auto page, store->ListDue(request, Noon("2020-06-01"), zones, may_see));
    ASSERT_LE(page.proposals_size(), 3);
    EXPECT_EQ(page.truncated(), !page.next_page_token().empty());
    for (const auto& row : page.proposals()) rows.push_back(row.SerializeAsString());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && rows.size() < 100);
  ASSERT_EQ(rows.size(), 14u);
  for (int i = 0; i < 14; ++i) EXPECT_EQ(rows[i], whole.proposals(i).SerializeAsString());
  request.set_page_token("AAAAAAAAAAAAAA");
  EXPECT_THAT(store->ListDue(request, Noon("2020-06-01"), zones, may_see), HasReason("PAGE_TOKEN_INVALID"));
}

TEST(ViewStore, ADirectoryInPagesIsTheSame) {
  const auto store = OpenStore();
  Register town;
  FoldInto(*store, town, 0, 1);
  v1::GetDirectoryRequest request;
  request.set_ledger_id("town-a");
  ASSERT_OK_AND_ASSIGN(const auto whole, store->ListDirectory(request));
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->deputies_size(), 2);
  EXPECT_EQ(whole->units_size(), 3);
  EXPECT_EQ(whole->next_page_token(), "");
  for (const uint32_t size : {1, 2, 3, 4}) {
    request.set_page_size(size);
    v1::GetDirectoryResponse all;
    int pages = 0;
    do {
      ASSERT_LT(++pages, 20);
      ASSERT_OK_AND_ASSIGN(const auto page, store->ListDirectory(request));
      EXPECT_LE(page->sessions_size() + page->deputies_size() + page->units_size(), static_cast<int>(size));
      all.MergeFrom(*page);
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    *all.mutable_ledger() = whole->ledger();
    all.clear_next_page_token();
    EXPECT_EQ(all.SerializeAsString(), whole->SerializeAsString()) << size;
  }
  request.set_ledger_id("town-x");
  ASSERT_OK_AND_ASSIGN(const auto unknown, store->ListDirectory(request));
  EXPECT_FALSE(unknown.has_value());
}

TEST(ViewStore, APageLooksAtNoMoreThanItMay) {
  const auto store = OpenStore();
  Register town;
  const int kMany = kLookedAtMax + 10;
  // All are led by d-1 and due on the same day; only the last one is of the category asked for.
  for (int i = 1; i <= kMany; ++i) {
    const std::string id = absl::StrCat("p-", 100'000 + i);
    town.Submitted("2020-01-11", id).Registered("2020-01-20", id, i, i == kMany ? "rare" : "common");
    town.Assigned("2020-03-25", id, "u-1", "2020-05-25");
  }
  FoldInto(*store, town, 0, 1);
  v1::ListProposalsRequest request;
  request.set_ledger_id("town-a");
  request.set_category("rare");
  request.set_due_from("2020-05-25");
  request.set_page_size(50);
  ASSERT_OK_AND_ASSIGN(const auto page, store->ListProposals(request));
  EXPECT_EQ(page.proposals_size(), 0) << "it gave up looking, and said where to go on";
  EXPECT_FALSE(page.next_page_token().empty());
  EXPECT_EQ(List(*store, request).size(), 1u);
  request.clear_due_from();
  request.set_lead_deputy_id("d-1");
  ASSERT_OK_AND_ASSIGN(const auto by_index, store->ListProposals(request));
  EXPECT_EQ(by_index.proposals_size(), 1) << "the indexes find it at once";
}

TEST(ViewStore, RefusesARecordThatIsNotTheNext) {
  const auto store = OpenStore();
  Register town;
  FoldInto(*store, town, 0, 1);
  ViewBatch batch(*store, 0);
  EXPECT_THAT(batch.Add(town.records().back()), HasReason("VIEW_OUT_OF_STEP"));
  EXPECT_THAT(batch.Add(Register("town-b").records().back()), HasReason("VIEW_OUT_OF_STEP"));
  ASSERT_OK(batch.Commit(LogPlace{Offset(1), RecordDigest("last")}, true));
  EXPECT_EQ((*store->GetLedger(LedgerId("town-a")))->known_events(), town.records().size());
  EXPECT_FALSE((*store->GetLedger(LedgerId("town-b"))).has_value()) << "what is refused leaves nothing";
}

TEST(ViewStore, IsLockedWhileOpen) {
  const auto store = OpenStore();
  EXPECT_THAT(ViewStore::Open(TestDirectory(), {}), HasReason("VIEWS_LOCKED"));
}

TEST(ViewStore, KeepsRowsAndPositionTogetherAcrossReopening) {
  Register town;
  town.Submitted("2020-01-11", "p-1");
  {
    const auto store = OpenStore();
    FoldInto(*store, town, 0, 42);
    ViewBatch lost(*store, 0);
    Register more = town;
    ASSERT_OK(lost.Add(more.Submitted("2020-01-12", "p-2").records().back()));
  }
  const auto store = OpenStore();
  EXPECT_EQ(*store->Position(0), Offset(42));
  EXPECT_TRUE(store->GetProposal(LedgerId("town-a"), "p-1")->has_value());
  EXPECT_FALSE(store->GetProposal(LedgerId("town-a"), "p-2")->has_value()) << "it was never committed";
}

}  // namespace
}  // namespace huiyin

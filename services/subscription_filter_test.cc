#include "services/subscription_filter.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/sample_records.h"

namespace huiyin {
namespace {

// A record about a proposal, with that event.
v1::Record About(absl::string_view proposal, v1::Event event) {
  Sample sample;
  sample.stream = absl::StrCat("proposal/", proposal);
  v1::Record record = SampleRecord(sample);
  *record.mutable_event() = std::move(event);
  return record;
}

v1::Event AssignedTo(const std::vector<std::string>& units) {
  v1::Event event;
  for (const std::string& unit : units) {
    event.mutable_proposal_assigned()->add_tasks()->mutable_task()->set_unit_id(unit);
  }
  event.mutable_proposal_assigned()->set_assigned_on("2025-03-03");
  return event;
}

v1::Event SubmittedSuggesting(const std::string& unit) {
  v1::Event event;
  event.mutable_proposal_submitted()->add_suggested_unit_ids(unit);
  event.mutable_proposal_submitted()->set_title("u-roads");
  return event;
}

bool Passes(const v1::SubscriptionFilter& filter, const v1::Record& record) {
  absl::StatusOr<RecordFilter> made = RecordFilter::Make(filter);
  EXPECT_OK(made);
  const std::string bytes = Encode(record)->bytes;
  const absl::StatusOr<bool> passes = made->Passes({LedgerId(record.ledger_id()), Seq(record.seq()), Offset(0), bytes});
  EXPECT_OK(passes);
  return passes.ok() && *passes;
}

TEST(RecordFilterTest, AnEmptyFilterPassesAll) { EXPECT_TRUE(Passes({}, About("p-1", AssignedTo({"u-roads"})))); }

TEST(RecordFilterTest, ByLedger) {
  v1::SubscriptionFilter filter;
  filter.add_ledger_ids("town-a");
  EXPECT_TRUE(Passes(filter, About("p-1", AssignedTo({"u-roads"}))));
  v1::Record other = About("p-1", AssignedTo({"u-roads"}));
  other.set_ledger_id("town-b");
  EXPECT_FALSE(Passes(filter, other));
  filter.add_ledger_ids("town-b");
  EXPECT_TRUE(Passes(filter, other));
}

TEST(RecordFilterTest, ByEventType) {
  v1::SubscriptionFilter filter;
  filter.add_event_types("proposal_assigned");
  EXPECT_TRUE(Passes(filter, About("p-1", AssignedTo({"u-roads"}))));
  EXPECT_FALSE(Passes(filter, About("p-1", SubmittedSuggesting("u-roads"))));
}

TEST(RecordFilterTest, ByProposal) {
  v1::SubscriptionFilter filter;
  filter.add_proposal_ids("p-1");
  EXPECT_TRUE(Passes(filter, About("p-1", AssignedTo({"u-roads"}))));
  EXPECT_FALSE(Passes(filter, About("p-10", AssignedTo({"u-roads"}))));
}

TEST(RecordFilterTest, ByUnitWhereverTheEventNamesIt) {
  v1::SubscriptionFilter filter;
  filter.add_unit_ids("u-roads");
  EXPECT_TRUE(Passes(filter, About("p-1", AssignedTo({"u-water", "u-roads"})))) << "inside a task";
  EXPECT_TRUE(Passes(filter, About("p-1", SubmittedSuggesting("u-roads")))) << "in a list";
  v1::Event signed_for;
  signed_for.mutable_task_received()->set_unit_id("u-roads");
  EXPECT_TRUE(Passes(filter, About("p-1", signed_for)));
  EXPECT_FALSE(Passes(filter, About("p-1", AssignedTo({"u-water"}))));
  EXPECT_FALSE(Passes(filter, About("p-1", SubmittedSuggesting("u-water")))) << "its title is no unit";
}

TEST(RecordFilterTest, EveryPartMustPass) {
  v1::SubscriptionFilter filter;
  filter.add_ledger_ids("town-a");
  filter.add_event_types("proposal_assigned");
  filter.add_proposal_ids("p-1");
  filter.add_unit_ids("u-roads");
  EXPECT_TRUE(Passes(filter, About("p-1", AssignedTo({"u-roads"}))));
  EXPECT_FALSE(Passes(filter, About("p-2", AssignedTo({"u-roads"}))));
  EXPECT_FALSE(Passes(filter, About("p-1", AssignedTo({"u-water"}))));
  EXPECT_FALSE(Passes(filter, About("p-1", SubmittedSuggesting("u-roads"))));
}

TEST(RecordFilterTest, AnUnknownEventTypeIsNamed) {
  v1::SubscriptionFilter filter;
  filter.add_event_types("proposal_updated");
  const absl::Status refused = RecordFilter::Make(filter).status();
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasReason("EVENT_TYPE_UNKNOWN"));
  EXPECT_EQ(FieldOf(refused), "filter.event_types");
  EXPECT_NE(refused.message().find("proposal_updated"), absl::string_view::npos);
}

TEST(RecordFilterTest, EveryPartIsBounded) {
  for (const char* part : {"ledger_ids", "event_types", "proposal_ids", "unit_ids"}) {
    v1::SubscriptionFilter filter;
    const auto* field = v1::SubscriptionFilter::descriptor()->FindFieldByName(part);
    for (int i = 0; i <= kFilterValuesMax; ++i) {
      filter.GetReflection()->AddString(&filter, field, "proposal_assigned");
    }
    const absl::Status refused = RecordFilter::Make(filter).status();
    EXPECT_THAT(refused, HasReason("FILTER_TOO_LARGE"));
    EXPECT_EQ(FieldOf(refused), absl::StrCat("filter.", part));
  }
}

TEST(RecordFilterTest, ADamagedRecordIsNamedNeverSkipped) {
  v1::SubscriptionFilter filter;
  filter.add_unit_ids("u-roads");
  absl::StatusOr<RecordFilter> made = RecordFilter::Make(filter);
  ASSERT_OK(made);
  EXPECT_THAT(made->Passes({LedgerId("town-a"), Seq(7), Offset(7), "damaged"}), HasCode(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace huiyin

#include "tools/cli/message_json.h"

#include <gtest/gtest.h>

#include "huiyin/v1/query_service.pb.h"

namespace huiyin {
namespace {

TEST(MessageJsonTest, WholeNumbersAreNumbersAndDaysAreDates) {
  v1::GetTimelineResponse timeline;
  v1::TimelineEntry& entry = *timeline.add_entries();
  entry.mutable_record()->set_seq(17);
  entry.mutable_record()->set_causation_seq(18'446'744'073'709'551'615u);
  entry.mutable_record()->mutable_occurred_at()->set_seconds(0);
  entry.set_round(2);
  EXPECT_EQ(MessageJson(timeline).dump(), R"({"entries":[{"record":{"seq":17,"occurred_at":"1970-01-01T00:00:00Z",)"
                                          R"("causation_seq":18446744073709551615},"round":2}]})");
  v1::GetProposalResponse proposal;
  proposal.mutable_facts()->set_due_day(18'407);
  proposal.mutable_facts()->add_cosigner_ids("d-1");
  EXPECT_EQ(MessageJson(proposal).dump(), R"({"facts":{"cosigner_ids":["d-1"],"due_on":"2020-05-25"}})");
}

}  // namespace
}  // namespace huiyin

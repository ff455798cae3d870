// One proposal's whole life over gRPC: returned by the wrong unit, extended, answered, found wanting, handled again,
// late this time, answered better, closed. After each step: its status, and the town's figures. In the end every figure
// of the past comes out again as it was (design §2: history is exact), also after a restart and a rebuild.
//
// The town is under cn-chongqing-township: two months to reply, two to handle again, four at most in the first round.
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <string>

#include "absl/time/clock.h"
#include "base/clock.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "domain/testing/sentences.h"
#include "services/rpc_status.h"
#include "services/server/node.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "services/testing/rpc_server.h"
#include "services/testing/temporary_directory.h"

namespace huiyin {
namespace {

using testing::Step;
using P = v1::Proposal;
using V = v1::Evaluation;

constexpr char kTown[] = "shimen";

// "numerator/denominator", as a report prints it.
MATCHER_P2(Is, numerator, denominator, "") {
  *result_listener << arg.numerator() << "/" << arg.denominator();
  return arg.numerator() == static_cast<uint64_t>(numerator) && arg.denominator() == static_cast<uint64_t>(denominator);
}

class ProposalLife : public ::testing::Test {
 protected:
  ProposalLife() { Start(); }

  void Start() {
    node_ = nullptr;
    NodeOptions options;
    options.data_directory = directory_.path() + "/data";
    options.listen_address = "127.0.0.1:0";
    options.insecure = true;
    options.clock = &clock_;
    auto node = Node::Start(options);
    ASSERT_OK(node);
    node_ = *std::move(node);
    client_ = std::make_unique<testing::Caller>(testing::ChannelTo(node_->port()));
  }

  // The moment comes, and somebody orders it.
  absl::StatusOr<v1::Receipt> Order(const Step& step) {
    clock_.Set(step.occurred_at().value());
    v1::Command command = step.command();
    command.set_command_id(absl::StrCat("c-", ++commands_));
    command.set_ledger_id(kTown);
    SetTime(*step.occurred_at(), *command.mutable_occurred_at());
    return client_->Order(command);
  }

  void Found(const Step& step) { EXPECT_OK(Order(step)); }

  // It is accepted; the proposal is then in that status, and so it is in the view.
  void Then(const Step& step, P::Status status) {
    const absl::StatusOr<v1::Receipt> receipt = Order(step);
    ASSERT_OK(receipt) << step.command().ShortDebugString();
    last_seq_ = receipt->first_seq();
    statuses_.push_back(status);
    const absl::StatusOr<v1::ProposalFacts> facts = client_->GetProposal(kTown, "p-1", last_seq_);
    ASSERT_OK(facts);
    EXPECT_EQ(P::Status_Name(facts->status()), P::Status_Name(status)) << step.command().ShortDebugString();
    remembered_[clock_.Now()] = Figures();
  }

  v1::LedgerStatistics Statistics(std::optional<absl::Time> known_at) {
    v1::GetStatisticsRequest request;
    request.add_ledger_ids(kTown);
    request.add_dimensions(v1::FigureTable::LEDGER);
    if (known_at.has_value()) {
      SetTime(*known_at, *request.mutable_known_at());
    } else {
      request.set_at_least_seq(last_seq_);
    }
    const auto context = client_->Context();
    auto stream = client_->queries().GetStatistics(context.get(), request);
    v1::GetStatisticsResponse response;
    EXPECT_TRUE(stream->Read(&response));
    v1::GetStatisticsResponse no_more;
    EXPECT_FALSE(stream->Read(&no_more));
    EXPECT_OK(FromRpc(stream->Finish()));
    return response.statistics();
  }
  v1::Figures Figures(std::optional<absl::Time> known_at = std::nullopt) {
    const v1::LedgerStatistics statistics = Statistics(known_at);
    EXPECT_EQ(statistics.tables_size(), 1);
    EXPECT_EQ(statistics.tables(0).rows_size(), 1);
    return statistics.tables(0).rows(0).figures();
  }

  std::string DueOn() {
    v1::ListDueRequest request;
    request.set_ledger_id(kTown);
    request.set_within_days(3'660);
    request.set_at_least_seq(last_seq_);
    v1::ListDueResponse response;
    EXPECT_OK(FromRpc(client_->queries().ListDue(client_->Context().get(), request, &response)));
    return response.proposals_size() == 1 ? response.proposals(0).due_on() : "none";
  }

  // Every figure of the past comes out as it was.
  void ExpectHistoryAsItWas() {
    for (const auto& [moment, figures] : remembered_) {
      EXPECT_EQ(Figures(moment).SerializeAsString(), figures.SerializeAsString()) << moment;
    }
  }

  // The chapters, in their order.
  void FoundTheRegister();
  void SubmitAndRegister();
  void AssignToTheWrongUnit();
  void AssignAnew();
  void Extend();
  void ReplyInTime();
  void Dissatisfy();
  void HandleAgain();
  void ReplyAgainAndClose();
  void ExpectTheTimeline();
  void ExpectHistoryToStay();

  const testing::TemporaryDirectory directory_;
  ManualClock clock_{testing::Monday()};
  std::unique_ptr<Node> node_;
  std::unique_ptr<testing::Caller> client_;
  int commands_ = 0;
  uint64_t last_seq_ = 0;
  std::vector<P::Status> statuses_;
  std::map<absl::Time, v1::Figures> remembered_;
};

void ProposalLife::FoundTheRegister() {
  Found(testing::OpenLedger("cn-chongqing-township", v1::Ledger::TOWNSHIP).On("2025-01-02"));
  Found(testing::OpenSession("s-1", 19, 8, "2025-01-13", "2025-01-15").On("2025-01-03"));
  Found(testing::SeatDeputy("d-1").On("2025-01-03"));
  Found(testing::EnrolUnit("u-roads").On("2025-01-03"));
  Found(testing::EnrolUnit("u-water").On("2025-01-03"));
}

void ProposalLife::SubmitAndRegister() {
  // 提出, 立案: counted once it has a number.
  Then(testing::Submit().On("2025-03-03"), P::SUBMITTED);
  EXPECT_THAT(Figures().assigned_rate(), Is(0, 0));
  Then(testing::Register().On("2025-03-04"), P::REGISTERED);
  EXPECT_THAT(Figures().assigned_rate(), Is(0, 1));
  EXPECT_THAT(Figures().reply_rate(), Is(0, 0));
}

void ProposalLife::AssignToTheWrongUnit() {
  // 交办, to the wrong unit. Two months end on 5 May, a holiday: the next working day.
  Then(testing::Assign("u-water").On("2025-03-05"), P::ASSIGNED);
  EXPECT_EQ(DueOn(), "2025-05-06");
  EXPECT_THAT(Figures().assigned_rate(), Is(1, 1));
  EXPECT_THAT(Figures().reply_rate(), Is(0, 1));
  EXPECT_THAT(Figures().return_rate(), Is(0, 1));

  // 退回: no main unit is left.
  Then(testing::RequestReturn("u-water").On("2025-03-06"), P::ASSIGNED);
  EXPECT_THAT(Figures().return_rate(), Is(0, 1));
  Then(testing::AcceptReturn("u-water").On("2025-03-07"), P::REGISTERED);
  EXPECT_THAT(Figures().return_rate(), Is(1, 1));
  EXPECT_THAT(Figures().assigned_rate(), Is(1, 1)) << "it was ever assigned";
  EXPECT_EQ(DueOn(), "none");
}

void ProposalLife::AssignAnew() {
  // Assigned anew: the clock starts anew. 10 May is a Saturday.
  Then(testing::AssignJointly("u-roads", "u-water").On("2025-03-10"), P::ASSIGNED);
  EXPECT_EQ(DueOn(), "2025-05-12");
  EXPECT_THAT(Figures().return_rate(), Is(1, 3)) << "of three tasks ever assigned";
  Then(testing::SignFor("u-roads").On("2025-03-11"), P::HANDLING);
  Then(testing::SignFor("u-water").On("2025-03-12"), P::HANDLING);
  Then(testing::GiveCoOpinion("u-water").On("2025-03-13"), P::HANDLING);
  EXPECT_THAT(Order(testing::Reply("u-water").On("2025-03-14")), HasReason("CO_UNIT_MAY_NOT_REPLY"));
  Then(testing::LogContact("u-roads").On("2025-03-20"), P::HANDLING);
  EXPECT_THAT(Figures().contact_rate(), Is(0, 0)) << "of replied ones, and none is";
}

void ProposalLife::Extend() {
  // 延期: within four months of the assignment.
  EXPECT_THAT(Order(testing::RequestExtension("u-roads", "2025-07-11").On("2025-05-06")),
              HasReason("EXTENSION_BEYOND_LIMIT"));
  Then(testing::RequestExtension("u-roads", "2025-06-30").On("2025-05-06"), P::HANDLING);
  EXPECT_EQ(DueOn(), "2025-05-12") << "asked is not granted";
  Then(testing::GrantExtension("u-roads").On("2025-05-07"), P::HANDLING);
  EXPECT_EQ(DueOn(), "2025-06-30");
}

void ProposalLife::ReplyInTime() {
  // 答复, in time: 109 days after 10 March.
  Then(testing::Reply("u-roads")
           .With([](v1::Command& command) { command.mutable_reply()->set_result_class(v1::Reply::B); })
           .On("2025-06-27"),
       P::REPLIED);
  EXPECT_THAT(Figures().reply_rate(), Is(1, 1));
  EXPECT_THAT(Figures().on_time_rate(), Is(1, 1));
  EXPECT_THAT(Figures().face_contact_rate(), Is(1, 1));
  EXPECT_THAT(Figures().contact_rate(), Is(1, 1));
  EXPECT_THAT(Figures().resolution_rate(), Is(0, 1));
  EXPECT_THAT(Figures().class_b(), Is(1, 1));
  EXPECT_EQ(Figures().handling_days().n(), 1u);
  EXPECT_EQ(Figures().handling_days().median(), 109);
  EXPECT_THAT(Figures().feedback_rate(), Is(0, 1));
  EXPECT_THAT(Figures().satisfaction_rate(), Is(0, 0)) << "silence is not satisfaction";
}

void ProposalLife::Dissatisfy() {
  // 不满意: closing is refused.
  Then(testing::Evaluate(V::DISSATISFIED).On("2025-07-01"), P::EVALUATED);
  EXPECT_THAT(Figures().feedback_rate(), Is(1, 1));
  EXPECT_THAT(Figures().satisfaction_rate(), Is(0, 1));
  EXPECT_THAT(Figures().attitude_rate(), Is(1, 1));
  EXPECT_THAT(Figures().first_round_satisfaction_rate(), Is(0, 1));
  EXPECT_THAT(Order(testing::Close("结案").On("2025-07-02")), HasReason("DISSATISFIED_NEEDS_REHANDLING"));
  EXPECT_THAT(Figures().completion_rate(), Is(0, 1));
}

void ProposalLife::HandleAgain() {
  // 重新办理: two months; and past due on the day after.
  Then(testing::OrderRehandling().On("2025-07-08"), P::HANDLING);
  EXPECT_EQ(DueOn(), "2025-09-08");
  EXPECT_THAT(Figures().rehandling_rate(), Is(1, 1));
  EXPECT_THAT(Figures().reply_rate(), Is(1, 1));
  Then(testing::LogProgress("u-roads").On("2025-09-08"), P::HANDLING);
  EXPECT_EQ(Figures().overdue(), 0u);
  Then(testing::LogProgress("u-roads").On("2025-09-09"), P::HANDLING);
  EXPECT_EQ(Figures().overdue(), 1u);
  EXPECT_EQ(Statistics(std::nullopt).overdue(0).days_overdue(), 1);
  EXPECT_THAT(Figures().on_time_rate(), Is(1, 1)) << "that is about the first reply";
}

void ProposalLife::ReplyAgainAndClose() {
  // 再次答复, 满意, 办结.
  Then(testing::Reply("u-roads").On("2025-09-12"), P::REPLIED);
  EXPECT_EQ(Figures().overdue(), 0u);
  EXPECT_THAT(Figures().resolution_rate(), Is(1, 1));
  EXPECT_THAT(Figures().class_b(), Is(0, 1));
  EXPECT_EQ(Figures().handling_days().median(), 109);
  EXPECT_THAT(Figures().satisfaction_rate(), Is(0, 1)) << "the deputy's last word stands until the next";
  Then(testing::Evaluate(V::SATISFIED).On("2025-09-16"), P::EVALUATED);
  EXPECT_THAT(Figures().satisfaction_rate(), Is(1, 1));
  EXPECT_THAT(Figures().first_round_satisfaction_rate(), Is(0, 1));
  EXPECT_THAT(Figures().completion_rate(), Is(0, 1));
  Then(testing::Close().On("2025-09-17"), P::CLOSED);
  EXPECT_THAT(Figures().completion_rate(), Is(1, 1));
  EXPECT_THAT(Figures().rehandling_rate(), Is(1, 1));
}

void ProposalLife::ExpectTheTimeline() {
  v1::GetTimelineRequest request;
  request.set_ledger_id(kTown);
  request.set_proposal_id("p-1");
  v1::GetTimelineResponse timeline;
  EXPECT_OK(FromRpc(client_->queries().GetTimeline(client_->Context().get(), request, &timeline)));
  ASSERT_EQ(static_cast<size_t>(timeline.entries_size()), statuses_.size());
  for (size_t i = 0; i < statuses_.size(); ++i) {
    const v1::TimelineEntry& entry = timeline.entries(static_cast<int>(i));
    EXPECT_EQ(P::Status_Name(entry.status()), P::Status_Name(statuses_[i])) << i;
    EXPECT_FALSE(entry.text().empty());
    EXPECT_FALSE(entry.text_zh().empty());
  }
}

void ProposalLife::ExpectHistoryToStay() {
  EXPECT_EQ(remembered_.size(), statuses_.size());
  ExpectHistoryAsItWas();
  EXPECT_THAT(client_->RebuildIsEqual(), IsOkAndHolds(true));
  Start();
  ExpectHistoryAsItWas();
  EXPECT_EQ(Figures().SerializeAsString(), remembered_.rbegin()->second.SerializeAsString());
}

TEST_F(ProposalLife, FromTheDeputysPenToTheClosedFile) {
  FoundTheRegister();
  SubmitAndRegister();
  AssignToTheWrongUnit();
  AssignAnew();
  Extend();
  ReplyInTime();
  Dissatisfy();
  HandleAgain();
  ReplyAgainAndClose();
  ExpectTheTimeline();
  ExpectHistoryToStay();
}

}  // namespace
}  // namespace huiyin

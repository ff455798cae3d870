#include "services/writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <list>
#include <memory>

#include "base/error.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "domain/command_of.h"
#include "services/testing/execute.h"
#include "services/testing/orders.h"
#include "services/testing/test_log.h"

namespace huiyin {
namespace {

using ::testing::Each;
using testing::ExecuteTogether;
using testing::Monday;
using testing::Orders;
using testing::RecordsOf;
using testing::TestLog;

using Outcomes = std::vector<absl::StatusOr<CommandReceipt>>;

constexpr size_t kCacheBytes = 1 << 20;

// A writer over a log in memory, with a clock that the test moves.
class WriterTest : public ::testing::Test {
 protected:
  WriterTest() { Restart(); }

  // What a new process would start with: the log, and nothing else.
  void Restart() { writer_ = std::make_unique<Writer>(log_, testing::TestReferences(), clock_, kCacheBytes); }

  // Each command in a group of its own, whose outcome goes to `outcomes` once it is answered. `broken`: of the stream
  // that they come from.
  void Decide(const std::vector<v1::Command>& commands, Outcomes& outcomes, bool historical = false,
              std::shared_ptr<std::atomic<bool>> broken = nullptr) {
    std::vector<std::unique_ptr<CommandGroup>> groups;
    for (const v1::Command& command : commands) {
      kept_.push_back(command);
      groups.push_back(std::make_unique<CommandGroup>());
      groups.back()->broken = broken;
      PreparedCommand& prepared = groups.back()->commands.emplace_back();
      prepared.command = &kept_.back();
      prepared.digest = CommandDigest(command);
      prepared.historical = historical;
      prepared.bytes = command.ByteSizeLong();
      groups.back()->done = [&outcomes](CommandGroup& group) {
        EXPECT_EQ(group.outcomes.size(), 1u);
        outcomes.push_back(std::move(group.outcomes.front()));
      };
    }
    writer_->DecideGroups(std::move(groups));
  }

  void Finish(GroupCommit& commit) {
    commit.Append(log_);
    commit.Answer();
  }

  // All in one group commit.
  Outcomes Execute(const std::vector<v1::Command>& commands, bool historical = false,
                   std::shared_ptr<std::atomic<bool>> broken = nullptr) {
    Outcomes outcomes;
    Decide(commands, outcomes, historical, std::move(broken));
    Finish(*writer_->Close());
    return outcomes;
  }

  absl::StatusOr<CommandReceipt> ExecuteOne(const v1::Command& command) { return Execute({command}).front(); }

  void Found() { EXPECT_THAT(Execute(orders_.Founding()), Each(IsOk())); }

  std::vector<v1::Record> Records() const { return RecordsOf(log_, orders_.ledger()); }

  TestLog log_;
  ManualClock clock_{Monday() + absl::Hours(1)};
  const Orders orders_{"town-a"};
  std::list<v1::Command> kept_;
  std::unique_ptr<Writer> writer_;
};

// Without what a repeat may differ in.
std::pair<uint64_t, uint32_t> PlaceOf(const absl::StatusOr<CommandReceipt>& outcome) {
  EXPECT_OK(outcome);
  return outcome.ok() ? std::make_pair(outcome->first.value(), outcome->count) : std::make_pair(~uint64_t{0}, 0u);
}

TEST_F(WriterTest, AWholeBatchIsOneAppend) {
  std::vector<v1::Command> commands = orders_.Founding();
  for (v1::Command& command : orders_.Life("p-1")) commands.push_back(std::move(command));
  const Outcomes outcomes = Execute(commands);
  EXPECT_EQ(log_.appends(), 1u);
  for (size_t i = 0; i < outcomes.size(); ++i) EXPECT_EQ(PlaceOf(outcomes[i]), std::make_pair(uint64_t{i}, 1u));
  const std::vector<v1::Record> records = Records();
  ASSERT_EQ(records.size(), commands.size());
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].seq(), i);
    EXPECT_EQ(CommandOf(records[i]).SerializeAsString(), commands[i].SerializeAsString());
  }
}

TEST_F(WriterTest, LedgersOfABatchAreAppendedTogether) {
  std::vector<v1::Command> commands = orders_.Founding();
  for (v1::Command& command : Orders("town-b").Founding()) commands.push_back(std::move(command));
  EXPECT_THAT(Execute(commands), Each(IsOk()));
  EXPECT_EQ(log_.appends(), 1u);
  EXPECT_EQ(Records().size(), static_cast<size_t>(Orders::kFounding));
  EXPECT_EQ(RecordsOf(log_, "town-b").size(), static_cast<size_t>(Orders::kFounding));
}

TEST_F(WriterTest, ARepeatInTheSameBatchGetsTheFirstAnswer) {
  Found();
  const Outcomes outcomes = Execute({orders_.Submit("p-1"), orders_.Submit("p-1"), orders_.Submit("p-2")});
  EXPECT_EQ(PlaceOf(outcomes[0]), std::make_pair(uint64_t{5}, 1u));
  EXPECT_EQ(PlaceOf(outcomes[1]), PlaceOf(outcomes[0]));
  EXPECT_EQ(PlaceOf(outcomes[2]), std::make_pair(uint64_t{6}, 1u));
  EXPECT_FALSE(outcomes[0]->repeated);
  EXPECT_TRUE(outcomes[1]->repeated);
  EXPECT_EQ(Records().size(), 7u);
}

TEST_F(WriterTest, ARepeatLaterAndAfterARestartGetsTheFirstAnswer) {
  Found();
  const absl::StatusOr<CommandReceipt> first = ExecuteOne(orders_.Submit("p-1"));
  EXPECT_OK(ExecuteOne(orders_.Register("p-1")));
  // By now its status would refuse it.
  const absl::StatusOr<CommandReceipt> later = ExecuteOne(orders_.Submit("p-1"));
  EXPECT_EQ(PlaceOf(later), PlaceOf(first));
  EXPECT_TRUE(later->repeated);
  Restart();
  EXPECT_EQ(PlaceOf(ExecuteOne(orders_.Submit("p-1"))), PlaceOf(first));
  EXPECT_EQ(Records().size(), 7u);
}

TEST_F(WriterTest, AnIdWithOtherContentIsRefused) {
  Found();
  v1::Command other = orders_.Submit("p-1");
  other.mutable_submit()->set_title("另一件");
  const Outcomes together = Execute({orders_.Submit("p-1"), other});
  EXPECT_OK(together[0]);
  EXPECT_THAT(together[1], HasCode(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(together[1], HasReason("COMMAND_ID_REUSED"));
  EXPECT_EQ(FieldOf(together[1].status()), "command_id");
  Restart();
  EXPECT_THAT(ExecuteOne(other), HasReason("COMMAND_ID_REUSED"));
  v1::Command later = orders_.Submit("p-1");
  later.mutable_occurred_at()->set_seconds(later.occurred_at().seconds() + 1);
  EXPECT_THAT(ExecuteOne(later), HasReason("COMMAND_ID_REUSED"));
  EXPECT_EQ(Records().size(), 6u);
}

TEST_F(WriterTest, IdsArePerLedger) {
  Found();
  const Orders other("town-b");
  EXPECT_THAT(Execute(other.Founding()), Each(IsOk()));
  EXPECT_OK(ExecuteOne(orders_.Submit("p-1")));
  EXPECT_OK(ExecuteOne(other.Submit("p-1")));
}

TEST_F(WriterTest, ARefusedCommandDoesNotUseUpItsId) {
  Found();
  EXPECT_THAT(ExecuteOne(orders_.Register("p-1")), HasCode(absl::StatusCode::kNotFound));
  const Outcomes outcomes = Execute({orders_.Register("p-1"), orders_.Submit("p-1"), orders_.Register("p-1")});
  EXPECT_THAT(outcomes[0], HasCode(absl::StatusCode::kNotFound));
  EXPECT_OK(outcomes[1]);
  ASSERT_OK(outcomes[2]);
  EXPECT_FALSE(outcomes[2]->repeated);
}

TEST_F(WriterTest, ABatchOfRefusalsAppendsNothing) {
  EXPECT_THAT(Execute({orders_.Submit("p-1"), orders_.Close("p-1")}), Each(HasCode(absl::StatusCode::kNotFound)));
  ASSERT_OK_AND_ASSIGN(const Offset end, log_.PartitionEnd(0));
  EXPECT_EQ(end, Offset(0));
}

TEST_F(WriterTest, ARepeatNeedsNotTheLogsConfirmation) {
  Found();
  const uint64_t appends = log_.appends();
  EXPECT_THAT(Execute(orders_.Founding()), Each(IsOk()));
  v1::Command other = orders_.Founding().front();
  other.mutable_open_ledger()->set_name("别的镇");
  EXPECT_THAT(ExecuteOne(other), HasReason("COMMAND_ID_REUSED"));
  EXPECT_EQ(log_.appends(), appends);
}

// ADR 0017: a refusal is as binding as a receipt.
class ReplacedWriterTest : public WriterTest {
 protected:
  // Another writer took over and appends; writer_ was not told.
  absl::StatusOr<CommandReceipt> ExecuteElsewhere(const v1::Command& command) {
    std::unique_ptr<Writer> unaware = std::exchange(writer_, nullptr);
    Restart();
    absl::StatusOr<CommandReceipt> outcome = ExecuteOne(command);
    writer_ = std::move(unaware);
    return outcome;
  }
};

TEST_F(ReplacedWriterTest, DoesNotRefuseOnWhatIsNoLongerSo) {
  Found();
  EXPECT_THAT(ExecuteOne(orders_.Register("p-1")), HasCode(absl::StatusCode::kNotFound));
  EXPECT_OK(ExecuteElsewhere(orders_.Submit("p-1")));
  EXPECT_THAT(ExecuteOne(orders_.Register("p-1")), HasReason("EXPECTED_SEQ_CONFLICT"));
  EXPECT_OK(ExecuteOne(orders_.Register("p-1")));
}

TEST_F(ReplacedWriterTest, DoesNotSayOfALedgerThatItIsUnknown) {
  EXPECT_THAT(ExecuteOne(orders_.Submit("p-1")), HasReason("LEDGER_UNKNOWN"));
  EXPECT_OK(ExecuteElsewhere(orders_.Founding().front()));
  EXPECT_THAT(ExecuteOne(orders_.Submit("p-1")), HasReason("EXPECTED_SEQ_CONFLICT"));
}

TEST_F(ReplacedWriterTest, DoesNotRefuseHistoryForWhatItDoesNotKnowToBeThere) {
  Found();
  EXPECT_OK(ExecuteElsewhere(orders_.Submit("p-1")));
  EXPECT_THAT(Execute({orders_.Submit("p-2")}, true).front(), HasReason("EXPECTED_SEQ_CONFLICT"));
}

// One ledger's refusal and another's receipt are answered by one Append.
TEST_F(ReplacedWriterTest, ConfirmsTheLedgersToWhichNothingIsAppended) {
  Found();
  const Orders other("town-b");
  EXPECT_THAT(Execute(other.Founding()), Each(IsOk()));
  EXPECT_THAT(ExecuteOne(other.Register("p-1")), HasCode(absl::StatusCode::kNotFound));
  EXPECT_OK(ExecuteElsewhere(other.Submit("p-1")));
  const uint64_t appends = log_.appends();
  EXPECT_THAT(Execute({other.Register("p-1"), orders_.Submit("p-1")}), Each(HasReason("EXPECTED_SEQ_CONFLICT")));
  EXPECT_EQ(log_.appends(), appends + 1);
  EXPECT_THAT(Execute({other.Register("p-1"), orders_.Submit("p-1")}), Each(IsOk()));
}

TEST_F(WriterTest, ARefusalThatTheLogDoesNotConfirmIsNotGiven) {
  Found();
  log_.FailNextAppend(Error(absl::StatusCode::kUnavailable, "PARTITION_NOT_OWNED", "replaced", "已被取代"));
  EXPECT_THAT(ExecuteOne(orders_.Register("p-1")), HasReason("PARTITION_NOT_OWNED"));
  EXPECT_THAT(ExecuteOne(orders_.Register("p-1")), HasCode(absl::StatusCode::kNotFound));
}

TEST_F(WriterTest, RecordedAtNeverGoesBack) {
  Found();
  const absl::Time before = clock_.Now();
  clock_.Set(before - absl::Minutes(30));
  EXPECT_OK(ExecuteOne(orders_.Submit("p-1")));
  Restart();
  EXPECT_OK(ExecuteOne(orders_.Register("p-1")));
  clock_.Set(before + absl::Minutes(1));
  EXPECT_OK(ExecuteOne(orders_.Assign("p-1")));
  const std::vector<v1::Record> records = Records();
  EXPECT_EQ(ToTime(records[5].recorded_at()), before);
  EXPECT_EQ(ToTime(records[6].recorded_at()), before);
  EXPECT_EQ(ToTime(records[7].recorded_at()), before + absl::Minutes(1));
}

TEST_F(WriterTest, OneClockReadingForWhatIsDecidedTogether) {
  Found();
  Execute(orders_.Life("p-1"));
  for (const v1::Record& record : Records()) EXPECT_EQ(ToTime(record.recorded_at()), clock_.Now());
}

TEST_F(WriterTest, TheFutureIsRefused) {
  clock_.Set(Monday() - absl::Seconds(60));
  EXPECT_THAT(Execute(orders_.Founding()), Each(IsOk()));
  const Orders later("town-a", Monday() + absl::Milliseconds(1));
  EXPECT_THAT(ExecuteOne(later.Submit("p-1")), HasReason("OCCURRED_IN_FUTURE"));
}

// Decision A16.
TEST_F(WriterTest, HistoryIsRecordedWhenItOccurred) {
  EXPECT_THAT(Execute(orders_.Founding(), true), Each(IsOk()));
  for (const v1::Record& record : Records()) {
    EXPECT_EQ(ToTime(record.recorded_at()), ToTime(record.occurred_at()));
    EXPECT_TRUE(record.historical());
  }
}

class HistoryTest : public WriterTest {
 protected:
  HistoryTest() { clock_.Set(Monday() + absl::Hours(24 * 365)); }
};

TEST_F(HistoryTest, IsRecordedInTheFilesOrderAndNeverBack) {
  EXPECT_THAT(Execute(Orders("town-a", Monday() + absl::Hours(48)).Founding(), true), Each(IsOk()));
  // Another stream: occurred earlier, entered later.
  EXPECT_OK(Execute({Orders("town-a", Monday() + absl::Hours(24)).Submit("p-1")}, true).front());
  EXPECT_OK(Execute({Orders("town-a", Monday() + absl::Hours(72)).Register("p-1")}, true).front());
  const std::vector<v1::Record> records = Records();
  EXPECT_EQ(ToTime(records[4].recorded_at()), Monday() + absl::Hours(48));
  EXPECT_EQ(ToTime(records[5].recorded_at()), Monday() + absl::Hours(48));
  EXPECT_EQ(ToTime(records[6].recorded_at()), Monday() + absl::Hours(72));
}

TEST_F(HistoryTest, EndsWithTheFirstLiveCommand) {
  EXPECT_THAT(Execute(orders_.Founding(), true), Each(IsOk()));
  EXPECT_OK(ExecuteOne(orders_.Submit("p-1")));
  const auto refused = Execute({orders_.Submit("p-2")}, true).front();
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason("LEDGER_IS_LIVE"));
  Restart();
  EXPECT_THAT(Execute({orders_.Submit("p-2")}, true).front(), HasReason("LEDGER_IS_LIVE"));
  // What was imported before can be repeated.
  EXPECT_THAT(Execute(orders_.Founding(), true), Each(IsOk()));
  EXPECT_EQ(ToTime(Records().back().recorded_at()), clock_.Now());
}

TEST_F(HistoryTest, ALiveCommandInTheSameBatchEndsItToo) {
  EXPECT_THAT(Execute(orders_.Founding(), true), Each(IsOk()));
  const v1::Command live = orders_.Submit("p-1");
  const v1::Command history = orders_.Submit("p-2");
  const Outcomes outcomes = ExecuteTogether(
      *writer_, log_,
      {{&live, CommandDigest(live), false, nullptr, 1}, {&history, CommandDigest(history), true, nullptr, 1}});
  EXPECT_OK(outcomes[0]);
  EXPECT_THAT(outcomes[1], HasReason("LEDGER_IS_LIVE"));
}

// Decision A15: in import too.
TEST_F(HistoryTest, OfTheFutureIsRefused) {
  EXPECT_THAT(Execute(orders_.Founding(), true), Each(IsOk()));
  const Orders future("town-a", clock_.Now() + absl::Seconds(61));
  EXPECT_THAT(Execute({future.Submit("p-1")}, true).front(), HasReason("OCCURRED_IN_FUTURE"));
  const Orders skewed("town-a", clock_.Now() + absl::Seconds(60));
  EXPECT_OK(Execute({skewed.Submit("p-1")}, true).front());
}

TEST_F(WriterTest, WhoEnteredItIsRecorded) {
  v1::Actor clerk;
  clerk.set_id("admin-9");
  clerk.set_role(v1::Actor::ADMINISTRATOR);
  const v1::Command command = orders_.Founding().front();
  ExecuteTogether(*writer_, log_, {{&command, CommandDigest(command), false, &clerk, 1}});
  const std::vector<v1::Record> records = Records();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].actor().id(), "admin-1");
  EXPECT_EQ(records[0].entered_by().id(), "admin-9");
}

TEST_F(WriterTest, AGroupPastItsDeadlineIsNotExecuted) {
  Found();
  const v1::Command command = orders_.Submit("p-1");
  const Outcomes outcomes = ExecuteTogether(*writer_, log_, {{&command, CommandDigest(command), false, nullptr, 1}},
                                            /*deadline=*/clock_.Now());
  EXPECT_THAT(outcomes[0], HasCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(outcomes[0], HasReason("DEADLINE_PASSED"));
  EXPECT_EQ(Records().size(), 5u);
}

absl::Status DiskFull() { return Error(absl::StatusCode::kUnavailable, "LOG_FAILED", "disk full", "磁盘已满"); }

TEST_F(WriterTest, WhenTheLogFailsEveryoneIsToldAndTheNextBatchIsRight) {
  Found();
  log_.FailNextAppend(DiskFull());
  const Outcomes failed = Execute({orders_.Submit("p-1"), orders_.Register("p-1"), orders_.Submit("p-1")});
  EXPECT_THAT(failed, Each(HasReason("LOG_FAILED")));
  EXPECT_EQ(Records().size(), 5u);

  // The state that was decided on is gone: p-1 was never submitted.
  EXPECT_THAT(ExecuteOne(orders_.Register("p-1")), HasCode(absl::StatusCode::kNotFound));
  const Outcomes again = Execute({orders_.Submit("p-1"), orders_.Register("p-1")});
  EXPECT_EQ(PlaceOf(again[0]), std::make_pair(uint64_t{5}, 1u));
  EXPECT_EQ(PlaceOf(again[1]), std::make_pair(uint64_t{6}, 1u));
  EXPECT_FALSE(again[0]->repeated);
}

// Commands of one stream, whose sender repeats from the first that was not executed.
TEST_F(WriterTest, WhatComesLaterInAStreamDoesNotOvertakeWhatFailed) {
  Found();
  const auto stream = std::make_shared<std::atomic<bool>>(false);
  log_.FailNextAppend(DiskFull());
  EXPECT_THAT(Execute({orders_.Submit("p-1")}, false, stream), Each(HasReason("LOG_FAILED")));
  const Outcomes later = Execute({orders_.Submit("p-2"), orders_.Submit("p-3")}, false, stream);
  EXPECT_THAT(later, Each(HasReason("ORDER_BROKEN")));
  EXPECT_THAT(later, Each(HasCode(absl::StatusCode::kUnavailable)));
  EXPECT_EQ(Records().size(), 5u);
  EXPECT_OK(ExecuteOne(orders_.Submit("p-2"))) << "who sends it by itself waits for nobody";
}

TEST_F(WriterTest, NorInTheSameBatch) {
  Found();
  Restart();
  const auto stream = std::make_shared<std::atomic<bool>>(false);
  log_.FailReads(DiskFull());
  const Outcomes outcomes = Execute({orders_.Submit("p-1"), orders_.Submit("p-2")}, false, stream);
  EXPECT_THAT(outcomes[0], HasReason("LOG_FAILED"));
  EXPECT_THAT(outcomes[1], HasReason("ORDER_BROKEN"));
}

TEST_F(WriterTest, ARefusalBreaksNoStream) {
  Found();
  const auto stream = std::make_shared<std::atomic<bool>>(false);
  const Outcomes outcomes = Execute({orders_.Register("p-9"), orders_.Submit("p-1")}, false, stream);
  EXPECT_THAT(outcomes[0], HasReason("PROPOSAL_UNKNOWN"));
  EXPECT_OK(outcomes[1]);
}

// A refusal that was decided on what never reached the log would be a lie.
TEST_F(WriterTest, WhenTheLogFailsNoRefusalRestsOnWhatWasLost) {
  Found();
  v1::Command reused = orders_.Submit("p-2");
  reused.set_command_id(orders_.Submit("p-1").command_id());
  v1::Command same_proposal = orders_.Submit("p-1");
  same_proposal.set_command_id("another");
  log_.FailNextAppend(DiskFull());
  EXPECT_THAT(Execute({orders_.Submit("p-1"), reused, same_proposal}), Each(HasReason("LOG_FAILED")));
  EXPECT_OK(ExecuteOne(reused));
  EXPECT_OK(ExecuteOne(same_proposal));
}

TEST_F(WriterTest, WhenTheLogCannotBeReadTheCommandIsToldAndTheNextIsRight) {
  Found();
  EXPECT_OK(ExecuteOne(orders_.Submit("p-1")));
  Restart();
  log_.FailReads(Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", "town-a/3", "town-a/3"));
  EXPECT_THAT(ExecuteOne(orders_.Register("p-1")), HasCode(absl::StatusCode::kDataLoss));
  log_.FailReads(absl::OkStatus());
  EXPECT_EQ(PlaceOf(ExecuteOne(orders_.Register("p-1"))), std::make_pair(uint64_t{6}, 1u));
}

// While a commit is being appended, the next is decided on.
class OverlapTest : public WriterTest {
 protected:
  OverlapTest() { Found(); }

  // Decided and closed: what a thread has in hand that appends.
  std::shared_ptr<GroupCommit> Closed(const std::vector<v1::Command>& commands, Outcomes& outcomes,
                                      std::shared_ptr<std::atomic<bool>> broken = nullptr) {
    Decide(commands, outcomes, false, std::move(broken));
    return writer_->Close();
  }

  Outcomes first_, second_;
};

TEST_F(OverlapTest, TheNextIsDecidedOnWhatIsNotInTheLogYet) {
  const auto commit = Closed({orders_.Submit("p-1")}, first_);
  Decide({orders_.Register("p-1"), orders_.Submit("p-2")}, second_);
  EXPECT_EQ(Records().size(), 5u);
  Finish(*commit);
  Finish(*writer_->Close());
  EXPECT_EQ(PlaceOf(first_[0]), std::make_pair(uint64_t{5}, 1u));
  EXPECT_EQ(PlaceOf(second_[0]), std::make_pair(uint64_t{6}, 1u));
  EXPECT_EQ(PlaceOf(second_[1]), std::make_pair(uint64_t{7}, 1u));
  EXPECT_EQ(Records().size(), 8u);
}

TEST_F(OverlapTest, ARepeatOfWhatIsBeingAppendedGetsTheFirstAnswer) {
  v1::Command other = orders_.Submit("p-1");
  other.mutable_submit()->set_title("另一件");
  const auto commit = Closed({orders_.Submit("p-1")}, first_);
  Decide({orders_.Submit("p-1"), other}, second_);
  Finish(*commit);
  // What was answered may be gone.
  kept_.remove_if([](const v1::Command& command) { return command.submit().title() != "另一件"; });
  Decide({orders_.Submit("p-1")}, second_);
  Finish(*writer_->Close());
  EXPECT_EQ(PlaceOf(second_[0]), PlaceOf(first_[0]));
  EXPECT_TRUE(second_[0]->repeated);
  EXPECT_THAT(second_[1], HasReason("COMMAND_ID_REUSED"));
  EXPECT_EQ(PlaceOf(second_[2]), PlaceOf(first_[0]));
  EXPECT_EQ(Records().size(), 6u);
}

// Neither receipts nor refusals may rest on what never reached the log.
TEST_F(OverlapTest, WhatWasDecidedOnACommitThatFailedIsDecidedAnew) {
  v1::Command reused = orders_.Submit("p-2");
  reused.set_command_id(orders_.Submit("p-1").command_id());
  log_.FailNextAppend(DiskFull());
  const auto commit = Closed({orders_.Submit("p-1")}, first_);
  Decide({orders_.Register("p-1"), reused, orders_.Submit("p-3")}, second_);
  Finish(*commit);
  Finish(*writer_->Close());
  EXPECT_THAT(first_[0], HasReason("LOG_FAILED"));
  EXPECT_THAT(second_[0], HasReason("PROPOSAL_UNKNOWN"));
  EXPECT_EQ(PlaceOf(second_[1]), std::make_pair(uint64_t{5}, 1u));
  EXPECT_FALSE(second_[1]->repeated);
  EXPECT_EQ(PlaceOf(second_[2]), std::make_pair(uint64_t{6}, 1u));
  EXPECT_EQ(Records().size(), 7u);
}

// The log answered an error, and has it all the same.
TEST_F(OverlapTest, ACommitWhoseAnswerWasLostIsFoundInTheLog) {
  log_.LoseNextAnswer(DiskFull());
  const auto commit = Closed({orders_.Submit("p-1")}, first_);
  Decide({orders_.Submit("p-1"), orders_.Register("p-1")}, second_);
  Finish(*commit);
  Finish(*writer_->Close());
  EXPECT_THAT(first_[0], HasReason("LOG_FAILED"));
  EXPECT_EQ(PlaceOf(second_[0]), std::make_pair(uint64_t{5}, 1u));
  EXPECT_TRUE(second_[0]->repeated);
  EXPECT_EQ(PlaceOf(second_[1]), std::make_pair(uint64_t{6}, 1u));
  EXPECT_EQ(Records().size(), 7u);
}

TEST_F(OverlapTest, WhatComesLaterInAStreamDoesNotOvertakeWhatFailed) {
  const auto stream = std::make_shared<std::atomic<bool>>(false);
  log_.FailNextAppend(DiskFull());
  const auto commit = Closed({orders_.Submit("p-1")}, first_, stream);
  Decide({orders_.Submit("p-2")}, second_, false, stream);
  Finish(*commit);
  Finish(*writer_->Close());
  EXPECT_THAT(first_[0], HasReason("LOG_FAILED"));
  EXPECT_THAT(second_[0], HasReason("ORDER_BROKEN"));
  EXPECT_EQ(Records().size(), 5u);
}

// A cache without room must not fold the log anew while the log lacks what was evolved.
TEST_F(OverlapTest, StatesThatTheLogLacksAreKept) {
  writer_ = std::make_unique<Writer>(log_, testing::TestReferences(), clock_, /*state_cache_bytes=*/1);
  auto commit = Closed({orders_.Submit("p-1"), orders_.Submit("p-2"), orders_.Submit("p-3")}, first_);
  for (const v1::Command& command : {orders_.Register("p-1"), orders_.Register("p-2"), orders_.Assign("p-1")}) {
    Decide({command}, second_);
    Finish(*commit);
    commit = writer_->Close();
  }
  Finish(*commit);
  EXPECT_THAT(first_, Each(IsOk()));
  EXPECT_THAT(second_, Each(IsOk()));
  EXPECT_EQ(Records().size(), 11u);
}

}  // namespace
}  // namespace huiyin

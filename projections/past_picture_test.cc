// A past picture made from the one of now says what a fold up to there says, and reads little to say it.
#include "projections/past_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "base/test_matchers.h"
#include "eventstore/forwarding_log.h"
#include "eventstore/memory/memory_log.h"
#include "projections/history_point.h"
#include "projections/testing/register.h"
#include "projections/testing/written_picture.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using testing::Register;
using testing::Written;

const LedgerId kTown("town-a");
constexpr uint64_t kAnyNumber = std::numeric_limits<uint64_t>::max();

// Which streams of proposals are read, and from where on a ledger is.
class StreamsRead final : public ForwardingLog {
 public:
  using ForwardingLog::ForwardingLog;

  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                           StreamVersion from) const override {
    if (stream.value().starts_with("proposal/")) proposals.push_back(stream.value());
    return ForwardingLog::ReadStream(ledger, stream, from);
  }

  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    passes.push_back(from.value());
    return ForwardingLog::ReadLedger(ledger, from);
  }

  mutable std::vector<std::string> proposals;
  mutable std::vector<uint64_t> passes;
};

class PastPictureTest : public ::testing::Test {
 protected:
  // As `log` has it now.
  absl::StatusOr<std::unique_ptr<const LedgerPicture>> Past(const EventLog& log, Seq end,
                                                            uint64_t records_max = kAnyNumber) {
    return PastPictureOf(log, kTown, town_.Fold(), end, records_max);
  }

  // At every seq.
  void ExpectWhatFoldsGive() {
    town_.AppendTo(log_);
    for (uint64_t end = 1; end <= town_.records().size(); ++end) {
      const auto past = Past(log_, Seq(end));
      ASSERT_OK(past);
      ASSERT_NE(*past, nullptr);
      const auto folded = FoldHistoryAt(log_, kTown, {.moment = {}, .last = Seq(end - 1)});
      ASSERT_OK(folded);
      ASSERT_EQ(Written(**past), Written(**folded)) << "after " << end << " records";
    }
  }

  MemoryLog log_;
  Register town_;
};

TEST_F(PastPictureTest, WhatStandsBesideTheProposalsIsAsItWas) {
  const char* const day = "2020-02-01";
  town_.Submitted(day, "p-1").Submitted(day, "p-2").Registered(day, "p-1", 1);
  town_.Add(day, "unit_enrolled { unit_id: 'u-1' name: 'Unit 1, renamed' }");
  town_.Add(day, "unit_enrolled { unit_id: 'u-0' name: 'a new one, first by its id' }");
  town_.Add(day, "deputy_unseated { deputy_id: 'd-2' }").Registered(day, "p-2", 2);
  town_.Add(day, "deputy_seated { deputy_id: 'd-2' name: 'Deputy 2' group: 'another' }");
  town_.Add(day, "session_opened { session_id: 's-2' term: 1 number: 2 opens_on: '2021-01-10' }");
  town_.Add(day, "person_erased { person_id: 'd-1' }").Submitted(day, "p-0");
  ExpectWhatFoldsGive();
}

// The folds take any order of events, so this need be no order that a register would have.
TEST_F(PastPictureTest, SoIsEachProposalInAnyOrderOfEvents) {
  const char* const day = "2020-03-01";
  std::mt19937_64 random(20'201'128);
  std::set<std::string> submitted;
  for (int event = 0; event < 250; ++event) {
    const std::string proposal = absl::StrCat("p-", random() % 20);
    const std::string unit = absl::StrCat("u-", random() % 3 + 1);
    if (submitted.insert(proposal).second) town_.Submitted(day, proposal);
    switch (random() % 9) {
      case 0:
        town_.Submitted(day, proposal, absl::StrCat("d-", random() % 2 + 1));
        break;
      case 1:
        town_.Registered(day, proposal, event);
        break;
      case 2:
        town_.Assigned(day, proposal, unit, "2020-06-01");
        break;
      case 3:
        town_.Received(day, proposal, unit);
        break;
      case 4:
        town_.Replied(day, proposal, unit, "2020-06-01");
        break;
      case 5:
        town_.Evaluated(day, proposal, "DISSATISFIED");
        break;
      case 6:
        town_.Add(day, absl::Substitute("rehandling_ordered { proposal_id: '$0' round: 2 }", proposal));
        break;
      case 7:
        town_.Add(day, absl::Substitute("deputy_seated { deputy_id: 'd-$0' name: '$1' }", random() % 6, event));
        break;
      default:
        town_.Add(day, absl::Substitute("proposal_published { proposal_id: '$0' parts: REPLY }", proposal));
    }
  }
  ExpectWhatFoldsGive();
}

// What is old by its own stream, what is young in one pass over the ledger's end.
TEST_F(PastPictureTest, OnlyWhatChangedSinceIsReadAgain) {
  const char* const day = "2020-02-01";
  for (int i = 100; i < 200; ++i) town_.Submitted(day, absl::StrCat("p-", i));
  const uint64_t young = town_.records().size();
  town_.Submitted(day, "p-1").Submitted(day, "p-2").Submitted(day, "p-3");
  const Seq end(town_.records().size());
  town_.Registered(day, "p-107", 7).Registered(day, "p-1", 1).Registered(day, "p-3", 3).Submitted(day, "p-4");
  town_.AppendTo(log_);
  StreamsRead read(log_);
  ASSERT_OK(Past(read, end));
  EXPECT_THAT(read.proposals, ElementsAre("proposal/p-107"));
  EXPECT_THAT(read.passes, ElementsAre(young));
}

TEST_F(PastPictureTest, WhoeverWouldReadTooMuchFoldsTheLedger) {
  const char* const day = "2020-02-01";
  town_.Submitted(day, "p-1").Submitted(day, "p-2");
  const Seq end(town_.records().size());
  town_.Registered(day, "p-2", 1);
  town_.AppendTo(log_);
  StreamsRead read(log_);
  uint64_t enough = 0;
  while (*Past(log_, end, enough) == nullptr) ++enough;
  EXPECT_EQ(*Past(read, end, enough - 1), nullptr);
  EXPECT_TRUE(read.proposals.empty());
  town_.Registered(day, "p-1", 1).AppendTo(log_);
  EXPECT_EQ(*Past(log_, end, enough), nullptr) << "more has changed";
}

// Several of their streams may say who one deputy is, and the last word counts.
TEST_F(PastPictureTest, SoDoesWhoHasProposalsFromBelow) {
  town_.Add("2020-02-01",
            "proposal_received { proposal_id: 'up:village-1:p-1' lead_deputy_id: 'village-1:d-1' "
            "passed_up { ledger_id: 'village-1' seq: 9 } }");
  const Seq end(town_.records().size());
  town_.Submitted("2020-02-02", "p-1").AppendTo(log_);
  EXPECT_EQ(*Past(log_, end), nullptr);
  EXPECT_NE(*Past(log_, Seq(end.value() - 1)), nullptr) << "before it came";
}

TEST_F(PastPictureTest, ItMayBeReadFromAProposalOn) {
  const char* const day = "2020-02-01";
  town_.Submitted(day, "p-1").Submitted(day, "p-2").Submitted(day, "p-3");
  const Seq end(town_.records().size());
  town_.Registered(day, "p-3", 1).Submitted(day, "p-4").AppendTo(log_);
  const auto past = Past(log_, end);
  ASSERT_OK(past);
  std::vector<std::string> ids;
  ASSERT_OK((*past)->ForEachProposalFrom("p-2", [&ids](const v1::ProposalFacts& facts) {
    ids.push_back(absl::StrCat(facts.proposal_id(), " ", facts.number()));
    return absl::OkStatus();
  }));
  EXPECT_THAT(ids, ElementsAre("p-2 0", "p-3 0"));
}

}  // namespace
}  // namespace huiyin

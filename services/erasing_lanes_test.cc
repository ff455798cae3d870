#include "services/erasing_lanes.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/test_matchers.h"
#include "huiyin/v1/commands.pb.h"
#include "services/testing/temporary_directory.h"

namespace huiyin {
namespace {

const LedgerId kTown("town-a");

absl::Status Because(const std::string& reason) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, "no", "否");
}

// Answers each group at once, as it is told.
class Answering final : public CommandLanes {
 public:
  uint32_t LaneOf(const LedgerId&) const override { return 0; }
  absl::Status Submit(uint32_t, std::unique_ptr<CommandGroup>& group) override {
    if (!taken.ok()) return taken;
    const std::unique_ptr<CommandGroup> mine = std::move(group);
    for (size_t i = 0; i < mine->commands.size(); ++i) mine->outcomes.push_back(outcome);
    mine->done(*mine);
    return absl::OkStatus();
  }

  absl::Status taken;
  absl::StatusOr<CommandReceipt> outcome = CommandReceipt{Seq(7), 1, false};
};

class ErasingLanesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    command_.set_ledger_id("town-a");
    command_.mutable_erase_person()->set_person_id("d-1");
    ASSERT_OK(keys_.Need(kTown, "d-1").status());
  }
  bool KeyIsThere() {
    const absl::StatusOr<KeyRing> ring = keys_.Read(kTown);
    EXPECT_OK(ring);
    return ring->at("d-1").has_value();
  }
  std::unique_ptr<CommandGroup> Group() {
    auto group = std::make_unique<CommandGroup>();
    PreparedCommand prepared;
    prepared.command = &command_;
    group->commands.push_back(prepared);
    group->done = [this](CommandGroup& answered) {
      answered_ = true;
      key_was_there_ = KeyIsThere();
      outcome_ = answered.outcomes.front();
    };
    return group;
  }
  void Order() {
    std::unique_ptr<CommandGroup> group = Group();
    ASSERT_OK(lanes_.Submit(0, group));
    ASSERT_TRUE(answered_);
  }

  testing::TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/keys";
  PersonKeyFiles keys_ = *PersonKeyFiles::Open(path_);
  PersonalData personal_{keys_};
  Answering writer_;
  ErasingLanes lanes_{writer_, personal_};
  v1::Command command_;
  bool answered_ = false;
  bool key_was_there_ = false;
  absl::StatusOr<CommandReceipt> outcome_ = absl::UnknownError("not yet");
};

TEST_F(ErasingLanesTest, TheKeyIsGoneWhenTheAnswerComes) {
  Order();
  EXPECT_OK(outcome_);
  EXPECT_FALSE(key_was_there_);
}

TEST_F(ErasingLanesTest, ARefusedErasureLeavesTheKey) {
  writer_.outcome = Because("ROLE_NOT_ALLOWED");
  Order();
  EXPECT_THAT(outcome_.status(), HasReason("ROLE_NOT_ALLOWED"));
  EXPECT_TRUE(key_was_there_);
}

// The first one ended between record and key.
TEST_F(ErasingLanesTest, OrderedAgainItIsDoneAgain) {
  writer_.outcome = Because("PERSON_ERASED");
  Order();
  EXPECT_THAT(outcome_.status(), HasReason("PERSON_ERASED"));
  EXPECT_FALSE(key_was_there_);
}

TEST_F(ErasingLanesTest, OtherCommandsLeaveTheKey) {
  command_.mutable_unseat_deputy()->set_deputy_id("d-1");
  Order();
  EXPECT_TRUE(key_was_there_);
}

TEST_F(ErasingLanesTest, WhoCannotDestroyTheKeySaysSo) {
  std::ofstream(path_ + "/town-a", std::ios::app) << "no line of ours\n";
  std::unique_ptr<CommandGroup> group = Group();
  group->done = [this](CommandGroup& answered) { outcome_ = answered.outcomes.front(); };
  ASSERT_OK(lanes_.Submit(0, group));
  EXPECT_THAT(outcome_.status(), HasReason("PERSON_KEYS_DAMAGED"));
}

TEST_F(ErasingLanesTest, AGroupThatWasNotTakenIsAsItWas) {
  writer_.taken = absl::ResourceExhaustedError("full");
  std::unique_ptr<CommandGroup> group = Group();
  EXPECT_EQ(lanes_.Submit(0, group).code(), absl::StatusCode::kResourceExhausted);
  ASSERT_NE(group, nullptr);
  group->outcomes.push_back(CommandReceipt{Seq(1), 1, false});
  group->done(*group);
  EXPECT_TRUE(key_was_there_);
}

}  // namespace
}  // namespace huiyin

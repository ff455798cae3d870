#include "services/personal/personal_data.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "base/test_matchers.h"
#include "huiyin/v1/commands.pb.h"
#include "services/testing/temporary_directory.h"

namespace huiyin {
namespace {

using google::protobuf::util::MessageDifferencer;

v1::Command Seating(const std::string& id, const std::string& name, const std::string& contact = "") {
  v1::Command command;
  command.set_ledger_id("town-a");
  v1::SeatDeputy& seat = *command.mutable_seat_deputy();
  seat.set_deputy_id(id);
  seat.set_name(name);
  seat.set_group("石门村代表小组");
  seat.set_contact(contact);
  return command;
}

v1::LedgerFacts Facts() {
  v1::LedgerFacts facts;
  facts.set_ledger_id("town-a");
  return facts;
}

class PersonalDataTest : public ::testing::Test {
 protected:
  PersonalData Open() { return PersonalData(*PersonKeyFiles::Open(directory_.path() + "/keys")); }
  // What the register holds after `command`.
  v1::DeputyFacts Recorded(v1::Command command) {
    EXPECT_OK(personal_.Encrypt(command));
    v1::DeputyFacts facts;
    facts.set_deputy_id(command.seat_deputy().deputy_id());
    facts.set_name(command.seat_deputy().name());
    facts.set_contact(command.seat_deputy().contact());
    facts.set_encrypted(command.seat_deputy().encrypted());
    return facts;
  }

  testing::TemporaryDirectory directory_;
  PersonalData personal_ = Open();
};

TEST_F(PersonalDataTest, NothingPersonalIsLeftInACommand) {
  v1::Command command = Seating("d-1", "谭守田", "139");
  ASSERT_OK(personal_.Encrypt(command));
  EXPECT_FALSE(absl::StrContains(command.SerializeAsString(), "谭守田"));
  EXPECT_FALSE(absl::StrContains(command.SerializeAsString(), "139"));
  EXPECT_EQ(command.seat_deputy().group(), "石门村代表小组");
  v1::Command submit;
  submit.set_ledger_id("town-a");
  v1::Person& voter = *submit.mutable_submit()->add_voters();
  voter.set_person_id("v-1");
  voter.set_name("黄树生");
  ASSERT_OK(personal_.Encrypt(submit));
  EXPECT_FALSE(absl::StrContains(submit.SerializeAsString(), "黄树生"));
  ASSERT_OK(personal_.Decrypt(LedgerId("town-a"), submit));
  EXPECT_EQ(submit.submit().voters(0).name(), "黄树生");
}

TEST_F(PersonalDataTest, ACommandSentAgainIsTheSame) {
  v1::Command once = Seating("d-1", "谭守田"), again = once, other = Seating("d-1", "谭守天");
  ASSERT_OK(personal_.Encrypt(once));
  ASSERT_OK(Open().Encrypt(again));
  ASSERT_OK(personal_.Encrypt(other));
  EXPECT_TRUE(MessageDifferencer::Equals(once, again));
  EXPECT_FALSE(MessageDifferencer::Equals(once, other));
}

TEST_F(PersonalDataTest, IsReadableUntilItIsErased) {
  v1::DeputyFacts facts = Recorded(Seating("d-1", "谭守田", "139")), other = Recorded(Seating("d-2", "李大河"));
  v1::DeputyFacts shown = facts;
  ASSERT_OK(personal_.Show(Facts(), shown));
  EXPECT_EQ(shown.name(), "谭守田");
  EXPECT_EQ(shown.contact(), "139");
  EXPECT_FALSE(shown.erased());

  ASSERT_OK(personal_.Erase(LedgerId("town-a"), "d-1"));
  shown = facts;
  ASSERT_OK(personal_.Show(Facts(), shown));
  EXPECT_EQ(shown.name(), "已依法删除");
  EXPECT_EQ(shown.contact(), "");
  EXPECT_TRUE(shown.erased());
  // An export says what is still known, and keeps the box of the rest.
  shown = facts;
  ASSERT_OK(personal_.Decrypt(LedgerId("town-a"), shown));
  EXPECT_TRUE(MessageDifferencer::Equals(shown, facts));
  ASSERT_OK(personal_.Decrypt(LedgerId("town-a"), other));
  EXPECT_EQ(other.name(), "李大河");
  EXPECT_EQ(other.encrypted(), "");

  v1::Command command = Seating("d-1", "谭守田");
  EXPECT_THAT(personal_.Encrypt(command), HasReason("PERSON_ERASED"));
}

TEST_F(PersonalDataTest, AKeyThatOutlivedTheErasureOpensNothing) {
  v1::DeputyFacts shown = Recorded(Seating("d-1", "谭守田"));
  v1::LedgerFacts facts = Facts();
  facts.add_erased_person_ids("d-1");
  ASSERT_OK(personal_.Show(facts, shown));
  EXPECT_EQ(shown.name(), "已依法删除");
  EXPECT_TRUE(shown.erased());
}

TEST_F(PersonalDataTest, WithoutKeysEverythingIsAsItWasSaid) {
  const PersonalData none;
  v1::Command command = Seating("d-1", "谭守田"), before = command;
  ASSERT_OK(none.Encrypt(command));
  EXPECT_TRUE(MessageDifferencer::Equals(command, before));
  v1::DeputyFacts facts = Recorded(command), shown = facts;
  ASSERT_OK(none.Show(Facts(), shown));
  EXPECT_TRUE(MessageDifferencer::Equals(shown, facts));
  v1::LedgerFacts erased = Facts();
  erased.add_erased_person_ids("d-1");
  ASSERT_OK(none.Show(erased, shown));
  EXPECT_EQ(shown.name(), "已依法删除");
}

TEST_F(PersonalDataTest, ALiveCommandBringsNoBoxOfItsOwn) {
  v1::Command command = Seating("d-1", "谭守田");
  EXPECT_OK(personal_.CheckLive(command));
  ASSERT_OK(personal_.Encrypt(command));
  EXPECT_THAT(personal_.CheckLive(command), HasReason("BOX_NOT_OURS"));
}

TEST_F(PersonalDataTest, WhoseKeyIsNotHereIsNotErased) {
  Recorded(Seating("d-1", "谭守田"));
  v1::Command erase;
  erase.set_ledger_id("town-a");
  erase.mutable_erase_person()->set_person_id("d-1");
  EXPECT_OK(personal_.CheckLive(erase));
  EXPECT_THAT(PersonalData().CheckLive(erase), HasReason("PERSON_KEY_MISSING"));
  // Ordered again after it was done, it is done again.
  ASSERT_OK(personal_.Erase(LedgerId("town-a"), "d-1"));
  EXPECT_OK(personal_.CheckLive(erase));
  erase.mutable_erase_person()->set_person_id("d-2");
  EXPECT_THAT(personal_.CheckLive(erase), HasReason("PERSON_KEY_MISSING"));
}

TEST_F(PersonalDataTest, ABoxOfAnotherRegisterStaysShut) {
  v1::DeputyFacts facts = Recorded(Seating("d-1", "谭守田"));
  facts.set_encrypted(std::string(40, 'x'));
  v1::DeputyFacts shown = facts;
  ASSERT_OK(personal_.Show(Facts(), shown));
  EXPECT_TRUE(MessageDifferencer::Equals(shown, facts));
}

}  // namespace
}  // namespace huiyin

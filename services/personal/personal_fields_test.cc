#include "services/personal/personal_fields.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/test_matchers.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> PersonsIn(google::protobuf::Message& message) {
  std::vector<std::string> persons;
  EXPECT_OK(ForEachPersonalPart(message, [&](PersonalPart part) {
    persons.push_back(part.person_id());
    return absl::OkStatus();
  }));
  return persons;
}

TEST(PersonalFields, AreFoundWhereverTheyLie) {
  v1::Command seat, submit, assign;
  seat.mutable_seat_deputy()->set_deputy_id("d-1");
  submit.mutable_submit()->add_voters()->set_person_id("v-1");
  submit.mutable_submit()->add_voters()->set_person_id("v-2");
  assign.mutable_assign()->add_tasks()->set_unit_id("u-1");
  EXPECT_THAT(PersonsIn(seat), ElementsAre("d-1"));
  EXPECT_THAT(PersonsIn(submit), ElementsAre("v-1", "v-2"));
  EXPECT_THAT(PersonsIn(assign), IsEmpty());
  v1::Record record;
  record.mutable_event()->mutable_deputy_seated()->set_deputy_id("d-3");
  EXPECT_THAT(PersonsIn(record), ElementsAre("d-3"));
}

TEST(PersonalFields, AreTakenAndPutBackByName) {
  v1::Command command;
  v1::SeatDeputy& seat = *command.mutable_seat_deputy();
  seat.set_deputy_id("d-1");
  seat.set_name("谭守田");
  seat.set_contact("139");
  seat.set_group("石门村");
  PersonalPart part(seat);
  EXPECT_TRUE(part.InClear());
  const v1::PersonalData data = part.Get();
  EXPECT_EQ(data.name(), "谭守田");
  EXPECT_EQ(data.contact(), "139");
  part.Set({});
  EXPECT_FALSE(part.InClear());
  EXPECT_EQ(seat.name(), "");
  EXPECT_EQ(seat.contact(), "");
  EXPECT_EQ(seat.group(), "石门村");
  // In the facts contact has another number.
  v1::DeputyFacts facts;
  PersonalPart(facts).Set(data);
  EXPECT_EQ(facts.name(), "谭守田");
  EXPECT_EQ(facts.contact(), "139");
}

TEST(PersonalFields, TheFirstErrorEndsTheWalk) {
  v1::Command submit;
  submit.mutable_submit()->add_voters()->set_person_id("v-1");
  submit.mutable_submit()->add_voters()->set_person_id("v-2");
  int seen = 0;
  const absl::Status status = ForEachPersonalPart(submit, [&](PersonalPart) {
    ++seen;
    return absl::InternalError("stop");
  });
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(seen, 1);
}

// What the code relies on in every message that has marked fields, now and later.
void ExpectWellMarked(const Descriptor& type, std::set<const Descriptor*>& seen) {
  if (!seen.insert(&type).second) return;
  bool marked = false;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.message_type() != nullptr) ExpectWellMarked(*field.message_type(), seen);
    if (!field.options().GetExtension(v1::personal)) continue;
    marked = true;
    EXPECT_EQ(field.type(), FieldDescriptor::TYPE_STRING) << field.full_name();
    EXPECT_NE(v1::PersonalData::descriptor()->FindFieldByName(field.name()), nullptr) << field.full_name();
  }
  if (!marked) return;
  ASSERT_NE(type.FindFieldByNumber(1), nullptr) << type.full_name();
  EXPECT_EQ(type.FindFieldByNumber(1)->type(), FieldDescriptor::TYPE_STRING) << type.full_name();
  ASSERT_NE(type.FindFieldByName("encrypted"), nullptr) << type.full_name();
  EXPECT_EQ(type.FindFieldByName("encrypted")->type(), FieldDescriptor::TYPE_BYTES) << type.full_name();
}

TEST(PersonalFields, AreMarkedAsTheCodeExpects) {
  std::set<const Descriptor*> seen;
  ExpectWellMarked(*v1::Command::descriptor(), seen);
  ExpectWellMarked(*v1::Record::descriptor(), seen);
  ExpectWellMarked(*v1::ProposalFacts::descriptor(), seen);
  ExpectWellMarked(*v1::DeputyFacts::descriptor(), seen);
}

}  // namespace
}  // namespace huiyin

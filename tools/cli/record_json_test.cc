#include "tools/cli/record_json.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/sample_records.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;

TEST(RecordJson, IsProto3JsonWithTheNamesOfTheSchema) {
  const v1::Record record = SampleRecord({.ledger = "town-a", .seq = 17, .version = 3, .note = "回音 \"1\"\n"});
  ASSERT_OK_AND_ASSIGN(const std::string json, RecordJson(record.SerializeAsString()));
  // The digest is 'd' 32 times; 1'600'000'000 s is 2020-09-13T12:26:40Z.
  EXPECT_EQ(json,
            R"({"ledger_id":"town-a","seq":"17","stream_id":"proposal/p-1","stream_version":"3","command_id":"c-1",)"
            R"("command_digest":"ZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGQ=",)"
            R"("occurred_at":"2020-09-13T12:26:39Z","recorded_at":"2020-09-13T12:26:40Z",)"
            R"("actor":{"id":"u-roads","role":"HANDLING_UNIT","unit_id":"u-roads"},)"
            R"("event":{"progress_logged":{"note":"回音 \"1\"\n"}}})");
}

void FillEverything(Message& message);

// With a value that is not its default.
void FillField(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? reflection.AddString(&message, &field, field.name())
                      : reflection.SetString(&message, &field, field.name());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return FillEverything(
          *(repeated ? reflection.AddMessage(&message, &field) : reflection.MutableMessage(&message, &field)));
    case FieldDescriptor::CPPTYPE_ENUM:
      return repeated ? reflection.AddEnumValue(&message, &field, 1) : reflection.SetEnumValue(&message, &field, 1);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, true);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field, 7);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&message, &field, uint64_t{1} << 60);
    case FieldDescriptor::CPPTYPE_INT32:  // Of a Timestamp.
      return reflection.SetInt32(&message, &field, 9);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, 1'600'000'000);
    default:
      FAIL() << field.full_name();
  }
}

void FillEverything(Message& message) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) FillField(message, *type.field(i));
}

// Whatever the schema grows by, other languages read it back.
TEST(RecordJson, EveryEventWithEveryFieldIsReadBackByProtobufItself) {
  v1::Record record = SampleRecord({});
  const Descriptor& record_type = *record.GetDescriptor();
  for (int i = 0; i < record_type.field_count(); ++i) {
    const FieldDescriptor& field = *record_type.field(i);
    if (field.name() != "command_digest" && field.name() != "event") FillField(record, field);
  }
  const Descriptor& events = *v1::Event::descriptor();
  for (int i = 0; i < events.field_count(); ++i) {
    record.clear_event();
    FillField(*record.mutable_event(), *events.field(i));
    ASSERT_OK_AND_ASSIGN(const std::string json, RecordJson(record.SerializeAsString()));
    v1::Record again;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &again).ok()) << json;
    EXPECT_TRUE(MessageDifferencer::Equals(record, again)) << json;
  }
}

TEST(RecordJson, WhatANewerSchemaHasIsRefusedAndNamed) {
  v1::Record event = SampleRecord({.ledger = "town-a", .seq = 17});
  event.mutable_event()->clear_event();
  event.mutable_event()->GetReflection()->MutableUnknownFields(event.mutable_event())->AddVarint(99, 1);
  EXPECT_THAT(RecordJson(event.SerializeAsString()).status(), HasReason("EVENT_TYPE_UNKNOWN"));

  v1::Record field = SampleRecord({.ledger = "town-a", .seq = 17});
  v1::ProgressLogged& logged = *field.mutable_event()->mutable_progress_logged();
  logged.GetReflection()->MutableUnknownFields(&logged)->AddVarint(40, 1);
  const absl::Status refused = RecordJson(field.SerializeAsString()).status();
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnimplemented));
  EXPECT_THAT(refused, HasReason("FIELD_UNKNOWN"));
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("ledger town-a, seq 17: huiyin.v1.ProgressLogged, field 40 is unknown"));
  EXPECT_THAT(ChineseOf(refused), HasSubstr("登记册 town-a 第 17 条：本程序不认识 huiyin.v1.ProgressLogged"));

  v1::Record value = SampleRecord({});
  value.mutable_actor()->set_role(static_cast<v1::Actor::Role>(77));
  EXPECT_THAT(std::string(RecordJson(value.SerializeAsString()).status().message()),
              HasSubstr("huiyin.v1.Actor.role = 77"));
}

TEST(RecordJson, BytesThatAreNoRecordAreDamage) {
  EXPECT_THAT(RecordJson("what is this?").status(), HasReason("RECORD_DAMAGED"));
}

}  // namespace
}  // namespace huiyin

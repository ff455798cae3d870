#include "eventstore/record_codec.h"

#include <gtest/gtest.h>

#include "base/test_matchers.h"
#include "eventstore/sample_records.h"
#include "google/protobuf/message.h"
#include "google/protobuf/unknown_field_set.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

using ::testing::HasSubstr;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST(EncodeTest, TellsTheEngineWhatItIndexes) {
  const absl::Time recorded = absl::FromUnixMicros(1'600'000'000'000'001);
  ASSERT_OK_AND_ASSIGN(
      EncodedRecord encoded,
      Encode(SampleRecord(
          {.seq = 7, .stream = "unit/u-1", .version = 3, .command = "c-9", .digest = 'x', .recorded_at = recorded})));
  EXPECT_EQ(encoded.seq, Seq(7));
  EXPECT_EQ(encoded.stream, StreamId("unit/u-1"));
  EXPECT_EQ(encoded.stream_version, StreamVersion(3));
  EXPECT_EQ(encoded.command, CommandId("c-9"));
  EXPECT_EQ(encoded.command_digest, std::string(32, 'x'));
  EXPECT_EQ(encoded.recorded_at, recorded);
}

TEST(EncodeTest, DecodesToTheSameRecord) {
  const v1::Record record = SampleRecord({.seq = 12, .note = "答复"});
  ASSERT_OK_AND_ASSIGN(EncodedRecord encoded, Encode(record));
  v1::Record decoded;
  ASSERT_OK(DecodeAt(LedgerId("town-a"), Seq(12), encoded.bytes, decoded));
  EXPECT_EQ(decoded.SerializeAsString(), record.SerializeAsString());
}

TEST(EncodeTest, TakesARecordOfTheLimitAndRefusesOneByteMore) {
  v1::Record record = SampleRecord({.note = std::string(60'000, 'n')});
  const size_t room = kRecordBytesMax - record.ByteSizeLong();
  auto* note = record.mutable_event()->mutable_progress_logged()->mutable_note();
  note->append(room, 'n');
  ASSERT_OK_AND_ASSIGN(EncodedRecord encoded, Encode(record));
  EXPECT_EQ(encoded.bytes.size(), kRecordBytesMax);
  note->append(1, 'n');
  const absl::Status refused = Encode(record).status();
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasReason("RECORD_TOO_LARGE"));
}

TEST(EncodeDeathTest, ARecordWithoutItsMetadataIsABug) {
  v1::Record record = SampleRecord({});
  record.clear_actor();
  EXPECT_DEATH(Encode(record).status().IgnoreError(), "actor");
}

TEST(DecodeTest, NamesWhatIsMissing) {
  struct Case {
    const char* what;
    void (*spoil)(v1::Record&);
  };
  const Case cases[] = {
      {"ledger_id", [](v1::Record& r) { r.clear_ledger_id(); }},
      {"stream_id", [](v1::Record& r) { r.clear_stream_id(); }},
      {"command_id", [](v1::Record& r) { r.clear_command_id(); }},
      {"command_digest", [](v1::Record& r) { r.set_command_digest("short"); }},
      {"occurred_at", [](v1::Record& r) { r.clear_occurred_at(); }},
      {"recorded_at", [](v1::Record& r) { r.mutable_recorded_at()->set_nanos(-1); }},
      {"recorded_at", [](v1::Record& r) { r.mutable_recorded_at()->set_seconds(253'402'300'800); }},
      {"actor", [](v1::Record& r) { r.clear_actor(); }},
      {"event", [](v1::Record& r) { r.clear_event(); }},
  };
  for (const Case& c : cases) {
    v1::Record record = SampleRecord({});
    c.spoil(record);
    v1::Record decoded;
    const absl::Status status = Decode(record.SerializeAsString(), decoded);
    EXPECT_THAT(status, HasCode(absl::StatusCode::kDataLoss)) << c.what;
    EXPECT_THAT(MessageOf(status), HasSubstr(c.what));
    EXPECT_THAT(ChineseOf(status), HasSubstr(c.what));
  }
}

TEST(DecodeTest, AnEventOfANewerProgramIsUnknownNotDamaged) {
  v1::Record record = SampleRecord({});
  record.mutable_event()->clear_event();
  v1::Event& event = *record.mutable_event();
  event.GetReflection()->MutableUnknownFields(&event)->AddLengthDelimited(15'000, "later");
  v1::Record decoded;
  const absl::Status status = Decode(record.SerializeAsString(), decoded);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kUnimplemented));
  EXPECT_THAT(status, HasReason("EVENT_TYPE_UNKNOWN"));
  EXPECT_THAT(MessageOf(status), HasSubstr("15000"));
}

TEST(DecodeTest, BytesCutShortAreDamagedAtEveryLength) {
  const std::string bytes = SampleEncoded({}).bytes;
  for (size_t size = 0; size < bytes.size(); ++size) {
    v1::Record decoded;
    EXPECT_THAT(Decode(absl::string_view(bytes).substr(0, size), decoded), HasCode(absl::StatusCode::kDataLoss))
        << size;
  }
}

TEST(DecodeTest, AnUsedRecordIsOverwritten) {
  v1::Record record = SampleRecord({.seq = 5});
  record.set_on_behalf_of("someone");
  ASSERT_OK(Decode(SampleEncoded({.seq = 6}).bytes, record));
  EXPECT_EQ(record.on_behalf_of(), "");
  EXPECT_EQ(record.seq(), 6u);
}

TEST(DecodeAtTest, ARecordInAnothersPlaceIsDamagedAndNamed) {
  const std::string bytes = SampleEncoded({.seq = 4}).bytes;
  v1::Record record;
  EXPECT_OK(DecodeAt(LedgerId("town-a"), Seq(4), bytes, record));
  const absl::Status wrong_seq = DecodeAt(LedgerId("town-a"), Seq(5), bytes, record);
  EXPECT_THAT(wrong_seq, HasCode(absl::StatusCode::kDataLoss));
  EXPECT_THAT(MessageOf(wrong_seq), HasSubstr("ledger town-a, seq 5: "));
  EXPECT_THAT(ChineseOf(wrong_seq), HasSubstr("登记册 town-a 第 5 条："));
  EXPECT_THAT(DecodeAt(LedgerId("town-b"), Seq(4), bytes, record), HasReason("RECORD_DAMAGED"));
}

TEST(PlaceOfTest, FindsThePlace) {
  const std::string bytes = SampleEncoded({.seq = 300, .stream = "deputy/d-1", .version = 2}).bytes;
  ASSERT_OK_AND_ASSIGN(RecordPlace place, PlaceOf(bytes));
  EXPECT_EQ(place.ledger, "town-a");
  EXPECT_EQ(place.seq, Seq(300));
  EXPECT_EQ(place.stream, "deputy/d-1");
  EXPECT_EQ(place.stream_version, StreamVersion(2));
}

// A later program's record may have fields of every kind that protobuf knows.
TEST(PlaceOfTest, FindsThePlaceAmongUnknownFields) {
  const v1::Record record = SampleRecord({.seq = 7});
  v1::Record later = record;
  auto& unknown = *later.GetReflection()->MutableUnknownFields(&later);
  unknown.AddVarint(100, ~uint64_t{0});
  unknown.AddFixed32(101, 1);
  unknown.AddFixed64(102, 1);
  unknown.AddLengthDelimited(103, "text");
  unknown.AddGroup(104)->AddGroup(105)->AddVarint(1, 1);
  std::string bytes = later.SerializeAsString() + record.SerializeAsString();
  ASSERT_OK_AND_ASSIGN(RecordPlace place, PlaceOf(bytes));
  EXPECT_EQ(place.seq, Seq(7));
  EXPECT_EQ(place.ledger, record.ledger_id());
  v1::Record decoded;
  EXPECT_OK(Decode(bytes, decoded)) << "Decode agrees";
}

TEST(PlaceOfTest, RefusesWhatIsNoRecord) {
  const std::string bytes = SampleEncoded({}).bytes;
  // The event is the last field: every cut but the one before it leaves a broken field.
  for (size_t missing = 1; missing < 10; ++missing) {
    EXPECT_THAT(PlaceOf(absl::string_view(bytes).substr(0, bytes.size() - missing)), HasReason("RECORD_DAMAGED"));
  }
  EXPECT_THAT(PlaceOf(""), HasReason("RECORD_DAMAGED"));
  EXPECT_THAT(PlaceOf(std::string(100, '\xff')), HasReason("RECORD_DAMAGED"));
  EXPECT_THAT(PlaceOf(bytes + '\0'), HasReason("RECORD_DAMAGED"));
  // A field of number 0; a group that ends without a beginning; a text longer than what is left; an endless integer.
  for (const char* field : {"\x02\x01x", "\x0c", "\x0a\x05town", "\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"}) {
    EXPECT_THAT(PlaceOf(bytes + field), HasReason("RECORD_DAMAGED")) << field;
  }
}

}  // namespace
}  // namespace huiyin

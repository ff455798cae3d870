#include "eventstore/kafka/cloud_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "base/test_matchers.h"
#include "base/timestamps.h"
#include "eventstore/record_codec.h"
#include "eventstore/sample_records.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin::kafka {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::StrEq;

auto Is(const char* name, const char* value) { return Pair(StrEq(name), value); }

TEST(CloudEventTest, ARecordsAttributes) {
  v1::Record record = SampleRecord({.ledger = "town-a", .seq = 17, .stream = "proposal/p-9"});
  SetTime(absl::FromCivil(absl::CivilSecond(2026, 3, 5, 1, 2, 3), absl::UTCTimeZone()), *record.mutable_occurred_at());
  ASSERT_OK_AND_ASSIGN(const EncodedRecord encoded, Encode(record));
  EXPECT_THAT(
      HeadersOf(LedgerId("town-a"), encoded),
      ElementsAre(Is("ce_specversion", "1.0"), Is("ce_id", "town-a/17"), Is("ce_source", "/huiyin/ledgers/town-a"),
                  Is("ce_type", "huiyin.v1.ProgressLogged"), Is("ce_subject", "proposal/p-9"),
                  Is("ce_time", "2026-03-05T01:02:03Z"), Is("content-type", "application/protobuf")));
}

TEST(CloudEventTest, ATimeBetweenTwoSeconds) {
  v1::Record record = SampleRecord({});
  SetTime(absl::FromUnixMillis(1'500), *record.mutable_occurred_at());
  ASSERT_OK_AND_ASSIGN(const EncodedRecord encoded, Encode(record));
  EXPECT_THAT(HeadersOf(LedgerId("town-a"), encoded)[5], Is("ce_time", "1970-01-01T00:00:01.5Z"));
}

TEST(CloudEventTest, AYearHasFourDigits) {
  v1::Record record = SampleRecord({});
  SetTime(absl::FromCivil(absl::CivilSecond(1, 1, 1), absl::UTCTimeZone()), *record.mutable_occurred_at());
  ASSERT_OK_AND_ASSIGN(const EncodedRecord encoded, Encode(record));
  EXPECT_THAT(HeadersOf(LedgerId("town-a"), encoded)[5], Is("ce_time", "0001-01-01T00:00:00Z"));
}

// What a migration copies may be newer than the program.
TEST(CloudEventTest, AnEventOfANewerProgramHasTheTypeOfTheEnvelope) {
  v1::Record newer = SampleRecord({});
  newer.mutable_event()->Clear();
  newer.mutable_event()->GetReflection()->MutableUnknownFields(newer.mutable_event())->AddLengthDelimited(900, "");
  const std::string bytes = newer.SerializeAsString();
  v1::Record decoded;
  ASSERT_THAT(Decode(bytes, decoded), HasReason("EVENT_TYPE_UNKNOWN"));
  EXPECT_THAT(HeadersOf(LedgerId("town-a"), AsDecoded(decoded, bytes))[3], Is("ce_type", "huiyin.v1.Event"));
}

}  // namespace
}  // namespace huiyin::kafka

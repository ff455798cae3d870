// Whatever the bytes: Decode answers without a crash, and what it takes is taken again after Encode, or Encode refuses
// it for its size.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "base/error.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {
namespace {

void CheckRoundTrip(absl::string_view bytes) {
  v1::Record record;
  if (!Decode(bytes, record).ok()) return;
  CHECK(PlaceOf(bytes).ok());
  absl::StatusOr<EncodedRecord> encoded = Encode(record);
  if (!encoded.ok()) {
    CHECK_EQ(ReasonOf(encoded.status()), "RECORD_TOO_LARGE");
    return;
  }
  v1::Record again;
  CHECK(DecodeAt(LedgerId(record.ledger_id()), Seq(record.seq()), encoded->bytes, again).ok());
  absl::StatusOr<RecordPlace> place = PlaceOf(encoded->bytes);
  CHECK(place.ok());
  CHECK_EQ(place->ledger, record.ledger_id());
  CHECK_EQ(place->seq.value(), record.seq());
  CHECK_EQ(place->stream, record.stream_id());
  CHECK_EQ(place->stream_version.value(), record.stream_version());
  absl::StatusOr<EncodedRecord> encoded_again = Encode(again);
  CHECK(encoded_again.ok());
  CHECK_EQ(encoded_again->bytes, encoded->bytes);
}

}  // namespace
}  // namespace huiyin

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  huiyin::PlaceOf(bytes).status().IgnoreError();
  huiyin::CheckRoundTrip(bytes);
  return 0;
}

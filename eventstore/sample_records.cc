#include "eventstore/sample_records.h"

#include <utility>

#include "base/check.h"
#include "base/timestamps.h"

namespace huiyin {

v1::Record SampleRecord(const Sample& sample) {
  v1::Record record;
  record.set_ledger_id(sample.ledger);
  record.set_seq(sample.seq);
  record.set_stream_id(sample.stream);
  record.set_stream_version(sample.version);
  record.set_command_id(sample.command);
  record.set_command_digest(std::string(32, sample.digest));
  record.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(sample.recorded_at) - 1);
  SetTime(sample.recorded_at, *record.mutable_recorded_at());
  record.mutable_actor()->set_id("u-roads");
  record.mutable_actor()->set_role(v1::Actor::HANDLING_UNIT);
  record.mutable_actor()->set_unit_id("u-roads");
  record.mutable_event()->mutable_progress_logged()->set_note(sample.note);
  return record;
}

EncodedRecord SampleEncoded(const Sample& sample) {
  absl::StatusOr<EncodedRecord> encoded = Encode(SampleRecord(sample));
  CHECK(encoded.ok());
  return *std::move(encoded);
}

}  // namespace huiyin

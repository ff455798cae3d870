// Records and their stored bytes. Encode is the only place where a Record is serialised; whoever reads decodes, and
// checks again.
#ifndef HUIYIN_EVENTSTORE_RECORD_CODEC_H_
#define HUIYIN_EVENTSTORE_RECORD_CODEC_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"

namespace huiyin::v1 {
class Record;
}  // namespace huiyin::v1

namespace huiyin {

// The limit of an entry in C2SP tlog-tiles.
inline constexpr size_t kRecordBytesMax = 65'535;

// A record's bytes, and what an engine needs to index and to label them. Immutable.
struct EncodedRecord {
  std::string bytes;
  Seq seq;
  StreamId stream;
  StreamVersion stream_version;
  CommandId command;
  std::string command_digest;  // 32 bytes.
  absl::Time recorded_at;
  absl::Time occurred_at;
  // The event's field in v1::Event; 0: a newer program's.
  int event_field = 0;
};

// kInvalidArgument (RECORD_TOO_LARGE): over kRecordBytesMax. A record without its metadata or event is a bug and
// crashes.
absl::StatusOr<EncodedRecord> Encode(const v1::Record& record);

// Into `record`, which may lie on an arena and be used again.
// kDataLoss (RECORD_DAMAGED): the bytes are no record, or lack what every record has; the sentence says what.
// kUnimplemented (EVENT_TYPE_UNKNOWN): a newer program wrote an event that this one does not know.
absl::Status Decode(absl::string_view bytes, v1::Record& record);

// A record that was decoded from `bytes`, for whoever passes it on as it is.
EncodedRecord AsDecoded(const v1::Record& record, absl::string_view bytes);

// As Decode; and kDataLoss when the record is not the one that its place names.
absl::Status DecodeAt(const LedgerId& ledger, Seq seq, absl::string_view bytes, v1::Record& record);

// Which record the bytes say they are.
struct RecordPlace {
  absl::string_view ledger;
  Seq seq;
  absl::string_view stream;
  StreamVersion stream_version;
};

// The place of a record without decoding it, for engines that must tell cheaply whether a record lies where it belongs.
// Looks at the outer fields only, to the last byte: bytes cut short or no protobuf message are found; damage inside an
// event is for Decode to find. kDataLoss (RECORD_DAMAGED).
absl::StatusOr<RecordPlace> PlaceOf(absl::string_view bytes);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_RECORD_CODEC_H_

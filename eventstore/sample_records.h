// Records for tests of the log: whole and right, and as small or large as the test wants them.
#ifndef HUIYIN_EVENTSTORE_SAMPLE_RECORDS_H_
#define HUIYIN_EVENTSTORE_SAMPLE_RECORDS_H_

#include <string>

#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

struct Sample {
  std::string ledger = "town-a";
  uint64_t seq = 0;
  std::string stream = "proposal/p-1";
  uint64_t version = 0;
  std::string command = "c-1";
  // The digest is this byte 32 times.
  char digest = 'd';
  absl::Time recorded_at = absl::FromUnixSeconds(1'600'000'000);
  // Of the event: a ProgressLogged with this note.
  std::string note = "note";
};

v1::Record SampleRecord(const Sample& sample);
// Aborts where Encode refuses.
EncodedRecord SampleEncoded(const Sample& sample);

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_SAMPLE_RECORDS_H_

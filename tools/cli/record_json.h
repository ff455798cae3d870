// A record as proto3 JSON, for other systems that want no protobuf.
#ifndef HUIYIN_TOOLS_CLI_RECORD_JSON_H_
#define HUIYIN_TOOLS_CLI_RECORD_JSON_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin {

// The Record of `bytes` as WriteMessage (exchange/message_writer.h) has it: any protobuf library reads it back to the
// same record.
//
// kDataLoss (RECORD_DAMAGED): no record. kUnimplemented: a newer program wrote what this one cannot name, an event
// (EVENT_TYPE_UNKNOWN), a field or an enum's value (FIELD_UNKNOWN). Protobuf passes unknown fields on; JSON has no
// place for them, and in a topic that keeps what it has they would lack for ever.
absl::StatusOr<std::string> RecordJson(absl::string_view bytes);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_RECORD_JSON_H_

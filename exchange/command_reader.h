// One command of the exchange format: proto3 JSON of v1::Command on one line, read strictly (decisions A01, A05, A46,
// A47).
//
// Malformed is what is not of the schema by its letters: JSON, names, types, values of enums, forms of ids, dates and
// moments, encoding. Whether the command makes sense (a required field, the length of a text) is decided later, by
// ValidateShape. Stricter than protobuf's own reader: duplicate keys, lowerCamelCase names and numbers for enums are
// refused. `null` is the same as absent.
#ifndef HUIYIN_EXCHANGE_COMMAND_READER_H_
#define HUIYIN_EXCHANGE_COMMAND_READER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace huiyin::v1 {
class Command;
}  // namespace huiyin::v1

namespace huiyin {

// Fills `command`, which is cleared first. Errors are kInvalidArgument with the field at fault
// ("assign.tasks[1].unit_id") and one of the reasons of docs/exchange_format.md; `command` is then left half filled. In
// one pass, without a tree of the JSON.
absl::Status ReadCommand(absl::string_view line, v1::Command& command);

// The field in which `start`, the beginning of a line, breaks off; empty when it does so outside of any, or is at fault
// before.
std::string FieldAtEnd(absl::string_view start);

}  // namespace huiyin

#endif  // HUIYIN_EXCHANGE_COMMAND_READER_H_

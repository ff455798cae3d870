// The lexical forms of ids and moments. (Dates: ParseDate in domain/deadlines.h.)
#ifndef HUIYIN_EXCHANGE_FORMATS_H_
#define HUIYIN_EXCHANGE_FORMATS_H_

#include <google/protobuf/timestamp.pb.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"

namespace huiyin {

// [A-Za-z0-9][A-Za-z0-9._:-]* (decision A04; its length is a rule of shape, not of form).
bool HasIdLetters(absl::string_view text);

// RFC 3339 as proto3 JSON has it: "2020-03-25T01:00:00Z", up to nine fractional digits, "Z" or an offset such as
// "+08:00"; years 0001 to 9999 in UTC. nullopt: anything else.
std::optional<google::protobuf::Timestamp> ParseMoment(absl::string_view text);

// Decimal ASCII digits without sign or leading zero. nullopt: anything else, or over `max`.
std::optional<uint64_t> ParseDecimal(absl::string_view text, uint64_t max);

// Where `text` stops being UTF-8, in bytes; nullopt: it is UTF-8 throughout.
std::optional<size_t> FirstNonUtf8(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_EXCHANGE_FORMATS_H_

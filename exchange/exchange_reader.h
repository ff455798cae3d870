// A file of the exchange format, command by command, in constant memory whatever its size.
#ifndef HUIYIN_EXCHANGE_EXCHANGE_READER_H_
#define HUIYIN_EXCHANGE_EXCHANGE_READER_H_

#include <cstdint>
#include <istream>

#include "absl/status/status.h"
#include "exchange/line_reader.h"

namespace huiyin::v1 {
class Command;
}  // namespace huiyin::v1

namespace huiyin {

// A byte order mark at the start, CRLF, blank lines and a missing last line end are fine (decision A46).
class ExchangeReader {
 public:
  explicit ExchangeReader(std::istream& in) : lines_(in) {}

  // Moves to the next line that is not blank. False: there is none.
  bool Next();

  // The line's command. kInvalidArgument: malformed; the reader can go on with the next line. kUnavailable
  // (FILE_UNREADABLE): the file could not be read to its end; nothing follows.
  absl::Status Read(v1::Command& command) const;

  uint64_t line_number() const { return lines_.number(); }
  uint64_t bytes_read() const { return lines_.bytes_read(); }

 private:
  LineReader lines_;
  LineReader::Kind kind_ = LineReader::Kind::kEnd;
  absl::string_view line_;
  bool failed_ = false;
};

// The error of a file that holds no command at all (FILE_EMPTY): whoever imports it has the wrong file.
absl::Status EmptyFileError();

}  // namespace huiyin

#endif  // HUIYIN_EXCHANGE_EXCHANGE_READER_H_

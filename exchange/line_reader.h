// The lines of a file of any size, in bounded memory.
#ifndef HUIYIN_EXCHANGE_LINE_READER_H_
#define HUIYIN_EXCHANGE_LINE_READER_H_

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

#include "absl/strings/string_view.h"

namespace huiyin {

// The longest line, in bytes without its end. A command has at most 65,535 bytes; JSON's escapes can make it some times
// as long.
inline constexpr size_t kLineBytesMax = 1 << 20;

// Lines end with LF or CRLF; the last one may end with the file. Holds at most twice kLineBytesMax and one read of 256
// KiB.
class LineReader {
 public:
  enum class Kind { kLine, kTooLong, kEnd, kReadError };

  explicit LineReader(std::istream& in) : in_(in) {}

  // Moves to the next line. kTooLong: the line was skipped.
  Kind Next();

  // Until the next call. After kLine the line; after kTooLong its start, kLineBytesMax or more.
  absl::string_view line() const { return line_; }
  // From 1: the line that Next moved to.
  uint64_t number() const { return number_; }
  // What was read from the file so far.
  uint64_t bytes_read() const { return bytes_read_; }

 private:
  bool Fill();

  std::istream& in_;
  std::string buffer_;
  // What of the buffer was not given out yet.
  size_t begin_ = 0;
  absl::string_view line_;
  // Of a line that did not fit the buffer.
  std::string too_long_start_;
  uint64_t number_ = 0;
  uint64_t bytes_read_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_EXCHANGE_LINE_READER_H_

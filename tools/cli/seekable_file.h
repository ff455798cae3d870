// A file that can be read twice: a regular file as it is; standard input and pipes by way of a temporary file.
#ifndef HUIYIN_TOOLS_CLI_SEEKABLE_FILE_H_
#define HUIYIN_TOOLS_CLI_SEEKABLE_FILE_H_

#include <cstdint>
#include <fstream>
#include <istream>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace huiyin {

class SeekableFile {
 public:
  // "-" is standard input. kNotFound (FILE_NOT_FOUND), kUnavailable (FILE_UNREADABLE: also when the temporary file
  // cannot be written).
  static absl::StatusOr<std::unique_ptr<SeekableFile>> Open(const std::string& path);

  uint64_t size() const { return size_; }
  // From the start, each time.
  std::istream& Rewind();

 private:
  SeekableFile() = default;

  std::ifstream in_;
  uint64_t size_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_SEEKABLE_FILE_H_

// A small file read whole: a text, a token, a certificate.
#ifndef HUIYIN_TOOLS_CLI_WHOLE_FILE_H_
#define HUIYIN_TOOLS_CLI_WHOLE_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin {

inline constexpr size_t kWholeFileBytesMax = 1 << 20;

// kInvalidArgument (FILE_UNREADABLE, FILE_TOO_LARGE), with `flag` as the field.
absl::StatusOr<std::string> WholeFile(const std::string& path, absl::string_view flag);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_WHOLE_FILE_H_

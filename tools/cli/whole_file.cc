#include "tools/cli/whole_file.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin {

absl::StatusOr<std::string> WholeFile(const std::string& path, absl::string_view flag) {
  std::ifstream in(path, std::ios::binary);
  std::string text(kWholeFileBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  // A directory opens, but cannot be read.
  if (in.bad() || !in.eof()) {
    if (text.size() > kWholeFileBytesMax) {
      return Error(absl::StatusCode::kInvalidArgument, "FILE_TOO_LARGE",
                   absl::StrCat("the file ", path, " has more than ", kWholeFileBytesMax, " bytes"),
                   absl::StrCat("文件 ", path, " 超过 ", kWholeFileBytesMax, " 字节"), flag);
    }
    return Error(absl::StatusCode::kInvalidArgument, "FILE_UNREADABLE", absl::StrCat("cannot read the file ", path),
                 absl::StrCat("无法读取文件 ", path), flag);
  }
  return text;
}

}  // namespace huiyin

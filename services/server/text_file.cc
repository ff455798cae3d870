#include "services/server/text_file.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin {

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  if (!in || !(out << in.rdbuf())) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_UNREADABLE", absl::StrCat("cannot read ", path),
                 absl::StrCat("无法读取文件 ", path));
  }
  return out.str();
}

}  // namespace huiyin

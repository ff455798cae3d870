#include "tools/bench/scratch.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin {

absl::StatusOr<std::unique_ptr<Scratch>> Scratch::Make(absl::string_view purpose) {
  const char* parent = getenv("TMPDIR");
  std::string path = absl::StrCat(parent == nullptr ? "/var/tmp" : parent, "/huiyin-", purpose, "-XXXXXX");
  if (mkdtemp(path.data()) == nullptr) {
    return Error(absl::StatusCode::kUnavailable, "NO_TEMPORARY_DIRECTORY", absl::StrCat("cannot make ", path),
                 absl::StrCat("无法创建临时目录 ", path));
  }
  return std::unique_ptr<Scratch>(new Scratch(std::move(path), getpid()));
}

Scratch::~Scratch() {
  std::error_code ignored;
  if (getpid() == owner_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace huiyin

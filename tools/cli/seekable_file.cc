#include "tools/cli/seekable_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

absl::Status NotFound(const std::string& path) {
  return Error(absl::StatusCode::kNotFound, "FILE_NOT_FOUND", absl::StrCat("there is no readable file ", path),
               absl::StrCat("找不到可读取的文件 ", path));
}

absl::Status SpoolFailed(const std::string& path) {
  return Error(
      absl::StatusCode::kUnavailable, "FILE_UNREADABLE",
      absl::StrCat(path, " could not be copied to a temporary file; is the disk full? (TMPDIR names another place)"),
      absl::StrCat("无法将 ", path, " 复制到临时文件；磁盘是否已满？（可用 TMPDIR 指定其他位置）"));
}

// Copies `from` to a file without a name, which is gone with the process, and opens it.
absl::Status Spool(std::istream& from, const std::string& path, std::ifstream& in) {
  const char* directory = std::getenv("TMPDIR");
  std::string name = absl::StrCat(directory == nullptr ? "/tmp" : directory, "/huiyin-import-XXXXXX");
  const int descriptor = mkstemp(name.data());
  if (descriptor < 0) return SpoolFailed(path);
  close(descriptor);
  std::ofstream out(name, std::ios::binary);
  if (from.peek() != std::istream::traits_type::eof()) out << from.rdbuf();
  out.close();
  in.open(name, std::ios::binary);
  unlink(name.c_str());
  return out.good() && !from.bad() && in.good() ? absl::OkStatus() : SpoolFailed(path);
}

}  // namespace

absl::StatusOr<std::unique_ptr<SeekableFile>> SeekableFile::Open(const std::string& path) {
  std::unique_ptr<SeekableFile> file(new SeekableFile());
  struct stat status = {};
  if (path == "-") {
    RETURN_IF_ERROR(Spool(std::cin, "standard input", file->in_));
  } else if (stat(path.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) {
    return NotFound(path);
  } else {
    file->in_.open(path, std::ios::binary);
    if (!file->in_) return NotFound(path);
    if (!S_ISREG(status.st_mode)) {
      std::ifstream pipe = std::move(file->in_);
      file->in_ = std::ifstream();
      RETURN_IF_ERROR(Spool(pipe, path, file->in_));
    }
  }
  file->in_.seekg(0, std::ios::end);
  file->size_ = static_cast<uint64_t>(file->in_.tellg());
  return file;
}

std::istream& SeekableFile::Rewind() {
  in_.clear();
  in_.seekg(0);
  return in_;
}

}  // namespace huiyin

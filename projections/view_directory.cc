#include "projections/view_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/view_keys.h"

namespace huiyin {
namespace {

constexpr absl::string_view kStorePrefix = "store-";

absl::Status DiskError(absl::string_view doing, absl::string_view what, absl::string_view why) {
  return Error(absl::StatusCode::kUnavailable, "VIEWS_UNAVAILABLE", absl::StrCat(doing, " ", what, ": ", why),
               absl::StrCat("视图目录不可用：", what, "：", why));
}

// The number in "store-NNNNNN"; 0: not such a name.
uint64_t NumberOf(absl::string_view name) {
  uint64_t number = 0;
  if (!absl::StartsWith(name, kStorePrefix)) return 0;
  return absl::SimpleAtoi(name.substr(kStorePrefix.size()), &number) ? number : 0;
}

std::string NameOf(uint64_t number) { return absl::StrFormat("store-%06d", number); }

absl::Status SyncPath(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return DiskError("opening", path, std::strerror(errno));
  const bool synced = fsync(fd) == 0;
  const int error = errno;
  close(fd);
  return synced ? absl::OkStatus() : DiskError("syncing", path, std::strerror(error));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ViewDirectory>> ViewDirectory::Open(std::string path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return DiskError("creating", path, error.message());
  const std::string lock = path + "/LOCK";
  const int fd = open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return DiskError("opening", lock, std::strerror(errno));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    close(fd);
    return Error(absl::StatusCode::kUnavailable, "VIEWS_LOCKED", absl::StrCat(path, " is in use by another process"),
                 absl::StrCat(path, " 正被另一个进程使用"));
  }
  std::unique_ptr<ViewDirectory> directory(new ViewDirectory(std::move(path), fd));
  directory->ReadCurrent();
  RETURN_IF_ERROR(directory->RemoveLeftovers());
  if (directory->current_.empty()) RETURN_IF_ERROR(directory->SetCurrent(directory->NextStore()));
  directory->RemoveEmptyJournals();
  return directory;
}

ViewDirectory::~ViewDirectory() { close(lock_fd_); }

void ViewDirectory::ReadCurrent() {
  std::ifstream file(path_ + "/CURRENT");
  std::string name, word;
  uint32_t format = 0;
  // What cannot be read, or is of another format, is folded anew from the log.
  if (!(file >> name >> word >> format) || word != "format" || format != kViewFormat || NumberOf(name) == 0) return;
  current_ = absl::StrCat(path_, "/", name);
  number_ = NumberOf(name);
}

absl::Status ViewDirectory::RemoveLeftovers() {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_, error)) {
    const uint64_t number = NumberOf(entry.path().filename().string());
    if (number == 0 || entry.path().string() == current_) continue;
    number_ = std::max(number_, number);
    std::error_code removing;
    std::filesystem::remove_all(entry.path(), removing);
    if (removing) return DiskError("removing", entry.path().string(), removing.message());
  }
  return error ? DiskError("reading", path_, error.message()) : absl::OkStatus();
}

// RocksDB keeps a write-ahead log to which nothing was written until something else is: one more for each opening that
// only read. The lock is ours, so nobody has the store open.
void ViewDirectory::RemoveEmptyJournals() {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(current_, error)) {
    std::error_code ignored;
    if (entry.path().extension() == ".log" && entry.file_size(ignored) == 0) {
      std::filesystem::remove(entry.path(), ignored);
    }
  }
}

std::string ViewDirectory::NextStore() { return absl::StrCat(path_, "/", NameOf(++number_)); }

absl::Status ViewDirectory::SetCurrent(const std::string& store) {
  const std::string pointer = path_ + "/CURRENT", writing = path_ + "/CURRENT.new";
  const std::string name = std::filesystem::path(store).filename().string();
  {
    std::ofstream file(writing, std::ios::trunc);
    file << name << " format " << kViewFormat << "\n";
    file.close();
    if (!file) return DiskError("writing", writing, "failed");
  }
  RETURN_IF_ERROR(SyncPath(writing, O_RDONLY));
  if (rename(writing.c_str(), pointer.c_str()) != 0) return DiskError("renaming", writing, std::strerror(errno));
  current_ = store;
  return SyncPath(path_, O_RDONLY | O_DIRECTORY);
}

}  // namespace huiyin

#include "services/server/data_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb/directory_check.h"

namespace huiyin {
namespace {

absl::Status Unusable(const std::string& directory, const std::error_code& error) {
  return Error(absl::StatusCode::kInvalidArgument, "DATA_DIRECTORY_UNUSABLE",
               absl::StrCat("cannot create ", directory, ": ", error.message()),
               absl::StrCat("无法创建数据目录 ", directory));
}

}  // namespace

absl::Status MakeDataDirectory(const std::string& directory) {
  if (directory.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "DATA_DIRECTORY_MISSING", "name the data directory",
                 "请指定数据目录");
  }
  std::error_code error;
  std::filesystem::path path(directory);
  if (!path.has_filename()) path = path.parent_path();  // "register/"
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) return Unusable(directory, error);
  // It holds what deputies and officials wrote, and is not for every user of the machine.
  if (mkdir(path.c_str(), S_IRWXU) == 0) return absl::OkStatus();
  error.assign(errno, std::generic_category());
  if (error.value() == EEXIST && std::filesystem::is_directory(path)) return absl::OkStatus();
  return Unusable(directory, error);
}

absl::Status PrepareDataDirectory(const std::string& directory, const std::string& log_directory,
                                  bool create_if_missing) {
  if (directory.empty()) return MakeDataDirectory(directory);
  ASSIGN_OR_RETURN(const bool holds_log, HoldsDatabase({.directory = log_directory}));
  if (!holds_log && !create_if_missing) {
    return Error(absl::StatusCode::kNotFound, "NO_REGISTER_HERE",
                 absl::StrCat("there is no register in ", directory, "; check the path, or import something first"),
                 absl::StrCat(directory, " 中没有登记数据；请检查路径，或先导入数据"));
  }
  return MakeDataDirectory(directory);
}

}  // namespace huiyin

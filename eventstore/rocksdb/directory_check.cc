#include "eventstore/rocksdb/directory_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "eventstore/rocksdb/store.h"
#include "rocksdb/env.h"

namespace huiyin {
namespace {

constexpr absl::string_view kManifest = "MANIFEST-";
// A new database begins with it; its first opening writes the next one.
constexpr absl::string_view kFirstManifest = "MANIFEST-000001";

absl::Status ListError(const rocksdb::Status& status, const std::string& directory) {
  return rocksdb_log::FromRocks(status, absl::StrCat("cannot open ", directory), absl::StrCat("无法打开 ", directory));
}

absl::Status FileGone(const std::string& directory, absl::string_view file) {
  return rocksdb_log::LogDamaged(
      absl::StrCat(directory, " holds a log whose file ", file,
                   " is gone: nothing was changed; put the directory back from a backup"),
      absl::StrCat(directory, " 中的日志缺少文件 ", file, "：未做任何改动，请从备份恢复该目录"));
}

// Whether RocksDB makes such a file.
bool IsOfRocksDb(const std::string& name) {
  for (const char* prefix : {"CURRENT", "LOCK", "LOG", "IDENTITY", "MANIFEST-", "OPTIONS-", "."}) {
    if (absl::StartsWith(name, prefix)) return true;
  }
  for (const char* suffix : {".log", ".sst", ".dbtmp"}) {
    if (absl::EndsWith(name, suffix)) return true;
  }
  return false;
}

// What is not made before CURRENT is: tables, write-ahead logs, later manifests.
bool ComesAfterCurrent(absl::string_view name) {
  return absl::EndsWith(name, ".sst") || absl::EndsWith(name, ".log") ||
         (absl::StartsWith(name, kManifest) && name != kFirstManifest);
}

}  // namespace

absl::StatusOr<bool> HoldsDatabase(const RocksDbLogOptions& options) {
  rocksdb::Env& env = options.env != nullptr ? *options.env : *rocksdb::Env::Default();
  const std::string& directory = options.directory;
  std::vector<std::string> files;
  const rocksdb::Status listed = env.GetChildren(directory, &files);
  if (listed.IsNotFound()) return false;
  if (!listed.ok()) return ListError(listed, directory);
  const auto has = [&](absl::string_view name) { return std::find(files.begin(), files.end(), name) != files.end(); };
  if (has("CURRENT")) {
    std::string manifest;
    const rocksdb::Status read = rocksdb::ReadFileToString(&env, absl::StrCat(directory, "/CURRENT"), &manifest);
    if (!read.ok()) return ListError(read, directory);
    // A CURRENT that names nothing of the kind is for RocksDB to judge.
    const absl::string_view named = absl::StripSuffix(manifest, "\n");
    if (absl::StartsWith(named, kManifest) && !has(named)) return FileGone(directory, named);
    return true;
  }
  if (!std::all_of(files.begin(), files.end(), IsOfRocksDb)) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_A_LOG",
                 absl::StrCat(directory, " holds something that is not a Huiyin log"),
                 absl::StrCat(directory, " 中存放的不是回音日志"));
  }
  if (std::any_of(files.begin(), files.end(), ComesAfterCurrent)) return FileGone(directory, "CURRENT");
  return false;
}

}  // namespace huiyin

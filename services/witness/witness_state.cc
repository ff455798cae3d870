#include "services/witness/witness_state.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/checkpoint.h"

namespace huiyin {
namespace {

namespace fs = std::filesystem;

constexpr char kCheckpoint[] = "checkpoint";
constexpr char kEvidence[] = "evidence";

absl::Status Unwritable(const std::string& path) {
  return Error(absl::StatusCode::kUnavailable, "WITNESS_STATE_UNWRITABLE", absl::StrCat("cannot write ", path),
               absl::StrCat("无法写入 ", path));
}

absl::Status Damaged(const std::string& path) {
  return Error(absl::StatusCode::kDataLoss, "WITNESS_STATE_DAMAGED",
               absl::StrCat(path, " is not the checkpoint that was kept there; bring back a copy, do not remove it"),
               absl::StrCat(path, " 不是原先保存的检查点；请恢复副本，切勿删除"));
}

absl::Status SyncDirectory(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_synced = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0) close(fd);
  return is_synced ? absl::OkStatus() : Unwritable(directory);
}

absl::Status MakeDirectory(const std::string& directory) {
  std::error_code ignored;
  if (fs::is_directory(directory, ignored)) return absl::OkStatus();
  if (mkdir(directory.c_str(), S_IRWXU) != 0) return Unwritable(directory);
  return SyncDirectory(fs::absolute(directory).parent_path().string());
}

bool WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(fd) == 0;
}

absl::Status WriteDurably(const std::string& directory, const std::string& name, absl::string_view bytes) {
  const std::string path = absl::StrCat(directory, "/", name), fresh = absl::StrCat(directory, "/.", name);
  const int fd = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return Unwritable(fresh);
  const bool is_written = WriteAll(fd, bytes);
  const bool is_closed = close(fd) == 0;
  if (!is_written || !is_closed) return Unwritable(fresh);
  if (std::rename(fresh.c_str(), path.c_str()) != 0) return Unwritable(path);
  return SyncDirectory(directory);
}

size_t CountOf(const std::string& directory, absl::string_view prefix) {
  std::error_code error;
  size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (absl::StartsWith(name, prefix) && absl::EndsWith(name, ".shown")) ++count;
  }
  return count;
}

}  // namespace

absl::StatusOr<std::unique_ptr<WitnessState>> WitnessState::Open(std::string directory) {
  RETURN_IF_ERROR(MakeDirectory(directory));
  const std::string path = absl::StrCat(directory, "/lock");
  const int lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (lock < 0) return Unwritable(path);
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return Error(absl::StatusCode::kUnavailable, "WITNESS_STATE_IN_USE",
                 absl::StrCat("another witness keeps its state in ", directory),
                 absl::StrCat("另一个见证人正在使用 ", directory));
  }
  std::unique_ptr<WitnessState> state(new WitnessState(std::move(directory), lock));
  RETURN_IF_ERROR(state->CheckAll());
  return state;
}

WitnessState::~WitnessState() { close(lock_); }

absl::Status WitnessState::CheckAll() {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory_, error)) {
    if (!entry.is_directory()) continue;
    RETURN_IF_ERROR(Last(entry.path().filename().string()).status());
    ++logs_;
  }
  return error ? Unwritable(directory_) : absl::OkStatus();
}

absl::StatusOr<std::optional<KeptCheckpoint>> WitnessState::Last(absl::string_view origin_hash) const {
  const std::string path = absl::StrCat(directory_, "/", origin_hash, "/", kCheckpoint);
  std::error_code error;
  const bool is_there = fs::exists(path, error);
  if (error) return Damaged(path);
  if (!is_there) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string note(std::istreambuf_iterator<char>(in), {});
  absl::StatusOr<KeptCheckpoint> kept = ParseKeptCheckpoint(std::move(note));
  if (!in || !kept.ok() || merkle::OriginHash(kept->checkpoint.origin) != origin_hash) return Damaged(path);
  return *std::move(kept);
}

absl::Status WitnessState::SetLast(absl::string_view origin_hash, absl::string_view note) {
  const std::string directory = absl::StrCat(directory_, "/", origin_hash);
  std::error_code ignored;
  if (!fs::exists(directory, ignored) && ++logs_ > kWitnessedLogsMax) {
    --logs_;
    return Error(absl::StatusCode::kResourceExhausted, "WITNESS_STATE_FULL",
                 absl::StrCat("no more than ", kWitnessedLogsMax, " logs are witnessed here"),
                 absl::StrCat("此处最多见证 ", kWitnessedLogsMax, " 个日志"));
  }
  RETURN_IF_ERROR(MakeDirectory(directory));
  return WriteDurably(directory, kCheckpoint, note);
}

absl::StatusOr<std::optional<std::string>> WitnessState::Keep(absl::string_view origin_hash, const Evidence& evidence) {
  const std::string directory = absl::StrCat(directory_, "/", origin_hash, "/", kEvidence);
  const absl::string_view kind = evidence.is_fork ? "fork-" : "unproven-";
  const std::string name =
      absl::StrCat(kind, evidence.size.value(), "-", absl::BytesToHexString(evidence.root.bytes()).substr(0, 16));
  const std::string shown = absl::StrCat(name, ".shown");
  std::error_code ignored;
  if (fs::exists(absl::StrCat(directory, "/", shown), ignored)) return std::nullopt;
  if (CountOf(directory, kind) >= kEvidenceFilesMax) return std::nullopt;
  RETURN_IF_ERROR(MakeDirectory(directory));
  RETURN_IF_ERROR(WriteDurably(directory, absl::StrCat(name, ".known"), evidence.known));
  RETURN_IF_ERROR(WriteDurably(directory, shown, evidence.shown));
  return absl::StrCat(directory, "/", shown);
}

}  // namespace huiyin

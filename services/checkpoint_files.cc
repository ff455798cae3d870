#include "services/checkpoint_files.h"

#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

absl::Status Unwritable(const std::string& path) {
  return Error(absl::StatusCode::kUnavailable, "CHECKPOINT_UNWRITABLE",
               absl::StrCat("cannot write ", path, "; is the disk full?"),
               absl::StrCat("无法写入 ", path, "；磁盘是否已满？"));
}

}  // namespace

absl::StatusOr<KeptCheckpoint> ParseKeptCheckpoint(std::string note) {
  KeptCheckpoint kept;
  ASSIGN_OR_RETURN(kept.parsed, merkle::ParseNote(note));
  ASSIGN_OR_RETURN(kept.checkpoint, merkle::ParseCheckpoint(kept.parsed.text));
  kept.note = std::move(note);
  return kept;
}

absl::Status CheckpointFiles::Prepare() const {
  std::error_code ignored;
  const bool is_there = mkdir(directory_.c_str(), S_IRWXU) == 0 || std::filesystem::is_directory(directory_, ignored);
  return is_there ? absl::OkStatus() : Unwritable(directory_);
}

std::optional<KeptCheckpoint> CheckpointFiles::Read(const LedgerId& ledger) const {
  std::ifstream in(absl::StrCat(directory_, "/", ledger.value()), std::ios::binary);
  std::ostringstream out;
  if (!in || !(out << in.rdbuf())) return std::nullopt;
  absl::StatusOr<KeptCheckpoint> kept = ParseKeptCheckpoint(out.str());
  return kept.ok() ? std::optional<KeptCheckpoint>(*std::move(kept)) : std::nullopt;
}

absl::Status CheckpointFiles::Write(const LedgerId& ledger, const std::string& note) const {
  const std::string path = absl::StrCat(directory_, "/", ledger.value());
  // No ledger's id begins with a full stop.
  const std::string fresh = absl::StrCat(directory_, "/.", ledger.value());
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out << note;
    out.flush();
    if (!out) return Unwritable(fresh);
  }
  return std::rename(fresh.c_str(), path.c_str()) == 0 ? absl::OkStatus() : Unwritable(path);
}

}  // namespace huiyin

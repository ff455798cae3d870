#include "tools/cli/tile_folder.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin {
namespace {

absl::Status Unwritable(const std::string& path) {
  return Error(absl::StatusCode::kUnavailable, "OUTPUT_UNWRITABLE", absl::StrCat("cannot write ", path),
               absl::StrCat("无法写入 ", path));
}

std::optional<std::string> ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

absl::StatusOr<std::optional<KeptCheckpoint>> TileFolder::Checkpoint() const {
  const std::string path = absl::StrCat(directory_, "/checkpoint");
  const std::optional<std::string> note = ReadWhole(path);
  if (!note.has_value()) return std::nullopt;
  absl::StatusOr<KeptCheckpoint> kept = ParseKeptCheckpoint(*note);
  if (kept.ok()) return *std::move(kept);
  return Error(absl::StatusCode::kFailedPrecondition, "FOLDER_OF_SOMETHING_ELSE",
               absl::StrCat(path, " is no checkpoint; name another folder"),
               absl::StrCat(path, " 不是检查点，请另选目录"));
}

absl::Status TileFolder::Write(absl::string_view path, absl::string_view content) const {
  const std::filesystem::path target = absl::StrCat(directory_, "/", path);
  const std::string fresh = absl::StrCat(target.string(), ".new");
  std::error_code error;
  std::filesystem::create_directories(target.parent_path(), error);
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size())).flush();
    if (!out) return Unwritable(fresh);
  }
  return std::rename(fresh.c_str(), target.c_str()) == 0 ? absl::OkStatus() : Unwritable(target.string());
}

void TileFolder::DropPartsOf(absl::string_view full_path) const {
  std::error_code ignored;
  std::filesystem::remove_all(absl::StrCat(directory_, "/", full_path, ".p"), ignored);
}

absl::StatusOr<std::vector<merkle::Hash>> TileFolder::ReadHashes(const merkle::Tile& tile) const {
  const std::optional<std::string> bytes = ReadWhole(absl::StrCat(directory_, "/", merkle::TilePath(tile)));
  return merkle::HashesFromBytes(bytes.value_or("")).value_or(std::vector<merkle::Hash>());
}

}  // namespace huiyin

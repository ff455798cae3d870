// A log file, as RocksDB 7 writes it (its db/log_format.h; no recycling, no compression):
//
//   file   := block*                                  each of 32,768 bytes, the last may be shorter
//   block  := piece* trailer                          trailer: fewer than 7 bytes of zero
//   piece  := crc:fixed32le size:fixed16le type:fixed8 payload
//   crc    := masked CRC-32C of type and payload
//   type   := 1 a whole write, 2 its first piece, 3 one in the middle, 4 its last
#include "eventstore/rocksdb/wal_check.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb/store.h"

namespace huiyin::rocksdb_log {
namespace {

constexpr size_t kBlockBytes = 32'768;
constexpr size_t kHeaderBytes = 7;
constexpr uint8_t kWhole = 1;
constexpr uint8_t kFirst = 2;

constexpr std::array<uint32_t, 256> CrcTable() {
  constexpr uint32_t kCastagnoliReversed = 0x82f63b78;
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < table.size(); ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ kCastagnoliReversed : crc >> 1;
    table[i] = crc;
  }
  return table;
}

uint32_t MaskedCrc(absl::string_view bytes) {
  static constexpr std::array<uint32_t, 256> kTable = CrcTable();
  uint32_t crc = ~uint32_t{0};
  for (char byte : bytes) crc = kTable[(crc ^ static_cast<uint8_t>(byte)) & 0xff] ^ crc >> 8;
  crc = ~crc;
  return (crc >> 15 | crc << 17) + 0xa282ead8;
}

uint32_t LittleEndian(absl::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = bytes.size(); i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[i - 1]);
  return value;
}

struct Piece {
  uint8_t type = 0;  // 0: there is no sound piece.
  size_t bytes = 0;

  bool begins_a_write() const { return type == kWhole || type == kFirst; }
};

Piece PieceAt(absl::string_view block, size_t at) {
  const absl::string_view in = block.substr(at);
  if (in.size() < kHeaderBytes) return {};
  const size_t size = LittleEndian(in.substr(4, 2));
  const auto type = static_cast<uint8_t>(in[6]);
  if (type == 0 || type > 4 || kHeaderBytes + size > in.size()) return {};
  if (MaskedCrc(in.substr(6, 1 + size)) != LittleEndian(in.substr(0, 4))) return {};
  return {type, kHeaderBytes + size};
}

// Goes through a file's blocks in order.
class FileCheck {
 public:
  void Add(absl::string_view block) {
    for (size_t at = 0; at + kHeaderBytes <= block.size();) {
      const Piece piece = PieceAt(block, at);
      if (piece.begins_a_write() && unreadable_) damaged_ = true;
      if (piece.type == 0 && !unreadable_) unreadable_at_ = seen_ + at;
      if (piece.type == 0) unreadable_ = true;
      // Behind what cannot be read the next piece may begin anywhere.
      at += piece.type == 0 ? 1 : piece.bytes;
    }
    seen_ += block.size();
  }
  bool damaged() const { return damaged_; }
  uint64_t unreadable_at() const { return unreadable_at_; }

 private:
  uint64_t seen_ = 0;
  bool unreadable_ = false;
  uint64_t unreadable_at_ = 0;
  bool damaged_ = false;
};

absl::Status CheckFile(rocksdb::Env& env, const std::string& path) {
  std::unique_ptr<rocksdb::SequentialFile> file;
  rocksdb::Status status = env.NewSequentialFile(path, &file, rocksdb::EnvOptions());
  FileCheck check;
  std::vector<char> scratch(kBlockBytes);
  rocksdb::Slice block;
  do {
    if (status.ok()) status = file->Read(kBlockBytes, &block, scratch.data());
    if (!status.ok()) return FromRocks(status, absl::StrCat("reading ", path), absl::StrCat("读取 ", path, " 时出错"));
    check.Add(ToView(block));
  } while (block.size() == kBlockBytes);
  if (!check.damaged()) return absl::OkStatus();
  return LogDamaged(
      absl::StrCat(path, ": damaged at byte ", check.unreadable_at(), ", before records that were stored"),
      absl::StrCat(path, "：第 ", check.unreadable_at(), " 字节处损坏，其后还有已存储的记录"));
}

}  // namespace

absl::Status CheckWriteAheadLogs(rocksdb::Env& env, const std::string& directory) {
  std::vector<std::string> files;
  const rocksdb::Status status = env.GetChildren(directory, &files);
  if (!status.ok()) {
    return FromRocks(status, absl::StrCat("reading ", directory), absl::StrCat("读取 ", directory, " 时出错"));
  }
  for (const std::string& file : files) {
    if (absl::EndsWith(file, ".log")) RETURN_IF_ERROR(CheckFile(env, absl::StrCat(directory, "/", file)));
  }
  return absl::OkStatus();
}

absl::Status CheckManifest(rocksdb::Env& env, const std::string& directory) {
  std::string current;
  const rocksdb::Status status = rocksdb::ReadFileToString(&env, absl::StrCat(directory, "/CURRENT"), &current);
  if (!status.ok()) {
    return FromRocks(status, absl::StrCat("reading ", directory), absl::StrCat("读取 ", directory, " 时出错"));
  }
  // A CURRENT that names nothing of the kind is for RocksDB to judge.
  if (!absl::StartsWith(current, "MANIFEST-")) return absl::OkStatus();
  return CheckFile(env, absl::StrCat(directory, "/", absl::StripSuffix(current, "\n")));
}

}  // namespace huiyin::rocksdb_log

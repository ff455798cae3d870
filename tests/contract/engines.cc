#include "tests/contract/engines.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "base/check.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/rocksdb/rocksdb_log.h"

namespace huiyin {
namespace {

class MemoryHandle final : public LogHandle {
 public:
  EventLog& log() override { return log_; }
  void Reopen() override {}

 private:
  MemoryLog log_;
};

class RocksDbHandle final : public LogHandle {
 public:
  RocksDbHandle() { Open(); }
  EventLog& log() override { return *log_; }
  void Reopen() override {
    log_.reset();
    Open();
  }

 private:
  void Open() {
    absl::StatusOr<std::unique_ptr<EventLog>> opened = OpenRocksDbLog({.directory = directory_.path()});
    CHECK(opened.ok());
    log_ = *std::move(opened);
  }

  const TemporaryDirectory directory_;
  std::unique_ptr<EventLog> log_;
};

}  // namespace

std::vector<Engine> Engines() {
  return {{"Memory", [] { return std::make_unique<MemoryHandle>(); }},
          {"RocksDb", [] { return std::make_unique<RocksDbHandle>(); }}};
}

TemporaryDirectory::TemporaryDirectory() : path_(::testing::TempDir() + "/huiyin-XXXXXX") {
  CHECK(mkdtemp(path_.data()) != nullptr);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace huiyin

#include "tests/faults/power_cut_file_system.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "rocksdb/env.h"
#include "rocksdb/system_clock.h"

namespace huiyin {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Names are absolute; "/db//x" and "/db/x" are the same.
std::string Clean(const std::string& name) {
  std::string out;
  for (char c : name) {
    if (c != '/' || out.empty() || out.back() != '/') out.push_back(c);
  }
  while (out.size() > 1 && out.back() == '/') out.pop_back();
  return out;
}

Slice ReadAt(const std::string& bytes, uint64_t offset, size_t n, char* scratch) {
  if (offset >= bytes.size()) return Slice(scratch, 0);
  n = std::min<size_t>(n, bytes.size() - offset);
  std::memcpy(scratch, bytes.data() + offset, n);
  return Slice(scratch, n);
}

class NoLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
  size_t GetLogFileSize() const override { return 0; }
};

class ImpatientClock final : public rocksdb::SystemClockWrapper {
 public:
  using rocksdb::SystemClockWrapper::SystemClockWrapper;
  const char* Name() const override { return "huiyin.ImpatientClock"; }
  void SleepForMicroseconds(int micros) override { target_->SleepForMicroseconds(std::min(micros, 1'000)); }
};

class ImpatientEnv final : public rocksdb::EnvWrapper {
 public:
  explicit ImpatientEnv(std::unique_ptr<rocksdb::Env> env) : rocksdb::EnvWrapper(std::move(env)) {
    system_clock_ = std::make_shared<ImpatientClock>(system_clock_);
  }
  const char* Name() const override { return "huiyin.ImpatientEnv"; }
};

struct Lock final : public rocksdb::FileLock {};

}  // namespace

class PowerCutFileSystem::Sequential final : public rocksdb::FSSequentialFile {
 public:
  Sequential(PowerCutFileSystem& fs, std::shared_ptr<Inode> inode) : fs_(fs), inode_(std::move(inode)) {}
  IOStatus Read(size_t n, const IOOptions&, Slice* result, char* scratch, IODebugContext*) override {
    absl::MutexLock lock(&fs_.mu_);
    *result = ReadAt(inode_->bytes, offset_, n, scratch);
    offset_ += result->size();
    return IOStatus::OK();
  }
  IOStatus Skip(uint64_t n) override {
    offset_ += n;
    return IOStatus::OK();
  }

 private:
  PowerCutFileSystem& fs_;
  const std::shared_ptr<Inode> inode_;
  uint64_t offset_ = 0;
};

class PowerCutFileSystem::RandomAccess final : public rocksdb::FSRandomAccessFile {
 public:
  RandomAccess(PowerCutFileSystem& fs, std::shared_ptr<Inode> inode) : fs_(fs), inode_(std::move(inode)) {}
  IOStatus Read(uint64_t offset, size_t n, const IOOptions&, Slice* result, char* scratch,
                IODebugContext*) const override {
    absl::MutexLock lock(&fs_.mu_);
    *result = ReadAt(inode_->bytes, offset, n, scratch);
    return IOStatus::OK();
  }

 private:
  PowerCutFileSystem& fs_;
  const std::shared_ptr<Inode> inode_;
};

class PowerCutFileSystem::Writable final : public rocksdb::FSWritableFile {
 public:
  Writable(PowerCutFileSystem& fs, std::shared_ptr<Inode> inode) : fs_(fs), inode_(std::move(inode)) {}
  using rocksdb::FSWritableFile::Append;
  IOStatus Append(const Slice& data, const IOOptions&, IODebugContext*) override {
    absl::MutexLock lock(&fs_.mu_);
    // The write that the power interrupts may have reached the disk in part.
    inode_->bytes.append(data.data(), data.size());
    return fs_.Change();
  }
  IOStatus Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
    absl::MutexLock lock(&fs_.mu_);
    IOStatus status = fs_.Change();
    if (!status.ok()) return status;
    inode_->bytes.resize(size);
    inode_->synced = std::min<size_t>(inode_->synced, size);
    return status;
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override {
    absl::MutexLock lock(&fs_.mu_);
    IOStatus status = fs_.Change();
    if (status.ok()) inode_->synced = inode_->bytes.size();
    return status;
  }
  IOStatus Flush(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  uint64_t GetFileSize(const IOOptions&, IODebugContext*) override {
    absl::MutexLock lock(&fs_.mu_);
    return inode_->bytes.size();
  }

 private:
  PowerCutFileSystem& fs_;
  const std::shared_ptr<Inode> inode_;
};

class PowerCutFileSystem::Directory final : public rocksdb::FSDirectory {
 public:
  explicit Directory(PowerCutFileSystem& fs) : fs_(fs) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    absl::MutexLock lock(&fs_.mu_);
    IOStatus status = fs_.Change();
    if (!status.ok()) return status;
    fs_.synced_names_ = fs_.names_;
    fs_.unsynced_names_.clear();
    return status;
  }

 private:
  PowerCutFileSystem& fs_;
};

void PowerCutFileSystem::CutAt(uint64_t operation) {
  absl::MutexLock lock(&mu_);
  operations_ = 0;
  cut_at_ = operation;
}

uint64_t PowerCutFileSystem::operations() const {
  absl::MutexLock lock(&mu_);
  return operations_;
}

bool PowerCutFileSystem::is_cut() const {
  absl::MutexLock lock(&mu_);
  return cut_at_.has_value() && operations_ >= *cut_at_;
}

void PowerCutFileSystem::Restore(Keep keep, std::mt19937_64& random) {
  absl::MutexLock lock(&mu_);
  auto below = [&random](uint64_t bound) { return std::uniform_int_distribution<uint64_t>(0, bound)(random); };
  if (keep == Keep::kSome) unsynced_names_.resize(below(unsynced_names_.size()));
  if (keep == Keep::kNothing) unsynced_names_.clear();
  for (const Renaming& change : unsynced_names_) {
    if (change.inode == nullptr) synced_names_.erase(change.name);
    if (change.inode != nullptr) synced_names_[change.name] = change.inode;
  }
  unsynced_names_.clear();
  names_ = synced_names_;
  for (auto& [name, inode] : names_) {
    const size_t unsynced = inode->bytes.size() - inode->synced;
    inode->bytes.resize(inode->synced + (keep == Keep::kSome ? below(unsynced) : 0));
    inode->synced = inode->bytes.size();
  }
  cut_at_.reset();
  operations_ = 0;
}

std::map<std::string, std::string> PowerCutFileSystem::files() const {
  absl::MutexLock lock(&mu_);
  std::map<std::string, std::string> out;
  for (const auto& [name, inode] : names_) out[name] = inode->bytes;
  return out;
}

void PowerCutFileSystem::SetFiles(const std::map<std::string, std::string>& files) {
  absl::MutexLock lock(&mu_);
  names_.clear();
  for (const auto& [name, bytes] : files) names_[name] = std::make_shared<Inode>(Inode{bytes, bytes.size()});
  synced_names_ = names_;
  unsynced_names_.clear();
  cut_at_.reset();
  operations_ = 0;
}

IOStatus PowerCutFileSystem::Change() {
  ++operations_;
  if (cut_at_.has_value() && operations_ >= *cut_at_) return IOStatus::IOError("the power is gone");
  return IOStatus::OK();
}

void PowerCutFileSystem::Rename(const std::string& name, std::shared_ptr<Inode> inode) {
  unsynced_names_.push_back({name, inode});
  if (inode == nullptr) names_.erase(name);
  if (inode != nullptr) names_[name] = std::move(inode);
}

IOStatus PowerCutFileSystem::Find(const std::string& file, std::shared_ptr<Inode>& inode) {
  auto found = names_.find(Clean(file));
  if (found == names_.end()) return IOStatus::PathNotFound(file);
  inode = found->second;
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::NewSequentialFile(const std::string& file, const rocksdb::FileOptions&,
                                               std::unique_ptr<rocksdb::FSSequentialFile>* result, Debug*) {
  absl::MutexLock lock(&mu_);
  std::shared_ptr<Inode> inode;
  IOStatus status = Find(file, inode);
  if (status.ok()) *result = std::make_unique<Sequential>(*this, std::move(inode));
  return status;
}

IOStatus PowerCutFileSystem::NewRandomAccessFile(const std::string& file, const rocksdb::FileOptions&,
                                                 std::unique_ptr<rocksdb::FSRandomAccessFile>* result, Debug*) {
  absl::MutexLock lock(&mu_);
  std::shared_ptr<Inode> inode;
  IOStatus status = Find(file, inode);
  if (status.ok()) *result = std::make_unique<RandomAccess>(*this, std::move(inode));
  return status;
}

IOStatus PowerCutFileSystem::NewWritableFile(const std::string& file, const rocksdb::FileOptions&,
                                             std::unique_ptr<rocksdb::FSWritableFile>* result, Debug*) {
  absl::MutexLock lock(&mu_);
  IOStatus status = Change();
  if (!status.ok()) return status;
  auto inode = std::make_shared<Inode>();
  Rename(Clean(file), inode);
  *result = std::make_unique<Writable>(*this, std::move(inode));
  return status;
}

IOStatus PowerCutFileSystem::NewDirectory(const std::string&, const Options&,
                                          std::unique_ptr<rocksdb::FSDirectory>* result, Debug*) {
  *result = std::make_unique<Directory>(*this);
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::FileExists(const std::string& file, const Options&, Debug*) {
  absl::MutexLock lock(&mu_);
  if (directories_.contains(Clean(file))) return IOStatus::OK();
  return names_.contains(Clean(file)) ? IOStatus::OK() : IOStatus::NotFound(file);
}

IOStatus PowerCutFileSystem::GetChildren(const std::string& directory, const Options&, std::vector<std::string>* result,
                                         Debug*) {
  absl::MutexLock lock(&mu_);
  if (!directories_.contains(Clean(directory))) return IOStatus::NotFound(directory);
  const std::string prefix = Clean(directory) + "/";
  result->clear();
  for (auto it = names_.lower_bound(prefix); it != names_.end() && it->first.compare(0, prefix.size(), prefix) == 0;
       ++it) {
    result->push_back(it->first.substr(prefix.size()));
  }
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::DeleteFile(const std::string& file, const Options&, Debug*) {
  absl::MutexLock lock(&mu_);
  IOStatus status = Change();
  if (!status.ok()) return status;
  if (!names_.contains(Clean(file))) return IOStatus::NotFound(file);
  Rename(Clean(file), nullptr);
  return status;
}

// Directories are kept at once: what is under test begins with a directory that is there.
IOStatus PowerCutFileSystem::CreateDir(const std::string& directory, const Options&, Debug*) {
  absl::MutexLock lock(&mu_);
  directories_.insert(Clean(directory));
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::CreateDirIfMissing(const std::string& directory, const Options& options, Debug* debug) {
  return CreateDir(directory, options, debug);
}

IOStatus PowerCutFileSystem::DeleteDir(const std::string& directory, const Options&, Debug*) {
  absl::MutexLock lock(&mu_);
  directories_.erase(Clean(directory));
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::GetFileSize(const std::string& file, const Options&, uint64_t* size, Debug*) {
  absl::MutexLock lock(&mu_);
  std::shared_ptr<Inode> inode;
  IOStatus status = Find(file, inode);
  if (status.ok()) *size = inode->bytes.size();
  return status;
}

IOStatus PowerCutFileSystem::GetFileModificationTime(const std::string&, const Options&, uint64_t* time, Debug*) {
  *time = 0;
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::RenameFile(const std::string& from, const std::string& to, const Options&, Debug*) {
  absl::MutexLock lock(&mu_);
  IOStatus status = Change();
  if (!status.ok()) return status;
  std::shared_ptr<Inode> inode;
  status = Find(from, inode);
  if (!status.ok()) return status;
  Rename(Clean(to), inode);
  Rename(Clean(from), nullptr);
  return status;
}

IOStatus PowerCutFileSystem::LockFile(const std::string&, const Options&, rocksdb::FileLock** lock, Debug*) {
  *lock = new Lock;
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::UnlockFile(rocksdb::FileLock* lock, const Options&, Debug*) {
  delete lock;
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::GetTestDirectory(const Options&, std::string* path, Debug*) {
  *path = "/test";
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::NewLogger(const std::string&, const Options&, std::shared_ptr<rocksdb::Logger>* result,
                                       Debug*) {
  *result = std::make_shared<NoLogger>();
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::GetAbsolutePath(const std::string& path, const Options&, std::string* absolute, Debug*) {
  *absolute = path;
  return IOStatus::OK();
}

IOStatus PowerCutFileSystem::IsDirectory(const std::string& path, const Options&, bool* is_directory, Debug*) {
  absl::MutexLock lock(&mu_);
  *is_directory = directories_.contains(Clean(path));
  return IOStatus::OK();
}

std::unique_ptr<rocksdb::Env> NewImpatientEnv(std::shared_ptr<PowerCutFileSystem> fs) {
  return std::make_unique<ImpatientEnv>(rocksdb::NewCompositeEnv(std::move(fs)));
}

}  // namespace huiyin

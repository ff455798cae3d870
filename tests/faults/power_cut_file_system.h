// A file system in memory that loses power: then everything is gone that was not synced, a file's bytes and a
// directory's names alike.
//
// Bytes are kept by a file's Sync; names (creating, renaming, deleting) by the directory's Fsync. Stricter than most
// disks, on purpose. By `Keep` a random part of what was not synced survives, as it may: a prefix of each file's last
// bytes, and of the last changes of names.
#ifndef HUIYIN_TESTS_FAULTS_POWER_CUT_FILE_SYSTEM_H_
#define HUIYIN_TESTS_FAULTS_POWER_CUT_FILE_SYSTEM_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

namespace huiyin {

class PowerCutFileSystem final : public rocksdb::FileSystem {
 public:
  enum class Keep { kNothing, kSome };

  // The power goes at the `operation`-th (1, 2 …) change from now on: that change and all after it fail. Reading goes
  // on, since nobody is there to see it.
  void CutAt(uint64_t operation);
  // Changes so far, or since CutAt.
  uint64_t operations() const;
  bool is_cut() const;
  // Power is back: only what survived is there. Nobody may have a file open.
  void Restore(Keep keep, std::mt19937_64& random);
  // All files, by path; and a file system that has these and no others, as if they had always been so.
  std::map<std::string, std::string> files() const;
  void SetFiles(const std::map<std::string, std::string>& files);

  const char* Name() const override { return "huiyin.PowerCutFileSystem"; }

  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  using IOStatus = rocksdb::IOStatus;
  IOStatus NewSequentialFile(const std::string& file, const rocksdb::FileOptions&,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result, Debug*) override;
  IOStatus NewRandomAccessFile(const std::string& file, const rocksdb::FileOptions&,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result, Debug*) override;
  IOStatus NewWritableFile(const std::string& file, const rocksdb::FileOptions&,
                           std::unique_ptr<rocksdb::FSWritableFile>* result, Debug*) override;
  IOStatus NewDirectory(const std::string& directory, const Options&, std::unique_ptr<rocksdb::FSDirectory>* result,
                        Debug*) override;
  IOStatus FileExists(const std::string& file, const Options&, Debug*) override;
  IOStatus GetChildren(const std::string& directory, const Options&, std::vector<std::string>* result, Debug*) override;
  IOStatus DeleteFile(const std::string& file, const Options&, Debug*) override;
  IOStatus CreateDir(const std::string& directory, const Options&, Debug*) override;
  IOStatus CreateDirIfMissing(const std::string& directory, const Options&, Debug*) override;
  IOStatus DeleteDir(const std::string& directory, const Options&, Debug*) override;
  IOStatus GetFileSize(const std::string& file, const Options&, uint64_t* size, Debug*) override;
  IOStatus GetFileModificationTime(const std::string& file, const Options&, uint64_t* time, Debug*) override;
  IOStatus RenameFile(const std::string& from, const std::string& to, const Options&, Debug*) override;
  IOStatus LockFile(const std::string& file, const Options&, rocksdb::FileLock** lock, Debug*) override;
  IOStatus UnlockFile(rocksdb::FileLock* lock, const Options&, Debug*) override;
  IOStatus GetTestDirectory(const Options&, std::string* path, Debug*) override;
  IOStatus NewLogger(const std::string& file, const Options&, std::shared_ptr<rocksdb::Logger>* result,
                     Debug*) override;
  IOStatus GetAbsolutePath(const std::string& path, const Options&, std::string* absolute, Debug*) override;
  IOStatus IsDirectory(const std::string& path, const Options&, bool* is_directory, Debug*) override;

 private:
  struct Inode {
    std::string bytes;
    size_t synced = 0;
  };
  using Names = std::map<std::string, std::shared_ptr<Inode>>;
  // A change of names that no Fsync has kept yet. null: the name goes.
  struct Renaming {
    std::string name;
    std::shared_ptr<Inode> inode;
  };
  class Sequential;
  class RandomAccess;
  class Writable;
  class Directory;

  // Counts a change; an error once the power is gone.
  IOStatus Change() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Rename(const std::string& name, std::shared_ptr<Inode> inode) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  IOStatus Find(const std::string& file, std::shared_ptr<Inode>& inode) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  mutable absl::Mutex mu_;
  Names names_ ABSL_GUARDED_BY(mu_);
  Names synced_names_ ABSL_GUARDED_BY(mu_);
  std::vector<Renaming> unsynced_names_ ABSL_GUARDED_BY(mu_);
  std::set<std::string> directories_ ABSL_GUARDED_BY(mu_) = {"/"};
  uint64_t operations_ ABSL_GUARDED_BY(mu_) = 0;
  std::optional<uint64_t> cut_at_ ABSL_GUARDED_BY(mu_);
};

// An Env over `fs` whose threads sleep a millisecond where they would wait long: RocksDB waits a second after each
// failed flush.
std::unique_ptr<rocksdb::Env> NewImpatientEnv(std::shared_ptr<PowerCutFileSystem> fs);

}  // namespace huiyin

#endif  // HUIYIN_TESTS_FAULTS_POWER_CUT_FILE_SYSTEM_H_

// A log's directory changed through RocksDB itself, so that its checksums are right.
#ifndef HUIYIN_TESTS_CONTRACT_RAW_STORE_H_
#define HUIYIN_TESTS_CONTRACT_RAW_STORE_H_

#include <functional>
#include <string>
#include <vector>

#include "base/check.h"
#include "rocksdb/db.h"

namespace huiyin {

// Nobody may have it open.
inline void ChangeStore(const std::string& directory, const std::string& family,
                        const std::function<void(rocksdb::DB&, rocksdb::ColumnFamilyHandle*)>& change,
                        rocksdb::Env* env = rocksdb::Env::Default()) {
  rocksdb::DBOptions options;
  options.env = env;
  std::vector<std::string> names;
  CHECK(rocksdb::DB::ListColumnFamilies(options, directory, &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  CHECK(rocksdb::DB::Open(options, directory, descriptors, &handles, &db).ok());
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == family) change(*db, handles[i]);
  }
  for (auto* handle : handles) CHECK(db->DestroyColumnFamilyHandle(handle).ok());
  delete db;
}

}  // namespace huiyin

#endif  // HUIYIN_TESTS_CONTRACT_RAW_STORE_H_

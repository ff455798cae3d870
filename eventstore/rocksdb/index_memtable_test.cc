#include "eventstore/rocksdb/index_memtable.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "rocksdb/db.h"
#include "rocksdb/slice_transform.h"

namespace huiyin::rocksdb_log {
namespace {

using Rows = std::map<std::string, std::string>;

// RocksDB on an index table, beside a map that knows what must be in it.
class IndexMemTableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.prefix_extractor.reset(rocksdb::NewNoopTransform());
    options.memtable_factory = NewIndexMemTableFactory(1'024);
    options.allow_concurrent_memtable_write = false;
    rocksdb::DB* db = nullptr;
    const std::string directory = ::testing::TempDir() + "/index";
    ASSERT_TRUE(rocksdb::DestroyDB(directory, options).ok());
    ASSERT_TRUE(rocksdb::DB::Open(options, directory, &db).ok());
    db_.reset(db);
  }

  void Put(const std::string& key, const std::string& value) {
    ASSERT_TRUE(db_->Put(rocksdb::WriteOptions(), key, value).ok());
    rows_[key] = value;
  }
  void Delete(const std::string& key) {
    ASSERT_TRUE(db_->Delete(rocksdb::WriteOptions(), key).ok());
    rows_.erase(key);
  }
  void Flush() { ASSERT_TRUE(db_->Flush(rocksdb::FlushOptions()).ok()); }

  std::unique_ptr<rocksdb::Iterator> Iterate() const {
    rocksdb::ReadOptions all;
    all.total_order_seek = true;
    return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(all));
  }
  void ExpectRows() const {
    Rows forward;
    auto it = Iterate();
    for (it->SeekToFirst(); it->Valid(); it->Next())
      forward.emplace_hint(forward.end(), it->key().ToString(), it->value().ToString());
    EXPECT_EQ(forward, rows_);
    auto expected = rows_.rbegin();
    for (it->SeekToLast(); it->Valid(); it->Prev(), ++expected) {
      ASSERT_NE(expected, rows_.rend());
      ASSERT_EQ(it->key().ToString(), expected->first);
    }
    EXPECT_EQ(expected, rows_.rend());
    for (const auto& [key, value] : rows_) {
      std::string found;
      ASSERT_TRUE(db_->Get(rocksdb::ReadOptions(), key, &found).ok()) << key;
      EXPECT_EQ(found, value);
    }
  }

  std::unique_ptr<rocksdb::DB> db_;
  Rows rows_;
};

TEST_F(IndexMemTableTest, AnEmptyOneHasNoFirstAndNoLast) { ExpectRows(); }

// Keys around the length of what is compared as numbers, and bytes that are negative as a char.
TEST_F(IndexMemTableTest, KeysOfAnyLengthAreInTheOrderOfTheirBytes) {
  for (size_t size : {1, 7, 8, 9, 23, 24, 25, 40}) {
    for (char last : {'\0', '\1', 'a', '\x7f', '\x80', '\xff'}) {
      std::string key(size, 'k');
      key.back() = last;
      Put(key, "value");
      Put(key + '\0', "value");
    }
  }
  ExpectRows();
  Flush();
  ExpectRows();
}

TEST_F(IndexMemTableTest, SeeksFindTheNeighbours) {
  for (const char* key : {"b", "d", "f"}) Put(key, key);
  auto it = Iterate();
  it->Seek("c");
  ASSERT_TRUE(it->Valid());
  EXPECT_EQ(it->key(), "d");
  it->SeekForPrev("c");
  ASSERT_TRUE(it->Valid());
  EXPECT_EQ(it->key(), "b");
  it->SeekForPrev("d");
  ASSERT_TRUE(it->Valid());
  EXPECT_EQ(it->key(), "d");
  it->Seek("g");
  EXPECT_FALSE(it->Valid());
  it->SeekForPrev("a");
  EXPECT_FALSE(it->Valid());
}

TEST_F(IndexMemTableTest, WhatIsWrittenOutIsWhatAMapHolds) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 2'000; ++i) {
      // Few enough that keys are overwritten and deleted.
      const std::string key = "a ledger's long name/" + std::to_string(random() % 1'500);
      if (random() % 5 == 0) {
        Delete(key);
      } else {
        Put(key, std::to_string(random()));
      }
    }
    ExpectRows();
    Flush();
    ExpectRows();
  }
}

}  // namespace
}  // namespace huiyin::rocksdb_log

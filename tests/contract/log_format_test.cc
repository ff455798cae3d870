// The worked example of docs/log_format.md, byte by byte.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/test_matchers.h"
#include "eventstore/record_codec.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "huiyin/v1/record.pb.h"
#include "rocksdb/db.h"
#include "tests/contract/engines.h"

namespace huiyin {
namespace {

using Rows = std::multimap<std::string, std::pair<std::string, std::string>>;

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

std::string WithoutSpaces(absl::string_view text) { return absl::StrReplaceAll(text, {{" ", ""}}); }

// The lines of the document's `number`-th code block.
std::vector<std::string> CodeBlock(size_t number) {
  std::ifstream in("docs/log_format.md");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const std::vector<std::string> parts = absl::StrSplit(text, "```");
  return absl::StrSplit(parts.at(2 * number + 1), '\n', absl::SkipEmpty());
}

// The leading bytes of each line: "0a 01 61   1 ledger_id": pairs of hexadecimal digits, until two spaces.
std::string RecordInTheDocument() {
  std::string hex;
  for (const std::string& row : CodeBlock(0)) {
    const absl::string_view line = absl::StripLeadingAsciiWhitespace(row);
    hex += WithoutSpaces(line.substr(0, line.find("  ")));
  }
  return hex;
}

Rows RowsInTheDocument() {
  Rows rows;
  for (const std::string& line : CodeBlock(1)) {
    const std::vector<std::string> cells = absl::StrSplit(WithoutSpaces(line), '|');
    EXPECT_EQ(cells.size(), 3u) << line;
    rows.emplace(cells[0], std::pair(cells[1], cells[2] == "(therecord)" ? RecordInTheDocument() : cells[2]));
  }
  return rows;
}

v1::Record TheRecord() {
  v1::Record record;
  record.set_ledger_id("a");
  record.set_stream_id("unit/u");
  record.set_command_id("c");
  for (char byte = 0; byte < 32; ++byte) record.mutable_command_digest()->push_back(byte);
  record.mutable_occurred_at()->set_seconds(1'577'836'800);
  record.mutable_recorded_at()->set_seconds(1'577'836'801);
  record.mutable_actor()->set_id("o");
  record.mutable_actor()->set_role(v1::Actor::CONGRESS_OFFICE);
  record.mutable_event()->mutable_unit_enrolled()->set_unit_id("u");
  record.mutable_event()->mutable_unit_enrolled()->set_name("水务站");
  return record;
}

Rows RowsOnDisk(const std::string& directory) {
  std::vector<std::string> names;
  EXPECT_TRUE(rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), directory, &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string& name : names) descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  EXPECT_TRUE(rocksdb::DB::OpenForReadOnly(rocksdb::DBOptions(), directory, descriptors, &handles, &db).ok());
  Rows rows;
  for (size_t i = 0; i < names.size(); ++i) {
    std::unique_ptr<rocksdb::Iterator> it(db->NewIterator(rocksdb::ReadOptions(), handles[i]));
    for (it->SeekToFirst(); it->Valid(); it->Next()) {
      rows.emplace(names[i], std::pair(Hex(it->key().ToString()), Hex(it->value().ToString())));
    }
    it.reset();
    EXPECT_TRUE(db->DestroyColumnFamilyHandle(handles[i]).ok());
  }
  delete db;
  return rows;
}

TEST(LogFormatTest, TheRecordIsAsTheDocumentSays) {
  ASSERT_OK_AND_ASSIGN(const EncodedRecord encoded, Encode(TheRecord()));
  EXPECT_EQ(encoded.bytes.size(), 91u);
  EXPECT_EQ(Hex(encoded.bytes), RecordInTheDocument());
}

TEST(LogFormatTest, TheDirectoryIsAsTheDocumentSays) {
  const TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const EncodedRecord encoded, Encode(TheRecord()));
  {
    ASSERT_OK_AND_ASSIGN(const auto log, OpenRocksDbLog({.directory = directory.path()}));
    ASSERT_OK(log->Append({{LedgerId("a"), Seq(0), {encoded}}}));
  }
  EXPECT_EQ(RowsOnDisk(directory.path()), RowsInTheDocument());
}

}  // namespace
}  // namespace huiyin

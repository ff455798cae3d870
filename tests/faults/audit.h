// What is there of one ledger, held against what was acknowledged: whole, once, in its place, without gaps.
#ifndef HUIYIN_TESTS_FAULTS_AUDIT_H_
#define HUIYIN_TESTS_FAULTS_AUDIT_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/command_of.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

// A command that a server answered OK.
struct Acknowledged {
  v1::Command command;
  uint64_t seq = 0;
};

// Not thread-safe.
class Audit {
 public:
  explicit Audit(std::string ledger) : ledger_(std::move(ledger)) {}

  uint64_t records() const { return next_; }

  // The ledger's next record.
  void Add(const v1::Record& record) {
    EXPECT_EQ(record.seq(), next_) << "a gap in " << ledger_;
    next_ = record.seq() + 1;
    EXPECT_EQ(CommandDigest(CommandOf(record)), record.command_digest()) << "half there: " << record.command_id();
    const bool fresh = commands_.emplace(record.command_id(), Entry{record.seq(), record.command_digest()}).second;
    EXPECT_TRUE(fresh) << "DOUBLED: " << ledger_ << "/" << record.seq() << " " << record.command_id();
  }

  // After all records are added.
  void Check(const std::vector<Acknowledged>& acknowledged) const {
    for (const Acknowledged& one : acknowledged) {
      const auto found = commands_.find(one.command.command_id());
      if (found == commands_.end()) {
        ADD_FAILURE() << "LOST: " << ledger_ << "/" << one.seq << " " << one.command.command_id();
        continue;
      }
      EXPECT_EQ(found->second.seq, one.seq) << one.command.command_id();
      EXPECT_EQ(found->second.digest, CommandDigest(one.command)) << one.command.command_id();
    }
  }

 private:
  struct Entry {
    uint64_t seq = 0;
    std::string digest;
  };

  const std::string ledger_;
  uint64_t next_ = 0;
  std::map<std::string, Entry> commands_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_FAULTS_AUDIT_H_

// What a log must hold, ledger by ledger, and the check that it does: nothing less, nothing more, by every way to it.
// For ledgers of one stream, "proposal/p-1", whose commands are "c-" and their seq.
#ifndef HUIYIN_TESTS_FAULTS_LOG_MODEL_H_
#define HUIYIN_TESTS_FAULTS_LOG_MODEL_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_matchers.h"
#include "eventstore/event_log.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/reference_tree.h"
#include "eventstore/sample_records.h"
#include "tests/contract/reading.h"

namespace huiyin {

class LogModel {
 public:
  void Add(const LedgerBatch& batch) {
    std::vector<ReadRecord>& records = ledgers_[batch.ledger.value()];
    for (ReadRecord& record : RecordsOf(batch)) records.push_back(std::move(record));
  }

  Seq NextOf(const std::string& ledger) const {
    const auto found = ledgers_.find(ledger);
    return found == ledgers_.end() ? Seq(0) : Seq(found->second.size());
  }

  size_t records() const {
    size_t count = 0;
    for (const auto& [name, records] : ledgers_) count += records.size();
    return count;
  }

  // The next records of the ledger, with notes of these sizes.
  LedgerBatch MakeBatch(const std::string& ledger, const std::vector<size_t>& note_bytes) const {
    LedgerBatch batch{LedgerId(ledger), NextOf(ledger), {}};
    for (const size_t bytes : note_bytes) {
      const uint64_t seq = batch.expected.value() + batch.records.size();
      batch.records.push_back(SampleEncoded({.ledger = ledger,
                                             .seq = seq,
                                             .version = seq,
                                             .command = absl::StrCat("c-", seq),
                                             .note = std::string(bytes, 'n')}));
    }
    return batch;
  }

  void ExpectHeldBy(const EventLog& log) const {
    const auto partition = ReadAll(log.ReadPartition(0, Offset(0)));
    ASSERT_OK(partition);
    EXPECT_EQ(partition->size(), records());
    for (const auto& [ledger, records] : ledgers_) ExpectLedger(log, ledger, records);
  }

 private:
  static void ExpectLedger(const EventLog& log, const std::string& ledger, const std::vector<ReadRecord>& records) {
    const LedgerId id(ledger);
    EXPECT_THAT(ReadAll(log.ReadLedger(id, Seq(0))), IsOkAndHolds(records)) << ledger;
    EXPECT_THAT(ReadAll(log.ReadStream(id, StreamId("proposal/p-1"), StreamVersion(0))), IsOkAndHolds(records));
    const auto head = log.Head(id);
    ASSERT_OK(head);
    EXPECT_EQ(head->has_value() ? (*head)->next.value() : 0, records.size());
    std::vector<std::string> leaves;
    for (const ReadRecord& record : records) leaves.push_back(record.bytes);
    const merkle::Hash root = *merkle::Hash::FromBytes(merkle::reference::Mth(leaves));
    EXPECT_THAT(TreeHeadOf(log, id), IsOkAndHolds(TreeHead{merkle::TreeSize(records.size()), root})) << ledger;
    for (const ReadRecord& record : records) {
      const auto command = log.FindCommand(id, CommandId(absl::StrCat("c-", record.seq)));
      ASSERT_OK(command);
      ASSERT_TRUE(command->has_value());
      EXPECT_EQ((*command)->first, Seq(record.seq));
    }
    const auto beyond = log.FindCommand(id, CommandId(absl::StrCat("c-", records.size())));
    ASSERT_OK(beyond);
    EXPECT_FALSE(beyond->has_value());
  }

  std::map<std::string, std::vector<ReadRecord>> ledgers_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_FAULTS_LOG_MODEL_H_

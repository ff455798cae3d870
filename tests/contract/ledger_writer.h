// Makes right batches for the contract: keeps count of seqs and stream versions, and of nothing else.
#ifndef HUIYIN_TESTS_CONTRACT_LEDGER_WRITER_H_
#define HUIYIN_TESTS_CONTRACT_LEDGER_WRITER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/sample_records.h"

namespace huiyin {

class LedgerWriter {
 public:
  explicit LedgerWriter(std::string ledger) : ledger_(std::move(ledger)) {}

  const std::string& ledger() const { return ledger_; }
  uint64_t next() const { return next_; }

  // The next record, of a command of its own unless one is named.
  EncodedRecord Record(const std::string& stream = "proposal/p-1", std::string command = "", char digest = 'd',
                       const std::string& note = "note") {
    if (command.empty()) command = absl::StrCat("c-", next_);
    const Sample sample{.ledger = ledger_,
                        .seq = next_,
                        .stream = stream,
                        .version = versions_[stream]++,
                        .command = command,
                        .digest = digest,
                        .recorded_at = absl::FromUnixSeconds(1'600'000'000 + static_cast<int64_t>(next_)),
                        .note = note};
    ++next_;
    return SampleEncoded(sample);
  }

  LedgerBatch Batch(size_t records, const std::string& stream = "proposal/p-1") {
    LedgerBatch batch{LedgerId(ledger_), Seq(next_), {}};
    for (size_t i = 0; i < records; ++i) batch.records.push_back(Record(stream));
    return batch;
  }

 private:
  const std::string ledger_;
  uint64_t next_ = 0;
  std::map<std::string, uint64_t> versions_;
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_CONTRACT_LEDGER_WRITER_H_

// What verifying a data directory and verifying tiles have in common.
#ifndef HUIYIN_TOOLS_CLI_VERIFY_PARTS_H_
#define HUIYIN_TOOLS_CLI_VERIFY_PARTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "eventstore/ledger_faults.h"
#include "eventstore/merkle/note_key.h"
#include "huiyin/v1/record.pb.h"
#include "services/checkpoint_files.h"
#include "tools/cli/terminal.h"

namespace huiyin {

// kDataLoss (COMMAND_DIGEST_WRONG): the record is not what its command said.
absl::Status CheckDigest(const v1::Record& record);

// Whether one of `keys`, at least one, has signed it as the ledger's. Errors of merkle::OpenCheckpoint.
absl::Status CheckSigned(const std::vector<merkle::VerifierKey>& keys, const LedgerId& ledger,
                         const KeptCheckpoint& kept);

// "1 ledger", "2 ledgers".
std::string Counted(uint64_t count, absl::string_view what);

// Faults as lines on stdout. Not thread-safe.
class FaultLines {
 public:
  explicit FaultLines(const Shown& shown);

  bool chinese() const { return chinese_; }
  uint64_t count() const { return count_; }
  void Tell(const LogFault& fault);
  // The last line of a person's output. `verified`: what was looked at.
  void PrintSummary(absl::string_view verified, uint64_t records_a_second) const;
  // kDataLoss (FAULTS_FOUND): there were some.
  absl::Status Result() const;

 private:
  const bool json_;
  const bool chinese_;
  uint64_t count_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_VERIFY_PARTS_H_

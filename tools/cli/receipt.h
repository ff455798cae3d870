// huiyin checkpoint, receipt, proof check: what is kept of a register outside of it, and how it is checked there.
#ifndef HUIYIN_TOOLS_CLI_RECEIPT_H_
#define HUIYIN_TOOLS_CLI_RECEIPT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/cli/connection.h"
#include "tools/cli/terminal.h"

namespace huiyin {

// Prints the ledger's checkpoint, byte for byte.
absl::Status PrintCheckpoint(const Connection& connection, const std::string& ledger);

struct ReceiptOptions {
  std::string ledger;
  uint64_t seq = 0;
  // Where it is kept; empty: LEDGER-SEQ.tlog-proof; "-": standard output.
  std::string out;
};

// Fetches the receipt of an event and writes it to a file, which it never overwrites.
absl::Status FetchReceipt(const Connection& connection, const ReceiptOptions& options, const Shown& shown);

struct ProofCheckOptions {
  std::string file;
  // Public keys (huiyin key show), or files that hold one.
  std::vector<std::string> keys;
  // The same, of witnesses who must have cosigned.
  std::vector<std::string> witnesses;
};

// Checks a receipt without any register, and shows the event that it proves.
absl::Status CheckProof(const ProofCheckOptions& options, const Shown& shown);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_RECEIPT_H_

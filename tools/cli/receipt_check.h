// Whether a receipt proves what it says, from nothing but the file and the office's public key.
#ifndef HUIYIN_TOOLS_CLI_RECEIPT_CHECK_H_
#define HUIYIN_TOOLS_CLI_RECEIPT_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "eventstore/merkle/checkpoint.h"
#include "eventstore/merkle/note_key.h"

namespace huiyin {

struct CheckedReceipt {
  LedgerId ledger;
  Seq seq;
  // The stored bytes of the Record.
  std::string record;
  merkle::TrustedCheckpoint trusted;
};

// `keys`: public keys of an office, whose name is the beginning of the ledger's origin, or of the ledger itself.
// `witnesses`: public keys of those who all must have cosigned the checkpoint; keys of one name are one witness.
//
// kInvalidArgument: PROOF_FILE_MALFORMED and what else merkle/proof_file.h names; RECEIPT_WITHOUT_RECORD. kDataLoss:
// PROOF_WRONG, NOTE_SIGNATURE_WRONG, RECORD_DAMAGED; RECEIPT_OF_ANOTHER: the record is not the one that the file says.
// kFailedPrecondition (NOTE_NOT_SIGNED, CHECKPOINT_OF_ANOTHER_LOG): none of the keys has signed for such a ledger;
// WITNESSES_MISSING.
absl::StatusOr<CheckedReceipt> CheckReceipt(absl::string_view file, const std::vector<merkle::VerifierKey>& keys,
                                            const std::vector<merkle::VerifierKey>& witnesses = {});

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_RECEIPT_CHECK_H_

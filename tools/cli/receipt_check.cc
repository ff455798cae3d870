#include "tools/cli/receipt_check.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/proof_file.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/record_codec.h"
#include "services/checkpoints.h"

namespace huiyin {
namespace {

// The keys as this ledger's log would sign by them.
absl::StatusOr<merkle::LogTrust> TrustIn(const LedgerId& ledger, const std::string& origin,
                                         const std::vector<merkle::VerifierKey>& keys) {
  merkle::LogTrust trust;
  for (const merkle::VerifierKey& key : keys) {
    const bool is_ledgers_own = key.name() == origin && absl::EndsWith(origin, OriginOf("", ledger));
    if (!is_ledgers_own && OriginOf(key.name(), ledger) != origin) continue;
    ASSIGN_OR_RETURN(merkle::VerifierKey named, key.Named(origin));
    trust.log_keys.push_back(std::move(named));
  }
  trust.origin = origin;
  if (!trust.log_keys.empty()) return trust;
  return Error(absl::StatusCode::kFailedPrecondition, "CHECKPOINT_OF_ANOTHER_LOG",
               absl::StrCat("the checkpoint is of ", origin, ", for which no given key signs"),
               absl::StrCat("检查点属于 ", origin, "，所给密钥均不为其签名"));
}

size_t CountNames(const std::vector<merkle::VerifierKey>& keys) {
  std::set<std::string> names;
  for (const merkle::VerifierKey& key : keys) names.insert(key.name());
  return names.size();
}

}  // namespace

absl::StatusOr<CheckedReceipt> CheckReceipt(absl::string_view bytes, const std::vector<merkle::VerifierKey>& keys,
                                            const std::vector<merkle::VerifierKey>& witnesses) {
  ASSIGN_OR_RETURN(merkle::ProofFile file, merkle::ParseProofFile(bytes));
  if (file.extra.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "RECEIPT_WITHOUT_RECORD",
                 "the proof file does not hold the record that it is about", "证明文件中没有所证明的记录");
  }
  ASSIGN_OR_RETURN(const RecordPlace place, PlaceOf(file.extra));
  const LedgerId ledger(place.ledger);
  if (place.seq != file.index) {
    return Error(absl::StatusCode::kDataLoss, "RECEIPT_OF_ANOTHER",
                 absl::StrCat("the record is that of seq ", place.seq.value(), ", not ", file.index.value()),
                 absl::StrCat("记录是第 ", place.seq.value(), " 条，而不是第 ", file.index.value(), " 条"));
  }
  // Unverified so far: only to know which keys to try.
  ASSIGN_OR_RETURN(const merkle::SignedNote note, merkle::ParseNote(file.checkpoint));
  ASSIGN_OR_RETURN(const merkle::Checkpoint checkpoint, merkle::ParseCheckpoint(note.text));
  ASSIGN_OR_RETURN(merkle::LogTrust trust, TrustIn(ledger, checkpoint.origin, keys));
  trust.witness_keys = witnesses;
  trust.witnesses_required = CountNames(witnesses);
  ASSIGN_OR_RETURN(merkle::TrustedCheckpoint trusted, merkle::CheckProofFile(file, file.extra, trust));
  return CheckedReceipt{ledger, file.index, std::move(file.extra), std::move(trusted)};
}

}  // namespace huiyin

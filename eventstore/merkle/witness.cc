#include "eventstore/merkle/witness.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/proof_lines.h"
#include "eventstore/merkle/strict_text.h"

namespace huiyin::merkle {
namespace {

constexpr absl::string_view kOld = "old ";

absl::Status Malformed(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "ADD_CHECKPOINT_MALFORMED",
               absl::StrCat("not an add-checkpoint request: ", english),
               absl::StrCat("不是提交检查点的请求：", chinese));
}

WitnessDecision UnknownLog(const std::string& origin) {
  return {WitnessAnswer::kUnknownLog,
          Error(absl::StatusCode::kNotFound, "WITNESS_LOG_UNKNOWN", absl::StrCat("no log ", origin, " is known here"),
                absl::StrCat("此处不认识日志 ", origin))};
}

WitnessDecision SizesReversed(const AddCheckpoint& request) {
  const uint64_t from = request.old_size.value(), to = request.checkpoint.size.value();
  return {WitnessAnswer::kMalformed,
          Error(absl::StatusCode::kInvalidArgument, "WITNESS_SIZES_REVERSED",
                absl::StrCat("the checkpoint of size ", to, " is older than the old size ", from),
                absl::StrCat("检查点的大小 ", to, " 小于旧的大小 ", from))};
}

WitnessDecision Conflict(TreeSize known) {
  return {WitnessAnswer::kConflict, Error(absl::StatusCode::kAborted, "WITNESS_CONFLICT",
                                          absl::StrCat("the last checkpoint cosigned here has size ", known.value()),
                                          absl::StrCat("此处最近会签的检查点大小为 ", known.value()))};
}

WitnessDecision Inconsistent() {
  return {WitnessAnswer::kInconsistent, Error(absl::StatusCode::kDataLoss, "WITNESS_INCONSISTENT",
                                              "the checkpoint is not shown to extend the last one cosigned here",
                                              "不能证明该检查点由此处最近会签的检查点增长而来")};
}

}  // namespace

absl::StatusOr<AddCheckpoint> ParseAddCheckpoint(absl::string_view body) {
  absl::string_view line = TakeLine(body).value_or("");
  const std::optional<uint64_t> old_size = absl::ConsumePrefix(&line, kOld) ? FromDecimal(line) : std::nullopt;
  if (!old_size.has_value()) return Malformed("no old size", "没有旧的大小");
  std::optional<Proof> proof = TakeProofLines(body);
  if (!proof.has_value()) return Malformed("a line that is no hash, or too many", "有一行不是散列，或散列过多");
  ASSIGN_OR_RETURN(SignedNote note, ParseNote(body));
  ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpoint(note.text));
  return AddCheckpoint{TreeSize(*old_size), *std::move(proof), std::move(note), std::move(checkpoint)};
}

absl::StatusOr<std::string> FormatAddCheckpoint(TreeSize old_size, absl::Span<const Hash> proof,
                                                absl::string_view checkpoint) {
  std::string body = absl::StrCat(kOld, old_size.value(), "\n", ProofLines(proof), checkpoint);
  RETURN_IF_ERROR(ParseAddCheckpoint(body).status());
  return body;
}

// In the order of the specification.
WitnessDecision DecideCosigning(const AddCheckpoint& request, const WitnessedLog* log) {
  const Checkpoint& checkpoint = request.checkpoint;
  if (log == nullptr) return UnknownLog(checkpoint.origin);
  if (absl::Status status = VerifyNote(request.note, log->keys); !status.ok()) {
    return {WitnessAnswer::kNotSigned, std::move(status)};
  }
  if (request.old_size > checkpoint.size) return SizesReversed(request);
  if (request.old_size != log->size) return Conflict(log->size);
  // An empty tree has its one root, and needs no proof to be extended: VerifyConsistency holds to both.
  if (!VerifyConsistency(log->size, log->root, checkpoint.size, checkpoint.root, request.proof).ok()) {
    return Inconsistent();
  }
  return {};
}

std::string CosignatureLine(const AddCheckpoint& request, const SignerKey& key, absl::Time now) {
  return FormatSignatureLine(key.Cosign(request.note.text, now));
}

std::string ConflictBody(TreeSize size) { return absl::StrCat(size.value(), "\n"); }

absl::StatusOr<TreeSize> ParseConflictBody(absl::string_view body) {
  const std::optional<absl::string_view> line = TakeLine(body);
  const std::optional<uint64_t> size = line.has_value() && body.empty() ? FromDecimal(*line) : std::nullopt;
  if (size.has_value()) return TreeSize(*size);
  return Error(absl::StatusCode::kInvalidArgument, "WITNESS_ANSWER_MALFORMED", "not the size of a tree",
               "不是树的大小");
}

absl::StatusOr<std::string> WithCosignatures(absl::string_view checkpoint, absl::string_view answer,
                                             absl::Span<const VerifierKey> witnesses) {
  ASSIGN_OR_RETURN(SignedNote note, ParseNote(checkpoint));
  ASSIGN_OR_RETURN(std::vector<NoteSignature> answered, ParseSignatureLines(answer));
  const SignedNote cosigned{note.text, std::move(answered)};
  RETURN_IF_ERROR(VerifyNote(cosigned, witnesses));
  ASSIGN_OR_RETURN(const std::vector<NoteSignature> fresh, KnownSignatures(cosigned, witnesses));
  for (const NoteSignature& signature : fresh) {
    const auto older = [&](const NoteSignature& other) {
      return other.key_name == signature.key_name && other.key_id == signature.key_id;
    };
    note.signatures.erase(std::remove_if(note.signatures.begin(), note.signatures.end(), older), note.signatures.end());
    note.signatures.push_back(signature);
  }
  return FormatNote(note);
}

}  // namespace huiyin::merkle

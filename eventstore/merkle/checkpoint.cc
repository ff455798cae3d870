#include "eventstore/merkle/checkpoint.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/merkle/strict_text.h"

namespace huiyin::merkle {
namespace {

absl::Status Malformed(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "CHECKPOINT_MALFORMED", absl::StrCat("not a checkpoint: ", english),
               absl::StrCat("不是检查点：", chinese));
}

absl::Status CheckTypes(const std::vector<VerifierKey>& keys, KeyType type) {
  for (const VerifierKey& key : keys) {
    if (key.type() == type) continue;
    return Error(absl::StatusCode::kInvalidArgument, "KEY_MALFORMED",
                 absl::StrCat("the key ", key.name(), " is of another type than its use needs"),
                 absl::StrCat("密钥 ", key.name(), " 的类型与用途不符"));
  }
  return absl::OkStatus();
}

// One a witness: the latest.
absl::StatusOr<std::vector<Cosignature>> Cosignatures(const SignedNote& note, const LogTrust& trust) {
  ASSIGN_OR_RETURN(const std::vector<NoteSignature> known, KnownSignatures(note, trust.witness_keys));
  std::vector<Cosignature> cosignatures;
  for (const NoteSignature& signature : known) {
    ASSIGN_OR_RETURN(const absl::Time made_at, TimeOf(signature));
    const auto same = std::find_if(cosignatures.begin(), cosignatures.end(),
                                   [&](const Cosignature& other) { return other.witness == signature.key_name; });
    if (same == cosignatures.end()) {
      cosignatures.push_back(Cosignature{signature.key_name, made_at});
    } else {
      same->made_at = std::max(same->made_at, made_at);
    }
  }
  return cosignatures;
}

}  // namespace

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  if (text.size() > kNoteBytesMax) return Malformed("too long", "过长");
  if (!IsNoteText(text)) return Malformed("not UTF-8 text of lines", "不是由行组成的 UTF-8 文本");
  const std::optional<absl::string_view> origin = TakeLine(text);
  if (!origin.has_value() || origin->empty()) return Malformed("no origin", "没有来源名");
  const std::optional<absl::string_view> size_line = TakeLine(text);
  const std::optional<uint64_t> size = FromDecimal(size_line.value_or(""));
  if (!size.has_value()) return Malformed("no tree size", "没有树的大小");
  const std::optional<absl::string_view> root_line = TakeLine(text);
  const std::optional<Hash> root = Hash::FromBase64(root_line.value_or(""));
  if (!root.has_value()) return Malformed("no root hash", "没有根散列");
  Checkpoint checkpoint{std::string(*origin), TreeSize(*size), *root, {}};
  while (!text.empty()) {
    const std::optional<absl::string_view> line = TakeLine(text);
    if (!line.has_value()) return Malformed("no newline at the end", "末尾没有换行");
    if (line->empty()) return Malformed("an empty line", "有空行");
    checkpoint.extensions.emplace_back(*line);
  }
  return checkpoint;
}

absl::StatusOr<std::string> FormatCheckpoint(const Checkpoint& checkpoint) {
  std::string text =
      absl::StrCat(checkpoint.origin, "\n", checkpoint.size.value(), "\n", checkpoint.root.Base64(), "\n");
  for (const std::string& extension : checkpoint.extensions) absl::StrAppend(&text, extension, "\n");
  // A newline in the origin, a size past the limit, an empty extension: it would be read as something else.
  ASSIGN_OR_RETURN(const Checkpoint read, ParseCheckpoint(text));
  if (read != checkpoint) return Malformed("a line that is none", "有一行含换行");
  return text;
}

absl::StatusOr<TrustedCheckpoint> OpenCheckpoint(absl::string_view note_bytes, const LogTrust& trust) {
  RETURN_IF_ERROR(CheckTypes(trust.log_keys, KeyType::kEd25519));
  RETURN_IF_ERROR(CheckTypes(trust.witness_keys, KeyType::kCosignature));
  ASSIGN_OR_RETURN(const SignedNote note, ParseNote(note_bytes));
  ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpoint(note.text));
  if (checkpoint.origin != trust.origin) {
    return Error(absl::StatusCode::kFailedPrecondition, "CHECKPOINT_OF_ANOTHER_LOG",
                 absl::StrCat("the checkpoint is of ", checkpoint.origin, ", not of ", trust.origin),
                 absl::StrCat("检查点属于 ", checkpoint.origin, "，不属于 ", trust.origin));
  }
  RETURN_IF_ERROR(VerifyNote(note, trust.log_keys));
  ASSIGN_OR_RETURN(std::vector<Cosignature> cosignatures, Cosignatures(note, trust));
  if (cosignatures.size() < trust.witnesses_required) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "WITNESSES_MISSING",
        absl::StrCat(cosignatures.size(), " witnesses have cosigned, ", trust.witnesses_required, " must have"),
        absl::StrCat("已有 ", cosignatures.size(), " 个见证方会签，至少需要 ", trust.witnesses_required, " 个"));
  }
  return TrustedCheckpoint{std::move(checkpoint), std::move(cosignatures)};
}

std::string OriginHash(absl::string_view origin) { return absl::BytesToHexString(Sha256(origin).bytes()); }

}  // namespace huiyin::merkle

#include "eventstore/merkle/proof_file.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/proof_lines.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/merkle/strict_text.h"

namespace huiyin::merkle {
namespace {

constexpr absl::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr absl::string_view kExtra = "extra ";
constexpr absl::string_view kIndex = "index ";
// Base64 takes 4 bytes for 3.
constexpr size_t kFileBytesMax = kNoteBytesMax + 2 * kProofExtraBytesMax;

absl::Status Malformed(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "PROOF_FILE_MALFORMED", absl::StrCat("not a proof file: ", english),
               absl::StrCat("不是证明文件：", chinese));
}

}  // namespace

absl::StatusOr<ProofFile> ParseProofFile(absl::string_view bytes) {
  if (bytes.size() > kFileBytesMax) return Malformed("too long", "过长");
  if (TakeLine(bytes) != kHeader) return Malformed("another first line", "首行不符");
  ProofFile file;
  absl::string_view line = TakeLine(bytes).value_or("");
  if (absl::ConsumePrefix(&line, kExtra)) {
    std::optional<std::string> extra = FromBase64(line);
    if (!extra.has_value() || extra->empty() || extra->size() > kProofExtraBytesMax) {
      return Malformed("its extra data", "附加数据有误");
    }
    file.extra = *std::move(extra);
    line = TakeLine(bytes).value_or("");
  }
  const std::optional<uint64_t> index = absl::ConsumePrefix(&line, kIndex) ? FromDecimal(line) : std::nullopt;
  if (!index.has_value()) return Malformed("no index", "没有序号");
  file.index = Seq(*index);
  std::optional<Proof> proof = TakeProofLines(bytes);
  if (!proof.has_value()) return Malformed("a line that is no hash, or too many", "有一行不是散列，或散列过多");
  file.proof = *std::move(proof);
  ASSIGN_OR_RETURN(const SignedNote note, ParseNote(bytes));
  RETURN_IF_ERROR(ParseCheckpoint(note.text).status());
  file.checkpoint = std::string(bytes);
  return file;
}

absl::StatusOr<std::string> FormatProofFile(const ProofFile& file) {
  std::string bytes = absl::StrCat(kHeader, "\n");
  if (!file.extra.empty()) absl::StrAppend(&bytes, kExtra, absl::Base64Escape(file.extra), "\n");
  absl::StrAppend(&bytes, kIndex, file.index.value(), "\n", ProofLines(file.proof), file.checkpoint);
  RETURN_IF_ERROR(ParseProofFile(bytes).status());
  return bytes;
}

absl::StatusOr<TrustedCheckpoint> CheckProofFile(const ProofFile& file, absl::string_view record,
                                                 const LogTrust& trust) {
  ASSIGN_OR_RETURN(TrustedCheckpoint trusted, OpenCheckpoint(file.checkpoint, trust));
  const Checkpoint& checkpoint = trusted.checkpoint;
  RETURN_IF_ERROR(VerifyInclusion(LeafHash(record), file.index, checkpoint.size, checkpoint.root, file.proof));
  return trusted;
}

}  // namespace huiyin::merkle

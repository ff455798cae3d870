#include "eventstore/merkle/signed_note.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/big_endian.h"
#include "eventstore/merkle/strict_text.h"

namespace huiyin::merkle {
namespace {

constexpr absl::string_view kDash = "— ";
constexpr size_t kKeyIdBytes = 4;

absl::Status Malformed(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "NOTE_MALFORMED", absl::StrCat("not a signed note: ", english),
               absl::StrCat("不是签名文书：", chinese));
}

std::optional<NoteSignature> ParseSignatureLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kDash)) return std::nullopt;
  const size_t space = line.find(' ');
  if (space == absl::string_view::npos || !IsKeyName(line.substr(0, space))) return std::nullopt;
  const std::optional<std::string> bytes = FromBase64(line.substr(space + 1));
  if (!bytes.has_value() || bytes->size() <= kKeyIdBytes) return std::nullopt;
  return NoteSignature{.key_name = std::string(line.substr(0, space)),
                       .key_id = ReadBigEndian<uint32_t>(*bytes),
                       .bytes = bytes->substr(kKeyIdBytes)};
}

}  // namespace

absl::StatusOr<SignedNote> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) return Malformed("too long", "过长");
  if (!IsNoteText(bytes)) return Malformed("not UTF-8 text of lines", "不是由行组成的 UTF-8 文本");
  const size_t split = bytes.rfind("\n\n");
  if (split == absl::string_view::npos) return Malformed("no empty line before the signatures", "签名之前没有空行");
  ASSIGN_OR_RETURN(std::vector<NoteSignature> signatures, ParseSignatureLines(bytes.substr(split + 2)));
  return SignedNote{.text = std::string(bytes.substr(0, split + 1)), .signatures = std::move(signatures)};
}

absl::StatusOr<std::vector<NoteSignature>> ParseSignatureLines(absl::string_view lines) {
  if (lines.size() > kNoteBytesMax) return Malformed("too long", "过长");
  std::vector<NoteSignature> signatures;
  while (!lines.empty()) {
    const std::optional<absl::string_view> line = TakeLine(lines);
    if (!line.has_value()) return Malformed("no newline at the end", "末尾没有换行");
    std::optional<NoteSignature> signature = ParseSignatureLine(*line);
    if (!signature.has_value()) return Malformed("a line that is no signature", "有一行不是签名");
    if (signatures.size() == kNoteSignaturesMax) return Malformed("too many signatures", "签名过多");
    signatures.push_back(*std::move(signature));
  }
  if (signatures.empty()) return Malformed("no signature", "没有签名");
  return signatures;
}

std::string FormatNote(const SignedNote& note) {
  CHECK(absl::EndsWith(note.text, "\n") && !note.signatures.empty());
  std::string bytes = absl::StrCat(note.text, "\n");
  for (const NoteSignature& signature : note.signatures) absl::StrAppend(&bytes, FormatSignatureLine(signature));
  return bytes;
}

std::string FormatSignatureLine(const NoteSignature& signature) {
  std::string bytes;
  AppendBigEndian(signature.key_id, bytes);
  bytes += signature.bytes;
  return absl::StrCat(kDash, signature.key_name, " ", absl::Base64Escape(bytes), "\n");
}

}  // namespace huiyin::merkle

#include "eventstore/merkle/note_key.h"

#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/big_endian.h"
#include "eventstore/merkle/ed25519.h"
#include "eventstore/merkle/hash.h"
#include "eventstore/merkle/strict_text.h"

namespace huiyin::merkle {
namespace {

constexpr absl::string_view kPrivatePrefix = "PRIVATE+KEY+";
constexpr size_t kTimestampBytes = 8;
constexpr size_t kCosignatureBytes = kTimestampBytes + kEd25519SignatureBytes;

absl::Status Malformed(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "KEY_MALFORMED", absl::StrCat("not a key: ", english),
               absl::StrCat("不是密钥：", chinese));
}

std::string Typed(KeyType type, absl::string_view key) {
  return absl::StrCat(std::string(1, static_cast<char>(type)), key);
}

// name "+" hex8(id) "+" base64(type key), the form that both kinds of key share.
std::string KeyText(const VerifierKey& key, absl::string_view bytes) {
  return absl::StrCat(key.name(), "+", absl::StrFormat("%08x", key.id()), "+",
                      absl::Base64Escape(Typed(key.type(), bytes)));
}

struct KeyParts {
  std::string name;
  std::string id;
  KeyType type;
  std::string key;
};

absl::StatusOr<KeyParts> ParseKeyText(absl::string_view text) {
  // Base64 has '+' as well, names have not.
  std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('+', 2));
  if (parts.size() != 3) return Malformed("it has no three parts", "不是由三部分组成");
  std::optional<std::string> key = FromBase64(parts[2]);
  if (!key.has_value() || key->empty()) return Malformed("its end is not Base64", "末段不是 Base64");
  const KeyType type{static_cast<uint8_t>((*key)[0])};
  if (type != KeyType::kEd25519 && type != KeyType::kCosignature) return Malformed("unknown type", "类型未知");
  KeyParts read{std::move(parts[0]), std::move(parts[1]), type, key->substr(1)};
  EraseSecret(*key);
  EraseSecret(parts[2]);
  return read;
}

absl::Status CheckId(const VerifierKey& key, absl::string_view id) {
  if (absl::StrFormat("%08x", key.id()) == id) return absl::OkStatus();
  return Malformed("its id is not that of the name and key", "编号与名称及密钥不符");
}

// The bytes that a signature of 0x04 covers.
std::string CosignedMessage(uint64_t seconds, absl::string_view text) {
  return absl::StrCat("cosignature/v1\ntime ", seconds, "\n", text);
}

}  // namespace

VerifierKey::VerifierKey(absl::string_view name, KeyType type, absl::string_view public_key)
    : name_(name),
      type_(type),
      public_key_(public_key),
      id_(ReadBigEndian<uint32_t>(Sha256(absl::StrCat(name, "\n", Typed(type, public_key))).bytes())) {}

absl::StatusOr<VerifierKey> VerifierKey::Parse(absl::string_view vkey) {
  ASSIGN_OR_RETURN(const KeyParts parts, ParseKeyText(vkey));
  ASSIGN_OR_RETURN(VerifierKey key, Make(parts.name, parts.type, parts.key));
  RETURN_IF_ERROR(CheckId(key, parts.id));
  return key;
}

absl::StatusOr<VerifierKey> VerifierKey::Make(absl::string_view name, KeyType type, absl::string_view public_key) {
  if (name.size() > kKeyNameBytesMax || !IsKeyName(name)) {
    return Malformed("a name is 1 to 255 bytes of UTF-8 without space or '+'",
                     "名称应为 1 至 255 字节的 UTF-8，不含空白和加号");
  }
  if (public_key.size() != kEd25519PublicKeyBytes) return Malformed("it is not of 32 bytes", "长度不是 32 字节");
  return VerifierKey(name, type, public_key);
}

std::string VerifierKey::Text() const { return KeyText(*this, public_key_); }

bool VerifierKey::Verify(absl::string_view text, const NoteSignature& signature) const {
  if (!IsNamedBy(signature)) return false;
  const absl::string_view bytes = signature.bytes;
  if (type_ == KeyType::kEd25519) return Ed25519Verify(public_key_, text, bytes);
  if (bytes.size() != kCosignatureBytes) return false;
  const uint64_t seconds = ReadBigEndian<uint64_t>(bytes);
  if (seconds > std::numeric_limits<int64_t>::max()) return false;
  return Ed25519Verify(public_key_, CosignedMessage(seconds, text), bytes.substr(kTimestampBytes));
}

SignerKey::SignerKey(VerifierKey verifier, absl::string_view seed) : verifier_(std::move(verifier)), seed_(seed) {}
SignerKey::~SignerKey() { EraseSecret(seed_); }

SignerKey::SignerKey(SignerKey&& other) noexcept : verifier_(other.verifier_), seed_(other.seed_) {
  EraseSecret(other.seed_);
}

SignerKey& SignerKey::operator=(SignerKey&& other) noexcept {
  if (this == &other) return *this;
  EraseSecret(seed_);
  verifier_ = other.verifier_;
  seed_ = other.seed_;
  EraseSecret(other.seed_);
  return *this;
}

absl::StatusOr<SignerKey> SignerKey::Parse(absl::string_view skey) {
  if (!absl::ConsumePrefix(&skey, kPrivatePrefix)) return Malformed("not a private key", "不是私钥");
  ASSIGN_OR_RETURN(KeyParts parts, ParseKeyText(skey));
  absl::StatusOr<SignerKey> key = FromSeed(parts.name, parts.type, parts.key);
  EraseSecret(parts.key);
  if (!key.ok()) return key.status();
  RETURN_IF_ERROR(CheckId(key->verifier(), parts.id));
  return key;
}

absl::StatusOr<SignerKey> SignerKey::FromSeed(absl::string_view name, KeyType type, absl::string_view seed) {
  if (seed.size() != kEd25519SeedBytes) return Malformed("it is not of 32 bytes", "长度不是 32 字节");
  ASSIGN_OR_RETURN(VerifierKey verifier, VerifierKey::Make(name, type, Ed25519PublicKey(seed)));
  return SignerKey(std::move(verifier), seed);
}

std::string SignerKey::Text() const { return absl::StrCat(kPrivatePrefix, KeyText(verifier_, seed_)); }

NoteSignature SignerKey::Sign(absl::string_view text) const {
  CHECK(verifier_.type() == KeyType::kEd25519 && absl::EndsWith(text, "\n"));
  return NoteSignature{verifier_.name(), verifier_.id(), Ed25519Sign(seed_, text)};
}

NoteSignature SignerKey::Cosign(absl::string_view checkpoint_text, absl::Time now) const {
  CHECK(verifier_.type() == KeyType::kCosignature && absl::EndsWith(checkpoint_text, "\n"));
  const int64_t seconds = absl::ToUnixSeconds(now);
  CHECK_GT(seconds, 0);
  NoteSignature signature{verifier_.name(), verifier_.id(), {}};
  AppendBigEndian(static_cast<uint64_t>(seconds), signature.bytes);
  signature.bytes += Ed25519Sign(seed_, CosignedMessage(seconds, checkpoint_text));
  return signature;
}

absl::StatusOr<std::vector<NoteSignature>> KnownSignatures(const SignedNote& note, absl::Span<const VerifierKey> keys) {
  std::vector<NoteSignature> known;
  for (const NoteSignature& signature : note.signatures) {
    bool by_known_key = false;
    for (const VerifierKey& key : keys) {
      if (!key.IsNamedBy(signature)) continue;
      if (!key.Verify(note.text, signature)) {
        return Error(absl::StatusCode::kDataLoss, "NOTE_SIGNATURE_WRONG",
                     absl::StrCat("the signature of ", key.name(), " does not fit the text"),
                     absl::StrCat(key.name(), " 的签名与内容不符"));
      }
      by_known_key = true;
    }
    if (by_known_key) known.push_back(signature);
  }
  return known;
}

absl::Status VerifyNote(const SignedNote& note, absl::Span<const VerifierKey> keys) {
  ASSIGN_OR_RETURN(const std::vector<NoteSignature> known, KnownSignatures(note, keys));
  if (!known.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "NOTE_NOT_SIGNED", "no trusted key has signed this",
               "没有受信任的密钥签名");
}

absl::StatusOr<absl::Time> TimeOf(const NoteSignature& cosignature) {
  const uint64_t seconds =
      cosignature.bytes.size() == kCosignatureBytes ? ReadBigEndian<uint64_t>(cosignature.bytes) : ~uint64_t{0};
  if (seconds <= std::numeric_limits<int64_t>::max()) return absl::FromUnixSeconds(seconds);
  return Error(absl::StatusCode::kInvalidArgument, "NOTE_MALFORMED", "not a cosignature", "不是会签");
}

}  // namespace huiyin::merkle

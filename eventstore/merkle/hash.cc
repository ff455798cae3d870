// SHA256_* is what OpenSSL's own SHA-256 runs on, without the layer that EVP puts over it (merkle_benchmark has both).
// Deprecated since 3.0 in favour of that layer, not for being wrong.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "eventstore/merkle/hash.h"

#include <openssl/sha.h>

#include <cstring>

#include "absl/strings/escaping.h"
#include "base/check.h"
#include "eventstore/merkle/strict_text.h"

namespace huiyin::merkle {
namespace {

constexpr size_t kTileWidthMax = 256;

class Sha256State {
 public:
  Sha256State() { SHA256_Init(&state_); }
  void Add(const void* bytes, size_t size) { SHA256_Update(&state_, bytes, size); }
  Hash Take() {
    Hash hash;
    SHA256_Final(hash.data(), &state_);
    return hash;
  }

 private:
  SHA256_CTX state_;
};

}  // namespace

std::optional<Hash> Hash::FromBytes(absl::string_view bytes) {
  if (bytes.size() != kBytes) return std::nullopt;
  Hash hash;
  std::memcpy(hash.data(), bytes.data(), kBytes);
  return hash;
}

std::optional<Hash> Hash::FromBase64(absl::string_view text) {
  const std::optional<std::string> bytes = merkle::FromBase64(text);
  return bytes.has_value() ? FromBytes(*bytes) : std::nullopt;
}

std::string Hash::Base64() const { return absl::Base64Escape(bytes()); }

Hash LeafHash(absl::string_view bytes) {
  Sha256State state;
  state.Add("\x00", 1);
  state.Add(bytes.data(), bytes.size());
  return state.Take();
}

Hash NodeHash(const Hash& left, const Hash& right) {
  uint8_t bytes[1 + 2 * Hash::kBytes];
  bytes[0] = 0x01;
  std::memcpy(bytes + 1, left.data(), Hash::kBytes);
  std::memcpy(bytes + 1 + Hash::kBytes, right.data(), Hash::kBytes);
  Sha256State state;
  state.Add(bytes, sizeof(bytes));
  return state.Take();
}

Hash EmptyRoot() { return Sha256({}); }

Hash Sha256(absl::string_view bytes) {
  Sha256State state;
  state.Add(bytes.data(), bytes.size());
  return state.Take();
}

Hash CompleteRoot(absl::Span<const Hash> hashes) {
  CHECK(hashes.size() >= 1 && hashes.size() <= kTileWidthMax && (hashes.size() & (hashes.size() - 1)) == 0);
  if (hashes.size() == 1) return hashes[0];
  std::array<Hash, kTileWidthMax / 2> level;
  size_t width = hashes.size() / 2;
  for (size_t i = 0; i < width; ++i) level[i] = NodeHash(hashes[2 * i], hashes[2 * i + 1]);
  for (width /= 2; width > 0; width /= 2) {
    for (size_t i = 0; i < width; ++i) level[i] = NodeHash(level[2 * i], level[2 * i + 1]);
  }
  return level[0];
}

absl::string_view BytesOf(absl::Span<const Hash> hashes) {
  return {reinterpret_cast<const char*>(hashes.data()), hashes.size() * Hash::kBytes};
}

std::optional<std::vector<Hash>> HashesFromBytes(absl::string_view bytes) {
  if (bytes.size() % Hash::kBytes != 0) return std::nullopt;
  std::vector<Hash> hashes(bytes.size() / Hash::kBytes);
  if (!bytes.empty()) std::memcpy(hashes.data(), bytes.data(), bytes.size());
  return hashes;
}

}  // namespace huiyin::merkle

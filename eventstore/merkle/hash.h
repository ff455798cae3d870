// The hashes of a Merkle tree, RFC 6962 §2.1 over SHA-256:
//
//   leaf        SHA-256(0x00 || bytes)
//   node        SHA-256(0x01 || left || right)
//   empty tree  SHA-256()
//
// The first byte keeps a leaf from ever passing for a node. Thread-safe. Hashing does not allocate.
#ifndef HUIYIN_EVENTSTORE_MERKLE_HASH_H_
#define HUIYIN_EVENTSTORE_MERKLE_HASH_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace huiyin::merkle {

// 32 bytes; zeroes unless it was computed or read.
class Hash {
 public:
  static constexpr size_t kBytes = 32;

  constexpr Hash() = default;
  // nullopt: not 32 bytes.
  static std::optional<Hash> FromBytes(absl::string_view bytes);
  // Padded standard Base64 (RFC 4648 §4). nullopt: not that, or not of 32 bytes.
  static std::optional<Hash> FromBase64(absl::string_view text);

  absl::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), kBytes}; }
  std::string Base64() const;
  const uint8_t* data() const { return bytes_.data(); }
  uint8_t* data() { return bytes_.data(); }

  friend bool operator==(const Hash&, const Hash&) = default;
  friend auto operator<=>(const Hash&, const Hash&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Hash& hash) { return out << hash.Base64(); }

 private:
  std::array<uint8_t, kBytes> bytes_ = {};
};
// Tiles and runs are hashes laid end to end.
static_assert(sizeof(Hash) == Hash::kBytes);

Hash LeafHash(absl::string_view bytes);
Hash NodeHash(const Hash& left, const Hash& right);
// The root of the tree without leaves.
Hash EmptyRoot();
// Plain SHA-256, no prefix: for key ids and names, never for what a tree holds.
Hash Sha256(absl::string_view bytes);

// The root of a complete subtree over 1, 2, 4 … hashes. CHECKs that their number is a power of two, at most 256.
Hash CompleteRoot(absl::Span<const Hash> hashes);

// End to end, without a copy: valid while `hashes` are.
absl::string_view BytesOf(absl::Span<const Hash> hashes);
// nullopt: not a multiple of 32 bytes.
std::optional<std::vector<Hash>> HashesFromBytes(absl::string_view bytes);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_HASH_H_

// Ed25519 (RFC 8032) by OpenSSL. Keys and signatures are the raw bytes of the RFC. Thread-safe.
#ifndef HUIYIN_EVENTSTORE_MERKLE_ED25519_H_
#define HUIYIN_EVENTSTORE_MERKLE_ED25519_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace huiyin::merkle {

inline constexpr size_t kEd25519SeedBytes = 32;
inline constexpr size_t kEd25519PublicKeyBytes = 32;
inline constexpr size_t kEd25519SignatureBytes = 64;

// CHECK that the seed has its size.
std::string Ed25519PublicKey(absl::string_view seed);
std::string Ed25519Sign(absl::string_view seed, absl::string_view message);

// False also for a key or signature of another size.
bool Ed25519Verify(absl::string_view public_key, absl::string_view message, absl::string_view signature);

// Overwrites a secret so that the compiler does not leave it out.
void EraseSecret(std::string& secret);

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_ED25519_H_

#include "eventstore/merkle/ed25519.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <cstdint>
#include <memory>

#include "base/check.h"

namespace huiyin::merkle {
namespace {

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct ContextFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;
using Context = std::unique_ptr<EVP_MD_CTX, ContextFree>;

const uint8_t* Bytes(absl::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }
uint8_t* Bytes(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }

Key PrivateKey(absl::string_view seed) {
  CHECK_EQ(seed.size(), kEd25519SeedBytes);
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed), seed.size()));
  CHECK(key != nullptr);
  return key;
}

}  // namespace

std::string Ed25519PublicKey(absl::string_view seed) {
  std::string public_key(kEd25519PublicKeyBytes, '\0');
  size_t size = public_key.size();
  CHECK_EQ(EVP_PKEY_get_raw_public_key(PrivateKey(seed).get(), Bytes(public_key), &size), 1);
  return public_key;
}

std::string Ed25519Sign(absl::string_view seed, absl::string_view message) {
  const Key key = PrivateKey(seed);
  const Context context(EVP_MD_CTX_new());
  std::string signature(kEd25519SignatureBytes, '\0');
  size_t size = signature.size();
  CHECK_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()), 1);
  CHECK_EQ(EVP_DigestSign(context.get(), Bytes(signature), &size, Bytes(message), message.size()), 1);
  return signature;
}

bool Ed25519Verify(absl::string_view public_key, absl::string_view message, absl::string_view signature) {
  if (public_key.size() != kEd25519PublicKeyBytes || signature.size() != kEd25519SignatureBytes) return false;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  CHECK(key != nullptr && context != nullptr);
  CHECK_EQ(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()), 1);
  const bool holds =
      EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message), message.size()) == 1;
  // Whoever uses OpenSSL next on this thread (TLS) must not find our refusal in its queue.
  if (!holds) ERR_clear_error();
  return holds;
}

void EraseSecret(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace huiyin::merkle

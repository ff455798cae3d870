#include "services/personal/person_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

#include "base/check.h"

namespace huiyin {
namespace {

struct Free {
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Free>;

const unsigned char* Bytes(absl::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

const EVP_CIPHER* Siv() {
  static const std::unique_ptr<EVP_CIPHER, Free> cipher(EVP_CIPHER_fetch(nullptr, "AES-256-SIV", nullptr));
  CHECK(cipher != nullptr);
  return cipher.get();
}

// Neither id is empty, as OpenSSL's SIV wants of associated data.
void AddAssociatedData(EVP_CIPHER_CTX* context, const LedgerId& ledger, absl::string_view person_id) {
  int ignored = 0;
  for (const absl::string_view id : {absl::string_view(ledger.value()), person_id}) {
    CHECK(EVP_CipherUpdate(context, nullptr, &ignored, Bytes(id), static_cast<int>(id.size())) == 1);
  }
}

}  // namespace

PersonKey PersonKey::Random() {
  PersonKey key;
  CHECK(RAND_priv_bytes(key.bytes_.data(), static_cast<int>(key.bytes_.size())) == 1);
  return key;
}

std::optional<PersonKey> PersonKey::FromBytes(absl::string_view bytes) {
  PersonKey key;
  if (bytes.size() != key.bytes_.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  return key;
}

PersonKey::~PersonKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

std::string PersonKey::Encrypt(const LedgerId& ledger, absl::string_view person_id, absl::string_view text) const {
  const Context context(EVP_CIPHER_CTX_new());
  CHECK(EVP_EncryptInit_ex(context.get(), Siv(), nullptr, bytes_.data(), nullptr) == 1);
  AddAssociatedData(context.get(), ledger, person_id);
  std::string box(kBoxOverheadBytes + text.size(), '\0');
  int length = 0;
  CHECK(EVP_EncryptUpdate(context.get(), Bytes(box) + kBoxOverheadBytes, &length, Bytes(text),
                          static_cast<int>(text.size())) == 1);
  CHECK(EVP_EncryptFinal_ex(context.get(), Bytes(box) + box.size(), &length) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kBoxOverheadBytes, box.data()) == 1);
  return box;
}

std::optional<std::string> PersonKey::Decrypt(const LedgerId& ledger, absl::string_view person_id,
                                              absl::string_view box) const {
  if (box.size() <= kBoxOverheadBytes) return std::nullopt;
  const Context context(EVP_CIPHER_CTX_new());
  CHECK(EVP_DecryptInit_ex(context.get(), Siv(), nullptr, bytes_.data(), nullptr) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kBoxOverheadBytes, const_cast<char*>(box.data())) ==
        1);
  AddAssociatedData(context.get(), ledger, person_id);
  box.remove_prefix(kBoxOverheadBytes);
  std::string text(box.size(), '\0');
  int length = 0;
  // With SIV, the one update tells whether the box is genuine.
  if (EVP_DecryptUpdate(context.get(), Bytes(text), &length, Bytes(box), static_cast<int>(box.size())) != 1) {
    return std::nullopt;
  }
  return text;
}

}  // namespace huiyin

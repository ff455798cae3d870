#include "domain/links.h"

#include <openssl/evp.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace huiyin {
namespace {

constexpr size_t kSha256Bytes = 32;
constexpr size_t kDigestBytes = 20;

std::string Sha256(absl::string_view text) {
  std::string digest(kSha256Bytes, '\0');
  unsigned int size = 0;
  CHECK(EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &size, EVP_sha256(),
                   nullptr) == 1);
  return digest;
}

// A ledger's id may hold a ":", so the ledgers "a" and "a:b" can name alike: only a name with one reading is spelled
// out.
std::string NameAbove(absl::string_view ledger, absl::string_view rest) {
  const std::string name = absl::StrCat(kFromBelowPrefix, ledger, ":", rest);
  if (name.size() <= kFromBelowBytesMax && !absl::StrContains(ledger, ':')) return name;
  const std::string digest = Sha256(absl::StrCat(ledger, "\n", rest, "\n"));
  return absl::StrCat(kFromBelowPrefix, absl::BytesToHexString(digest.substr(0, kDigestBytes)));
}

}  // namespace

std::string ProposalAbove(absl::string_view ledger_below, Seq passed_up) {
  return NameAbove(ledger_below, absl::StrCat(passed_up.value()));
}

std::string DeputyAbove(absl::string_view ledger_below, absl::string_view deputy_id) {
  return NameAbove(ledger_below, deputy_id);
}

}  // namespace huiyin

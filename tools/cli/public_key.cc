#include "tools/cli/public_key.h"

#include <utility>

#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

absl::StatusOr<merkle::VerifierKey> PublicKey(const std::string& given) {
  absl::StatusOr<merkle::VerifierKey> key = merkle::VerifierKey::Parse(given);
  if (key.ok()) return key;
  const absl::StatusOr<std::string> text = WholeFile(given, "--key");
  return text.ok() ? merkle::VerifierKey::Parse(absl::StripSuffix(*text, "\n")) : key;
}

}  // namespace

absl::StatusOr<std::vector<merkle::VerifierKey>> PublicKeys(const std::vector<std::string>& given) {
  std::vector<merkle::VerifierKey> keys;
  for (const std::string& one : given) {
    ASSIGN_OR_RETURN(merkle::VerifierKey key, PublicKey(one));
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace huiyin

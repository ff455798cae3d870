#include "services/witness/known_logs.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/error.h"
#include "domain/validate.h"

namespace huiyin {
namespace {

absl::StatusOr<merkle::VerifierKey> ParseLogKey(absl::string_view line) {
  absl::StatusOr<merkle::VerifierKey> key = merkle::VerifierKey::Parse(line);
  if (!key.ok() || key->type() == merkle::KeyType::kEd25519) return key;
  return Error(absl::StatusCode::kInvalidArgument, "KEY_MALFORMED", "not the key of a log, but of a witness",
               "不是日志的公钥，而是见证人的公钥");
}

// Whether the origin is the name itself, or that of one ledger of the office of that name.
bool SpeaksFor(absl::string_view name, absl::string_view origin) {
  if (!absl::ConsumePrefix(&origin, name)) return false;
  return origin.empty() || (absl::ConsumePrefix(&origin, "/") && IsId(origin));
}

}  // namespace

absl::StatusOr<KnownLogs> KnownLogs::Parse(absl::string_view text) {
  std::vector<merkle::VerifierKey> keys;
  size_t number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    absl::StatusOr<merkle::VerifierKey> key = ParseLogKey(line);
    if (!key.ok()) {
      return Prefixed(key.status(), absl::StrCat("line ", number, ": "), absl::StrCat("第 ", number, " 行："));
    }
    keys.push_back(*std::move(key));
  }
  if (!keys.empty()) return KnownLogs(std::move(keys));
  return Error(absl::StatusCode::kInvalidArgument, "KNOWN_LOGS_EMPTY",
               "there is no public key of a log (huiyin key show), one a line",
               "没有日志的公钥（huiyin key show），应每行一个");
}

std::vector<merkle::VerifierKey> KnownLogs::KeysOf(absl::string_view origin) const {
  std::vector<merkle::VerifierKey> found;
  for (const merkle::VerifierKey& key : keys_) {
    if (!SpeaksFor(key.name(), origin)) continue;
    absl::StatusOr<merkle::VerifierKey> named = key.Named(origin);
    if (named.ok()) found.push_back(*std::move(named));
  }
  return found;
}

}  // namespace huiyin

#include "services/order_id.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "domain/validate.h"
#include "eventstore/merkle/hash.h"

namespace huiyin {
namespace {

constexpr size_t kDigestBytes = 20;

bool HoldsColon(const std::string& part) { return part.find(':') != std::string::npos; }

std::string Digest(absl::Span<const std::string> parts) {
  const merkle::Hash hash = merkle::Sha256(absl::StrCat(absl::StrJoin(parts, "\n"), "\n"));
  return absl::BytesToHexString(hash.bytes().substr(0, kDigestBytes));
}

}  // namespace

std::string OrderId(absl::string_view prefix, absl::string_view kind, absl::Span<const std::string> parts) {
  const std::string start = absl::StrCat(prefix, kind, ":");
  std::string id = absl::StrCat(start, absl::StrJoin(parts, ":"));
  if (IsId(id) && std::none_of(parts.begin(), parts.end(), HoldsColon)) return id;
  return absl::StrCat(start, Digest(parts));
}

}  // namespace huiyin

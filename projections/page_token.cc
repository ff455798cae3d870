#include "projections/page_token.h"

#include <openssl/sha.h>

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin {
namespace {

constexpr size_t kTagBytes = 8;
constexpr size_t kTokenBytesMax = 4'096;

std::string TagOf(absl::string_view position, absl::string_view list) {
  const std::string text = absl::StrCat("huiyin page token 1\n", position.size(), "\n", position, list);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return std::string(reinterpret_cast<const char*>(digest), kTagBytes);
}

absl::Status Invalid() {
  return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
               "page_token is not one that this list gave with these filters",
               "page_token 无效：不是本列表在相同条件下给出的", "page_token");
}

}  // namespace

std::string PageToken(absl::string_view position, absl::string_view list) {
  return absl::WebSafeBase64Escape(absl::StrCat(TagOf(position, list), position));
}

absl::StatusOr<std::string> ParsePageToken(absl::string_view token, absl::string_view list) {
  if (token.empty()) return std::string();
  std::string bytes;
  if (token.size() > kTokenBytesMax || !absl::WebSafeBase64Unescape(token, &bytes)) return Invalid();
  if (bytes.size() <= kTagBytes) return Invalid();
  std::string position = bytes.substr(kTagBytes);
  // Escaping again: base64 has several spellings of some bytes, and only ours is good.
  if (PageToken(position, list) != token) return Invalid();
  return position;
}

}  // namespace huiyin

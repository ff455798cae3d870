#include "eventstore/merkle/entry_bundle.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "eventstore/merkle/big_endian.h"
#include "eventstore/merkle/tile.h"

namespace huiyin::merkle {
namespace {

constexpr size_t kSizeBytes = 2;

}  // namespace

absl::Status AppendEntry(absl::string_view entry, std::string& bundle) {
  if (entry.size() > kEntryBytesMax) {
    return Error(absl::StatusCode::kInvalidArgument, "ENTRY_TOO_LARGE",
                 absl::StrCat("an entry of ", entry.size(), " bytes; at most ", kEntryBytesMax),
                 absl::StrCat("条目长 ", entry.size(), " 字节，上限为 ", kEntryBytesMax));
  }
  AppendBigEndian(static_cast<uint16_t>(entry.size()), bundle);
  bundle.append(entry.data(), entry.size());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<absl::string_view>> ParseEntryBundle(absl::string_view bundle, size_t width) {
  std::vector<absl::string_view> entries;
  entries.reserve(std::min<size_t>(width, kTileWidth));
  while (bundle.size() >= kSizeBytes && entries.size() < width) {
    const size_t size = ReadBigEndian<uint16_t>(bundle);
    if (bundle.size() - kSizeBytes < size) break;
    entries.push_back(bundle.substr(kSizeBytes, size));
    bundle.remove_prefix(kSizeBytes + size);
  }
  if (bundle.empty() && entries.size() == width && width <= kTileWidth) return entries;
  return Error(absl::StatusCode::kInvalidArgument, "ENTRY_BUNDLE_MALFORMED",
               absl::StrCat("not a bundle of ", width, " entries"), absl::StrCat("不是 ", width, " 个条目的合集"));
}

}  // namespace huiyin::merkle

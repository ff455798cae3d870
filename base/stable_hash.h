// A hash that is the same on every machine, in every run and for ever: ledgers are placed by it, on writers and on the
// partitions of a Kafka topic.
#ifndef HUIYIN_BASE_STABLE_HASH_H_
#define HUIYIN_BASE_STABLE_HASH_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace huiyin {

// FNV-1a, 64 bits.
constexpr uint64_t StableHash(absl::string_view bytes) {
  uint64_t hash = 14'695'981'039'346'656'037ull;
  for (char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1'099'511'628'211ull;
  return hash;
}

// Known values (draft-eastlake-fnv, appendix C).
static_assert(StableHash("") == 0xcbf29ce484222325ull);
static_assert(StableHash("a") == 0xaf63dc4c8601ec8cull);
static_assert(StableHash("foobar") == 0x85944171f73967e8ull);

}  // namespace huiyin

#endif  // HUIYIN_BASE_STABLE_HASH_H_

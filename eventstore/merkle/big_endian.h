// Integers in network order, as the formats of C2SP and the keys of a store have them.
#ifndef HUIYIN_EVENTSTORE_MERKLE_BIG_ENDIAN_H_
#define HUIYIN_EVENTSTORE_MERKLE_BIG_ENDIAN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "base/check.h"

namespace huiyin::merkle {

template <typename T>
void AppendBigEndian(T value, std::string& out) {
  for (int shift = 8 * (sizeof(T) - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

// The first bytes of `bytes`. CHECKs that there are enough.
template <typename T>
T ReadBigEndian(absl::string_view bytes) {
  CHECK_GE(bytes.size(), sizeof(T));
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) value = static_cast<T>(value << 8 | static_cast<uint8_t>(bytes[i]));
  return value;
}

}  // namespace huiyin::merkle

#endif  // HUIYIN_EVENTSTORE_MERKLE_BIG_ENDIAN_H_

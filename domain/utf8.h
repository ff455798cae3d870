// Whether bytes are UTF-8 (RFC 3629: no overlong form, no surrogate, nothing past U+10FFFF).
#ifndef HUIYIN_DOMAIN_UTF8_H_
#define HUIYIN_DOMAIN_UTF8_H_

#include "absl/strings/string_view.h"

namespace huiyin {

bool IsUtf8(absl::string_view bytes);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_UTF8_H_

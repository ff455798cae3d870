#include "domain/number_set.h"

#include <iterator>

namespace huiyin {

bool NumberSet::Contains(uint32_t number) const {
  auto after = runs_.upper_bound(number);
  return after != runs_.begin() && number <= std::prev(after)->second;
}

void NumberSet::Add(uint32_t number) {
  if (Contains(number)) return;
  uint32_t last = number;
  auto after = runs_.upper_bound(number);
  // `after` begins past `number`, so the subtraction does not wrap.
  if (after != runs_.end() && after->first - 1 == number) {
    last = after->second;
    after = runs_.erase(after);
  }
  if (after != runs_.begin() && number != 0 && std::prev(after)->second == number - 1) {
    std::prev(after)->second = last;
  } else {
    runs_.emplace(number, last);
  }
}

}  // namespace huiyin

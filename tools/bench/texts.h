// Chinese texts of the kind and length that registers hold, made up from a random number.
#ifndef HUIYIN_TOOLS_BENCH_TEXTS_H_
#define HUIYIN_TOOLS_BENCH_TEXTS_H_

#include <cstdint>
#include <string>

namespace huiyin {

// splitmix64: well mixed, also of neighbouring numbers.
uint64_t Mix(uint64_t number);

// About 15 characters: 关于硬化…公路的建议.
std::string MadeTitle(uint64_t random);
// Sentences of `characters` characters or some more.
std::string MadeText(uint64_t random, uint64_t characters);
std::string MadeName(uint64_t random);
std::string MadeCategory(uint64_t random);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_TEXTS_H_

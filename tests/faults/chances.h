// What happens when, in tests of faults: at random, by a seed that every failure names. HUIYIN_SEED=N runs one seed,
// HUIYIN_ROUNDS=N so many rounds.
#ifndef HUIYIN_TESTS_FAULTS_CHANCES_H_
#define HUIYIN_TESTS_FAULTS_CHANCES_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <random>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace huiyin {

// Not thread-safe.
class Chances {
 public:
  // 0 … bound - 1.
  uint64_t Below(uint64_t bound) { return std::uniform_int_distribution<uint64_t>(0, bound - 1)(random_); }
  bool Toss() { return Below(2) == 0; }
  // 1 ms … `longest`.
  absl::Duration Moment(absl::Duration longest) {
    return absl::Milliseconds(1 + Below(static_cast<uint64_t>(absl::ToInt64Milliseconds(longest))));
  }

  static uint64_t Rounds(uint64_t otherwise) { return FromEnvironment("HUIYIN_ROUNDS", otherwise); }
  // What the environment says; else `otherwise`.
  static uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
    uint64_t value = 0;
    const char* text = std::getenv(name);
    return text != nullptr && absl::SimpleAtoi(text, &value) ? value : otherwise;
  }

 private:
  const uint64_t seed_ = FromEnvironment("HUIYIN_SEED", std::random_device()());
  std::mt19937_64 random_{seed_};
  const ::testing::ScopedTrace trace_{__FILE__, __LINE__, absl::StrCat("HUIYIN_SEED=", seed_)};
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_FAULTS_CHANCES_H_

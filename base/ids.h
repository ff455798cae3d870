// Strong types for what would otherwise be bare strings and integers.
#ifndef HUIYIN_BASE_IDS_H_
#define HUIYIN_BASE_IDS_H_

#include <compare>
#include <cstdint>
#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace huiyin {

// A string that is one kind of id and no other.
template <typename Tag>
class Id {
 public:
  Id() = default;
  explicit Id(absl::string_view value) : value_(value) {}
  explicit Id(const std::string& value) : value_(value) {}
  explicit Id(std::string&& value) : value_(std::move(value)) {}
  explicit Id(const char* value) : value_(value) {}

  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend bool operator==(const Id&, const Id&) = default;
  friend auto operator<=>(const Id&, const Id&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Id& id) {
    return H::combine(std::move(h), id.value_);
  }
  friend std::ostream& operator<<(std::ostream& out, const Id& id) { return out << id.value_; }

 private:
  std::string value_;
};

// An integer that counts one kind of thing and no other.
template <typename Tag>
class Number {
 public:
  constexpr Number() = default;
  constexpr explicit Number(uint64_t value) : value_(value) {}

  constexpr uint64_t value() const { return value_; }
  constexpr Number Next() const { return Number(value_ + 1); }
  constexpr Number Plus(uint64_t count) const { return Number(value_ + count); }

  friend constexpr bool operator==(Number, Number) = default;
  friend constexpr auto operator<=>(Number, Number) = default;
  template <typename H>
  friend H AbslHashValue(H h, Number number) {
    return H::combine(std::move(h), number.value_);
  }
  friend std::ostream& operator<<(std::ostream& out, Number number) { return out << number.value_; }

 private:
  uint64_t value_ = 0;
};

using LedgerId = Id<struct LedgerIdTag>;
using StreamId = Id<struct StreamIdTag>;
using CommandId = Id<struct CommandIdTag>;

// Of a record in its ledger: 0, 1, 2 … with no hole.
using Seq = Number<struct SeqTag>;
// Of a record in its stream: 0, 1, 2 … with no hole.
using StreamVersion = Number<struct StreamVersionTag>;
// A place in one partition of an engine's log. It grows; it may have gaps; it identifies nothing.
using Offset = Number<struct OffsetTag>;

}  // namespace huiyin

#endif  // HUIYIN_BASE_IDS_H_

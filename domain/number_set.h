// A set of proposal numbers, kept as its runs of neighbours: a session that numbers in order costs one run, however
// many proposals it has.
#ifndef HUIYIN_DOMAIN_NUMBER_SET_H_
#define HUIYIN_DOMAIN_NUMBER_SET_H_

#include <cstddef>
#include <cstdint>
#include <map>

namespace huiyin {

class NumberSet {
 public:
  bool Contains(uint32_t number) const;
  void Add(uint32_t number);
  // 0: the set is empty.
  uint32_t highest() const { return runs_.empty() ? 0 : runs_.rbegin()->second; }
  size_t runs() const { return runs_.size(); }

  friend bool operator==(const NumberSet&, const NumberSet&) = default;

 private:
  // First to last of each run; runs neither touch nor overlap.
  std::map<uint32_t, uint32_t> runs_;
};

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_NUMBER_SET_H_

#include "eventstore/merkle/reference_tree.h"

#include <openssl/sha.h>

namespace huiyin::merkle::reference {
namespace {

std::string HashOf(const std::string& bytes) {
  std::string hash(32, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

// "Let k be the largest power of two less than n (i.e., k < n <= 2k)."
size_t SplitOf(size_t n) {
  size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

std::vector<std::string> With(std::vector<std::string> list, std::string last) {
  list.push_back(std::move(last));
  return list;
}

// SUBPROOF(m, D[n], b): `known` is b, whether the verifier has MTH(D[0:m]).
std::vector<std::string> Subproof(size_t m, Entries d, bool known) {
  const size_t n = d.size();
  if (m == n) return known ? std::vector<std::string>() : std::vector<std::string>{Mth(d)};
  const size_t k = SplitOf(n);
  if (m <= k) return With(Subproof(m, d.first(k), known), Mth(d.subspan(k)));
  return With(Subproof(m - k, d.subspan(k), false), Mth(d.first(k)));
}

}  // namespace

std::string Mth(Entries d) {
  const size_t n = d.size();
  if (n == 0) return HashOf("");
  if (n == 1) return HashOf(std::string(1, '\0') + d[0]);
  const size_t k = SplitOf(n);
  return HashOf("\x01" + Mth(d.first(k)) + Mth(d.subspan(k)));
}

std::vector<std::string> Path(size_t m, Entries d) {
  const size_t n = d.size();
  if (n == 1) return {};
  const size_t k = SplitOf(n);
  if (m < k) return With(Path(m, d.first(k)), Mth(d.subspan(k)));
  return With(Path(m - k, d.subspan(k)), Mth(d.first(k)));
}

std::vector<std::string> ConsistencyProof(size_t m, Entries d) { return Subproof(m, d, true); }

}  // namespace huiyin::merkle::reference

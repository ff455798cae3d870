// Who may order what, and on a proposal in which status: design §6 as data, in one table.
#ifndef HUIYIN_DOMAIN_PERMISSIONS_H_
#define HUIYIN_DOMAIN_PERMISSIONS_H_

#include <cstdint>

#include "huiyin/v1/commands.pb.h"

namespace huiyin {

// A set of roles or statuses: bit n is the enum's value n.
template <typename Enum>
class EnumSet {
 public:
  template <typename... Values>
  constexpr explicit EnumSet(Values... values) : bits_((0u | ... | (1u << static_cast<int>(values)))) {}
  constexpr bool Contains(Enum value) const { return (bits_ >> static_cast<int>(value) & 1u) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

 private:
  uint32_t bits_;
};

struct Permission {
  v1::Command::CommandCase command;
  EnumSet<v1::Actor::Role> roles;
  // Empty: the command is about no proposal, or makes one.
  EnumSet<v1::Proposal::Status> from;
};

// `command` is set.
const Permission& PermissionFor(v1::Command::CommandCase command);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_PERMISSIONS_H_

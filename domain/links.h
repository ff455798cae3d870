// Names, in the ledger above, for what a ledger below passes up to it (ADR 0028): of the proposal, and of its lead
// deputy, who is seated below alone. Nobody else can make such names, so nobody takes one first. Pure.
//
//   name := "up:" ledger ":" rest     where that is at most 64 bytes long and the ledger holds no ":"
//         | "up:" digits              else: 40 hexadecimal digits of SHA-256 over ledger and rest, a newline after each
#ifndef HUIYIN_DOMAIN_LINKS_H_
#define HUIYIN_DOMAIN_LINKS_H_

#include <cstddef>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"

namespace huiyin {

inline constexpr absl::string_view kFromBelowPrefix = "up:";
// They are ids (domain/validate.h).
inline constexpr size_t kFromBelowBytesMax = 64;

// Submit, SeatDeputy and the like may not make it.
inline bool IsFromBelow(absl::string_view id) { return absl::StartsWith(id, kFromBelowPrefix); }

// "up:town-a:17": of what the event 17 of town-a passed up. One name an event: passed up anew, it has another.
std::string ProposalAbove(absl::string_view ledger_below, Seq passed_up);

// "up:town-a:d-3": of the deputy d-3 of town-a.
std::string DeputyAbove(absl::string_view ledger_below, absl::string_view deputy_id);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_LINKS_H_

// Deciding: what a command, given the state, makes happen; or why it is refused. Pure: same arguments, same answer.
#ifndef HUIYIN_DOMAIN_DECIDE_H_
#define HUIYIN_DOMAIN_DECIDE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "domain/references.h"
#include "domain/state.h"
#include "huiyin/v1/events.pb.h"

namespace huiyin::v1 {
class Command;
class Record;
}  // namespace huiyin::v1

namespace huiyin {

// How far ahead of our clock an office's clock may be.
inline constexpr absl::Duration kClockSkewMax = absl::Seconds(60);

struct Decision {
  // The stream that the event belongs to.
  StreamId stream;
  v1::Event event;
  // VersionedId of the rule pack and version of the calendar, where they decided; else empty.
  std::string rule_pack;
  std::string calendar_version;
};

// The proposal that the command is about; empty for a command about the ledger, a session, a deputy or a unit.
absl::string_view ProposalIdOf(const v1::Command& command);

// A second proposal that the command's decision depends on (merge: the primary); empty for all others.
absl::string_view OtherProposalIdOf(const v1::Command& command);

// The one event that `command` makes happen (decision A08), or the first refusal in the order of decision A03 from
// "ledger" on: ledger, role, time in the future, entities, whose it is, status and rules, order in the stream. The
// shape was validated and repeats were sifted out before. `proposal` is the state of ProposalIdOf(command) (absent:
// Exists() is false); it is not looked at by commands about no proposal. `other` likewise, of
// OtherProposalIdOf(command).
absl::StatusOr<Decision> Decide(const LedgerState& ledger, const ProposalState& proposal, const ProposalState& other,
                                const v1::Command& command, absl::Time now, const References& references);

// The version that the next event of `stream` gets.
StreamVersion NextVersion(const LedgerState& ledger, const ProposalState& proposal, const StreamId& stream);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_DECIDE_H_

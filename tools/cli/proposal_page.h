// huiyin show and timeline: one proposal, as it stands and how it came to that.
#ifndef HUIYIN_TOOLS_CLI_PROPOSAL_PAGE_H_
#define HUIYIN_TOOLS_CLI_PROPOSAL_PAGE_H_

#include <string>

#include "absl/status/status.h"
#include "tools/cli/connection.h"
#include "tools/cli/terminal.h"

namespace huiyin {

// `ledger` here and below: the only one when empty.
absl::Status PrintProposal(const Connection& connection, const std::string& ledger, const std::string& proposal,
                           const Shown& shown);
// `known_at`: RFC 3339; now when empty.
absl::Status PrintTimeline(const Connection& connection, const std::string& ledger, const std::string& proposal,
                           const std::string& known_at, const Shown& shown);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_PROPOSAL_PAGE_H_

// All that a picture says, as text: to compare one with another.
#ifndef HUIYIN_PROJECTIONS_TESTING_WRITTEN_PICTURE_H_
#define HUIYIN_PROJECTIONS_TESTING_WRITTEN_PICTURE_H_

#include <string>
#include <vector>

#include "base/check.h"
#include "projections/ledger_picture.h"

namespace huiyin::testing {

// The ledger, and each session, deputy, unit and proposal of it.
inline std::vector<std::string> Written(const LedgerPicture& picture) {
  const LedgerDirectory& directory = picture.directory();
  std::vector<std::string> out = {directory.ledger.ShortDebugString()};
  for (const auto& session : directory.sessions) out.push_back(session.ShortDebugString());
  for (const auto& deputy : directory.deputies) out.push_back(deputy.ShortDebugString());
  for (const auto& unit : directory.units) out.push_back(unit.ShortDebugString());
  const absl::Status read = picture.ForEachProposal([&out](const v1::ProposalFacts& facts) {
    out.push_back(facts.ShortDebugString());
    return absl::OkStatus();
  });
  CHECK_EQ(read, absl::OkStatus());
  return out;
}

}  // namespace huiyin::testing

#endif  // HUIYIN_PROJECTIONS_TESTING_WRITTEN_PICTURE_H_

#include "services/personal/shown_picture.h"

#include "base/status_macros.h"

namespace huiyin {

absl::StatusOr<std::unique_ptr<const LedgerPicture>> ShownPicture::Of(const LedgerPicture& picture,
                                                                      const PersonalData& personal) {
  std::unique_ptr<ShownPicture> shown(new ShownPicture(picture, personal));
  RETURN_IF_ERROR(personal.Show(shown->directory_));
  return shown;
}

absl::StatusOr<std::unique_ptr<const LedgerPicture>> ShownPicture::Of(std::unique_ptr<const LedgerPicture> picture,
                                                                      const PersonalData& personal) {
  if (picture == nullptr) return picture;
  std::unique_ptr<ShownPicture> shown(new ShownPicture(*picture, personal));
  shown->owned_ = std::move(picture);
  RETURN_IF_ERROR(personal.Show(shown->directory_));
  return shown;
}

absl::Status ShownPicture::ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const {
  return picture_.ForEachProposalFrom(from, [&](const v1::ProposalFacts& facts) -> absl::Status {
    if (facts.voters().empty()) return on_proposal(facts);
    v1::ProposalFacts shown = facts;
    RETURN_IF_ERROR(personal_.Show(directory_.ledger, shown));
    return on_proposal(shown);
  });
}

}  // namespace huiyin

// A ledger's picture as a reader sees it: names where their keys exist, kErasedName where somebody was erased.
#ifndef HUIYIN_SERVICES_PERSONAL_SHOWN_PICTURE_H_
#define HUIYIN_SERVICES_PERSONAL_SHOWN_PICTURE_H_

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/ledger_picture.h"
#include "services/personal/personal_data.h"

namespace huiyin {

class ShownPicture final : public LedgerPicture {
 public:
  // `picture` and `personal` must outlive it. Errors: those of the keys.
  static absl::StatusOr<std::unique_ptr<const LedgerPicture>> Of(const LedgerPicture& picture,
                                                                 const PersonalData& personal);
  // The same, with a picture of its own; nullptr stays nullptr.
  static absl::StatusOr<std::unique_ptr<const LedgerPicture>> Of(std::unique_ptr<const LedgerPicture> picture,
                                                                 const PersonalData& personal);

  const LedgerDirectory& directory() const override { return directory_; }
  absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const override;

 private:
  ShownPicture(const LedgerPicture& picture, const PersonalData& personal)
      : picture_(picture), personal_(personal), directory_(picture.directory()) {}

  std::unique_ptr<const LedgerPicture> owned_;
  const LedgerPicture& picture_;
  const PersonalData& personal_;
  LedgerDirectory directory_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PERSONAL_SHOWN_PICTURE_H_

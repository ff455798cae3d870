#include "projections/due_page.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "projections/days.h"
#include "projections/page_token.h"

namespace huiyin {
namespace {

// What a token is bound to: the request without what may change from page to page.
std::string ListName(v1::ListDueRequest request) {
  request.clear_page_token();
  request.clear_limit();
  request.clear_at_least_seq();
  return absl::StrCat("due\n", request.SerializeAsString());
}

// Ids hold no newline.
std::string Write(const DuePlace& place) { return absl::StrCat(place.day, "\n", place.ledger, "\n", place.proposal); }

// Of what Write wrote: the token is ours.
DuePlace Read(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, '\n');
  DuePlace place;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &place.day)) return place;
  place.ledger = parts[1];
  place.proposal = parts[2];
  return place;
}

}  // namespace

DuePlace PlaceOf(const v1::DueProposal& row) {
  return {ParseDay(row.due_on()).value_or(0), row.ledger_id(), row.proposal_id()};
}

absl::StatusOr<DuePage> DuePage::Of(const v1::ListDueRequest& request) {
  std::string list = ListName(request);
  ASSIGN_OR_RETURN(const std::string position, ParsePageToken(request.page_token(), list));
  const uint32_t limit = std::min(request.limit() == 0 ? kDueLimitDefault : request.limit(), kDueLimitMax);
  return DuePage(std::move(list), limit, position.empty() ? DuePlace() : Read(position));
}

bool DuePage::Add(v1::DueProposal row) {
  if (static_cast<size_t>(response_.proposals_size()) == limit_ || bytes_ > kPageBytesMax) {
    response_.set_truncated(true);
    response_.set_next_page_token(PageToken(Write(PlaceOf(row)), list_));
    return false;
  }
  bytes_ += row.ByteSizeLong();
  *response_.add_proposals() = std::move(row);
  return true;
}

}  // namespace huiyin

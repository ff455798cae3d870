#include "services/cluster/merged_lists.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "projections/due.h"
#include "projections/due_page.h"
#include "projections/ledgers_page.h"

namespace huiyin {
namespace {

// Where a page begins that goes on after another.
absl::StatusOr<DuePlace> StartOf(v1::ListDueRequest request, const std::string& page_token) {
  request.set_page_token(page_token);
  ASSIGN_OR_RETURN(const DuePage page, DuePage::Of(request));
  return page.from();
}

}  // namespace

absl::StatusOr<v1::ListLedgersResponse> Merged(const v1::ListLedgersRequest& request,
                                               std::vector<v1::ListLedgersResponse> pages) {
  std::vector<v1::LedgerFacts> ledgers;
  // The first ledger of which nothing is known here.
  std::optional<std::string> next;
  for (v1::ListLedgersResponse& page : pages) {
    std::move(page.mutable_ledgers()->begin(), page.mutable_ledgers()->end(), std::back_inserter(ledgers));
    if (page.next_page_token().empty()) continue;
    ASSIGN_OR_RETURN(std::string start, LedgersPageStart(page.next_page_token()));
    if (!next || start < *next) next = std::move(start);
  }
  std::sort(ledgers.begin(), ledgers.end(),
            [](const v1::LedgerFacts& a, const v1::LedgerFacts& b) { return a.ledger_id() < b.ledger_id(); });
  const size_t size = LedgersPageSize(request);
  if (ledgers.size() > size && (!next || ledgers[size].ledger_id() < *next)) next = ledgers[size].ledger_id();

  v1::ListLedgersResponse merged;
  for (v1::LedgerFacts& ledger : ledgers) {
    if (next && ledger.ledger_id() >= *next) break;
    *merged.add_ledgers() = std::move(ledger);
  }
  if (next) merged.set_next_page_token(LedgersPageToken(*next));
  return merged;
}

absl::StatusOr<v1::ListDueResponse> Merged(const v1::ListDueRequest& request, std::vector<v1::ListDueResponse> pages) {
  std::vector<v1::DueProposal> rows;
  // The first row of which nothing is known here, and the token that names it.
  std::optional<DuePlace> next;
  std::string next_page_token;
  for (v1::ListDueResponse& page : pages) {
    std::move(page.mutable_proposals()->begin(), page.mutable_proposals()->end(), std::back_inserter(rows));
    if (page.next_page_token().empty()) continue;
    ASSIGN_OR_RETURN(DuePlace start, StartOf(request, page.next_page_token()));
    if (next && *next <= start) continue;
    next = std::move(start);
    next_page_token = page.next_page_token();
  }
  std::sort(rows.begin(), rows.end(), DueBefore);

  ASSIGN_OR_RETURN(DuePage merged, DuePage::Of(request));
  for (v1::DueProposal& row : rows) {
    if (next && PlaceOf(row) >= *next) break;
    if (!merged.Add(std::move(row))) return merged.End();
  }
  v1::ListDueResponse response = merged.End();
  response.set_truncated(next.has_value());
  response.set_next_page_token(next_page_token);
  return response;
}

}  // namespace huiyin

// Lists over the view's indexes.
//
// ListProposals without a due date walks the index of each filter at once. Each holds proposal ids in byte order, so
// the ids in all of them are found by moving whichever is behind up to the one that is ahead ("leapfrog"): the rarest
// filter sets the pace, and no row is read in vain. With a due date it walks the due index and looks at the rows.
// Either way a page looks at no more than kLookedAtMax entries.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/days.h"
#include "projections/page_token.h"
#include "projections/view_keys.h"
#include "projections/view_rep.h"
#include "projections/view_store.h"

namespace huiyin {
namespace {

uint32_t PageSize(const v1::ListProposalsRequest& request) {
  return std::min(request.page_size() == 0 ? kProposalsPageDefault : request.page_size(), kProposalsPageMax);
}

// What a token is bound to: the request without what may change from page to page.
std::string ListName(v1::ListProposalsRequest request) {
  request.clear_page_token();
  request.clear_page_size();
  request.clear_at_least_seq();
  return absl::StrCat("proposals\n", request.SerializeAsString());
}

bool Matches(const v1::ListProposalsRequest& request, const v1::ProposalFacts& facts) {
  const auto has_unit = [&] {
    return std::any_of(facts.tasks().begin(), facts.tasks().end(),
                       [&](const v1::TaskFacts& task) { return task.unit_id() == request.unit_id(); });
  };
  return (request.status() == v1::Proposal::STATUS_UNSPECIFIED || facts.status() == request.status()) &&
         (request.unit_id().empty() || has_unit()) &&
         (request.lead_deputy_id().empty() || facts.lead_deputy_id() == request.lead_deputy_id()) &&
         (request.category().empty() || facts.category() == request.category()) &&
         (request.session_id().empty() || facts.session_id() == request.session_id());
}

std::vector<std::string> FilterPrefixes(const v1::ListProposalsRequest& request) {
  const std::string& ledger = request.ledger_id();
  std::vector<std::string> prefixes;
  if (!request.lead_deputy_id().empty()) prefixes.push_back(LeadPrefix(ledger, request.lead_deputy_id()));
  if (!request.unit_id().empty()) prefixes.push_back(TaskPrefix(ledger, request.unit_id()));
  if (!request.category().empty()) prefixes.push_back(CategoryPrefix(ledger, request.category()));
  if (request.status() != v1::Proposal::STATUS_UNSPECIFIED) {
    prefixes.push_back(StatusPrefix(ledger, request.status()));
  }
  if (!request.session_id().empty()) prefixes.push_back(InSessionPrefix(ledger, request.session_id()));
  if (prefixes.empty()) prefixes.push_back(RowKey(RowKind::kProposal, ledger));
  return prefixes;
}

// One page being filled.
class Page {
 public:
  Page(const ViewStore::Rep& rep, const rocksdb::Snapshot* snapshot, const v1::ListProposalsRequest& request)
      : rep_(rep), snapshot_(snapshot), request_(request), size_(PageSize(request)) {}

  bool IsFull() const { return static_cast<uint32_t>(response_.proposals_size()) == size_ || bytes_ > kPageBytesMax; }
  // False: the page has looked at enough.
  bool MayLook() { return looked_at_++ < kLookedAtMax; }

  // Takes the proposal if it matches.
  absl::Status Look(absl::string_view id) {
    v1::ProposalFacts facts;
    const std::string key = RowKey(RowKind::kProposal, request_.ledger_id(), id);
    ASSIGN_OR_RETURN(const bool found, rep_.Get(snapshot_, key, facts));
    if (!found) return DamagedRow(key);
    if (!Matches(request_, facts)) return absl::OkStatus();
    bytes_ += facts.ByteSizeLong();
    *response_.add_proposals() = std::move(facts);
    return absl::OkStatus();
  }

  v1::ListProposalsResponse End() { return std::move(response_); }
  v1::ListProposalsResponse EndBefore(absl::string_view position) {
    response_.set_next_page_token(PageToken(position, ListName(request_)));
    return std::move(response_);
  }

 private:
  const ViewStore::Rep& rep_;
  const rocksdb::Snapshot* const snapshot_;
  const v1::ListProposalsRequest& request_;
  const uint32_t size_;
  int looked_at_ = 0;
  size_t bytes_ = 0;
  v1::ListProposalsResponse response_;
};

// Ids that are in all of the indexes, in byte order.
class Leapfrog {
 public:
  Leapfrog(rocksdb::DB& db, const rocksdb::Snapshot* snapshot, const std::vector<std::string>& prefixes,
           absl::string_view from)
      : target_(from) {
    for (const std::string& prefix : prefixes) {
      scans_.push_back(std::make_unique<PrefixScan>(db, snapshot, prefix, from));
    }
  }

  // One step. False: there is no more.
  bool Step() {
    PrefixScan& scan = *scans_[next_];
    scan.SkipTo(target_);
    if (!scan.Valid()) return false;
    if (scan.suffix() == target_) {
      ++agreed_;
    } else {
      target_ = std::string(scan.suffix());
      agreed_ = 1;
    }
    next_ = (next_ + 1) % scans_.size();
    return true;
  }
  // All indexes have target().
  bool Found() const { return agreed_ >= scans_.size(); }
  const std::string& target() const { return target_; }
  void PassTarget() {
    // The smallest text after it.
    target_.push_back('\0');
    agreed_ = 0;
  }

  absl::Status status() const {
    for (const auto& scan : scans_) RETURN_IF_ERROR(scan->status());
    return absl::OkStatus();
  }

 private:
  std::vector<std::unique_ptr<PrefixScan>> scans_;
  // No id below it is still to be found.
  std::string target_;
  // How many of the scans, the last ones moved, stand on it.
  size_t agreed_ = 0;
  size_t next_ = 0;
};

absl::StatusOr<v1::ListProposalsResponse> ListById(const ViewStore::Rep& rep, const rocksdb::Snapshot* snapshot,
                                                   const v1::ListProposalsRequest& request, absl::string_view from) {
  Page page(rep, snapshot, request);
  Leapfrog leapfrog(*rep.db, snapshot, FilterPrefixes(request), from);
  while (leapfrog.Step()) {
    if (!page.MayLook()) return page.EndBefore(leapfrog.target());
    if (!leapfrog.Found()) continue;
    if (page.IsFull()) return page.EndBefore(leapfrog.target());
    RETURN_IF_ERROR(page.Look(leapfrog.target()));
    leapfrog.PassTarget();
  }
  RETURN_IF_ERROR(leapfrog.status());
  return page.End();
}

absl::StatusOr<v1::ListProposalsResponse> ListByDue(const ViewStore::Rep& rep, const rocksdb::Snapshot* snapshot,
                                                    const v1::ListProposalsRequest& request,
                                                    std::optional<int32_t> from, std::optional<int32_t> to,
                                                    const std::string& token) {
  Page page(rep, snapshot, request);
  const std::string start = !token.empty() ? token : from ? DueDay(*from) : std::string();
  PrefixScan scan(*rep.db, snapshot, DuePrefix(request.ledger_id()), start);
  for (; scan.Valid(); scan.Next()) {
    const std::optional<int32_t> day = ParseDueDay(scan.suffix());
    if (!day) return DamagedRow(scan.key());
    if (to && *day > *to) break;
    if (page.IsFull() || !page.MayLook()) return page.EndBefore(scan.suffix());
    RETURN_IF_ERROR(page.Look(scan.suffix().substr(sizeof(int32_t))));
  }
  RETURN_IF_ERROR(scan.status());
  return page.End();
}

absl::StatusOr<std::optional<int32_t>> DayFilter(const std::string& text, absl::string_view field) {
  if (text.empty()) return std::optional<int32_t>();
  const std::optional<int32_t> day = ParseDay(text);
  if (day) return day;
  return Error(absl::StatusCode::kInvalidArgument, "DATE_INVALID", absl::StrCat(field, " is not a date (YYYY-MM-DD)"),
               absl::StrCat(field, " 不是有效日期（YYYY-MM-DD）"), field);
}

}  // namespace

absl::StatusOr<v1::ListProposalsResponse> ViewStore::ListProposals(const v1::ListProposalsRequest& request) const {
  ASSIGN_OR_RETURN(const std::optional<int32_t> due_from, DayFilter(request.due_from(), "due_from"));
  ASSIGN_OR_RETURN(const std::optional<int32_t> due_to, DayFilter(request.due_to(), "due_to"));
  ASSIGN_OR_RETURN(const std::string token, ParsePageToken(request.page_token(), ListName(request)));
  const HeldSnapshot snapshot(*rep_->db);
  if (due_from || due_to) return ListByDue(*rep_, snapshot.get(), request, due_from, due_to, token);
  return ListById(*rep_, snapshot.get(), request, token);
}

}  // namespace huiyin

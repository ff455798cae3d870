#include "services/statistics_source.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/page_token.h"
#include "projections/statistics.h"

namespace huiyin {
namespace {

constexpr size_t kLedgersListedAtOnce = 1'000;

}  // namespace

StatisticsSource::StatisticsSource(v1::GetStatisticsRequest request, absl::Time at, const EventLog& log,
                                   const TimeZones& zones, PictureOf picture_of, MaySee may_see,
                                   StreamLimit::Place place)
    : request_(std::move(request)),
      at_(at),
      log_(log),
      zones_(zones),
      picture_of_(std::move(picture_of)),
      may_see_(std::move(may_see)),
      place_(std::move(place)),
      listed_all_(!request_.ledger_ids().empty()) {
  for (const std::string& ledger : request_.ledger_ids()) ledgers_.emplace_back(ledger);
}

absl::StatusOr<Pumped> StatisticsSource::Next(v1::GetStatisticsResponse& response) {
  while (true) {
    if (picture_ != nullptr) {
      RETURN_IF_ERROR(FillFacts(*response.mutable_facts()));
      if (response.facts().proposals_size() > 0) return Pumped::kMessage;
      continue;
    }
    if (ledgers_.empty()) {
      ASSIGN_OR_RETURN(bool more, MoreLedgers());
      if (!more) return Pumped::kEnd;
      continue;
    }
    const LedgerId ledger = std::move(ledgers_.front());
    ledgers_.pop_front();
    ASSIGN_OR_RETURN(const bool answered, Answer(ledger, response));
    if (answered) return Pumped::kMessage;
  }
}

absl::StatusOr<bool> StatisticsSource::MoreLedgers() {
  if (listed_all_) return false;
  ASSIGN_OR_RETURN(std::vector<LedgerHead> heads, log_.Heads(last_listed_, kLedgersListedAtOnce));
  if (heads.empty()) {
    listed_all_ = true;
    return false;
  }
  last_listed_ = heads.back().ledger;
  for (LedgerHead& head : heads) {
    if (may_see_(head.ledger.value())) ledgers_.push_back(std::move(head.ledger));
  }
  return true;
}

absl::StatusOr<bool> StatisticsSource::Answer(const LedgerId& ledger, v1::GetStatisticsResponse& response) {
  ASSIGN_OR_RETURN(std::unique_ptr<const LedgerPicture> picture, picture_of_(ledger));
  const bool unknown = picture == nullptr || picture->directory().ledger.known_events() == 0;
  // Not known by then, or newer than the live view; and nobody asked for it by name.
  if (unknown && request_.ledger_ids().empty()) return false;
  if (picture == nullptr) {
    return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", ledger.value()),
                 absl::StrCat("没有登记册 ", ledger.value()), "ledger_ids");
  }
  std::vector<Dimension> dimensions;
  for (int dimension : request_.dimensions()) dimensions.push_back(static_cast<Dimension>(dimension));
  ASSIGN_OR_RETURN(*response.mutable_statistics(), StatisticsOf(*picture, at_, zones_, dimensions));
  response.mutable_statistics()->set_ledger_id(ledger.value());
  if (request_.include_facts()) picture_ = std::move(picture);
  return true;
}

absl::Status StatisticsSource::FillFacts(v1::FactsPage& page) {
  page.set_ledger_id(picture_->directory().ledger.ledger_id());
  size_t bytes = 0;
  std::string next;
  const absl::Status ended = picture_->ForEachProposalFrom(facts_from_, [&](const v1::ProposalFacts& facts) {
    if (page.proposals_size() == kFactsPageSize || bytes > kPageBytesMax) {
      next = facts.proposal_id();
      return absl::CancelledError("the message is full");
    }
    *page.add_proposals() = facts;
    bytes += facts.ByteSizeLong();
    return absl::OkStatus();
  });
  facts_from_ = std::move(next);
  if (!facts_from_.empty()) return absl::OkStatus();
  picture_ = nullptr;
  return ended;
}

}  // namespace huiyin

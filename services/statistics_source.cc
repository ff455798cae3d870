#include "services/statistics_source.h"

#include <deque>
#include <utility>
#include <vector>

#include "base/status_macros.h"
#include "projections/page_token.h"
#include "projections/statistics.h"
#include "services/ledger_calls.h"

namespace huiyin {
namespace {

std::deque<LedgerId> Named(const v1::GetStatisticsRequest& request) {
  return {request.ledger_ids().begin(), request.ledger_ids().end()};
}

}  // namespace

StatisticsSource::StatisticsSource(v1::GetStatisticsRequest request, absl::Time at, const EventLog& log,
                                   const TimeZones& zones, PictureOf picture_of, MaySee may_see, WorkPool& pool,
                                   StreamLimit::Place place)
    : question_(std::make_shared<Question>(Question{std::move(request), at, zones, std::move(picture_of)})),
      pool_(pool),
      place_(std::move(place)),
      ledgers_(Named(question_->request), log, std::move(may_see)) {}

absl::StatusOr<Pumped> StatisticsSource::Next(v1::GetStatisticsResponse& response) {
  while (picture_ != nullptr) {
    RETURN_IF_ERROR(FillFacts(*response.mutable_facts()));
    if (response.facts().proposals_size() > 0) return Pumped::kMessage;
  }
  if (!begun_) {
    begun_ = true;
    ASSIGN_OR_RETURN(next_, Begin());
  }
  while (next_.has_value()) {
    auto current = *std::exchange(next_, std::nullopt);
    ASSIGN_OR_RETURN(next_, Begin());
    ASSIGN_OR_RETURN(Answer answer, current.Get());
    if (!answer.is_known) continue;
    *response.mutable_statistics() = std::move(answer.statistics);
    picture_ = std::move(answer.picture);
    return Pumped::kMessage;
  }
  return Pumped::kEnd;
}

absl::StatusOr<std::optional<MadeAhead<absl::StatusOr<StatisticsSource::Answer>>>> StatisticsSource::Begin() {
  using Ahead = MadeAhead<absl::StatusOr<Answer>>;
  ASSIGN_OR_RETURN(std::optional<LedgerId> next, ledgers_.Next());
  if (!next.has_value()) return std::optional<Ahead>();
  return std::optional<Ahead>(
      Ahead(pool_, [question = question_, ledger = *std::move(next)] { return AnswerFor(*question, ledger); }));
}

absl::StatusOr<StatisticsSource::Answer> StatisticsSource::AnswerFor(const Question& question, const LedgerId& ledger) {
  ASSIGN_OR_RETURN(std::unique_ptr<const LedgerPicture> picture, question.picture_of(ledger));
  const bool unknown = picture == nullptr || picture->directory().ledger.known_events() == 0;
  Answer answer;
  // Not known by then, or newer than the live view; and nobody asked for it by name.
  if (unknown && question.request.ledger_ids().empty()) return answer;
  if (picture == nullptr) return LedgerUnknown(ledger.value(), "ledger_ids");
  std::vector<Dimension> dimensions;
  for (int dimension : question.request.dimensions()) dimensions.push_back(static_cast<Dimension>(dimension));
  answer.is_known = true;
  ASSIGN_OR_RETURN(answer.statistics, StatisticsOf(*picture, question.at, question.zones, dimensions));
  answer.statistics.set_ledger_id(ledger.value());
  if (question.request.include_facts()) answer.picture = std::move(picture);
  return answer;
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

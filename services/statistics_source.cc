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
                                   const TimeZones& zones, PictureOf picture_of, MaySee may_see, WorkPool& pool,
                                   StreamLimit::Place place)
    : question_(std::make_shared<Question>(Question{std::move(request), at, zones, std::move(picture_of)})),
      log_(log),
      may_see_(std::move(may_see)),
      pool_(pool),
      place_(std::move(place)),
      listed_all_(!question_->request.ledger_ids().empty()) {
  for (const std::string& ledger : question_->request.ledger_ids()) ledgers_.emplace_back(ledger);
}

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
  while (ledgers_.empty()) {
    ASSIGN_OR_RETURN(const bool more, MoreLedgers());
    if (!more) return std::optional<Ahead>();
  }
  std::function<absl::StatusOr<Answer>()> make = [question = question_, ledger = std::move(ledgers_.front())] {
    return AnswerFor(*question, ledger);
  };
  ledgers_.pop_front();
  return std::optional<Ahead>(Ahead(pool_, std::move(make)));
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

absl::StatusOr<StatisticsSource::Answer> StatisticsSource::AnswerFor(const Question& question, const LedgerId& ledger) {
  ASSIGN_OR_RETURN(std::unique_ptr<const LedgerPicture> picture, question.picture_of(ledger));
  const bool unknown = picture == nullptr || picture->directory().ledger.known_events() == 0;
  Answer answer;
  // Not known by then, or newer than the live view; and nobody asked for it by name.
  if (unknown && question.request.ledger_ids().empty()) return answer;
  if (picture == nullptr) {
    return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", ledger.value()),
                 absl::StrCat("没有登记册 ", ledger.value()), "ledger_ids");
  }
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

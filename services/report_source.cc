#include "services/report_source.h"

#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/history_point.h"
#include "services/report_moment.h"

namespace huiyin {
namespace {

constexpr size_t kLedgersListedAtOnce = 1'000;

}  // namespace

ReportSource::ReportSource(v1::GetReportRequest request, const ReportDefinition& report, const EventLog& log,
                           const TimeZones& zones, MaySee may_see, WorkPool& pool, StreamLimit::Place place)
    : question_(std::make_shared<Question>(Question{std::move(request), report, log, zones})),
      may_see_(std::move(may_see)),
      pool_(pool),
      place_(std::move(place)),
      listed_all_(!question_->request.ledger_ids().empty()),
      totals_(report) {
  // By id and each once, however they were asked for: the digest is of what the report says.
  const std::set<std::string> named(question_->request.ledger_ids().begin(), question_->request.ledger_ids().end());
  for (const std::string& ledger : named) ledgers_.emplace_back(ledger);
}

absl::StatusOr<Pumped> ReportSource::Next(v1::GetReportResponse& response) {
  while (parts_.empty()) {
    if (ended_) return Pumped::kEnd;
    ASSIGN_OR_RETURN(const bool more, MoreParts());
    if (more) continue;
    ended_ = true;
    *parts_.emplace_back().mutable_end() = totals_.Finish();
  }
  response = std::move(parts_.front());
  parts_.pop_front();
  digest_.Add(response);
  if (response.has_end()) response.mutable_end()->set_digest(digest_.Finish());
  return Pumped::kMessage;
}

absl::StatusOr<bool> ReportSource::MoreParts() {
  if (!begun_) {
    begun_ = true;
    ASSIGN_OR_RETURN(next_, Begin());
    parts_.push_back(Header());
    return true;
  }
  if (!next_.has_value()) return false;
  Ahead current = *std::exchange(next_, std::nullopt);
  ASSIGN_OR_RETURN(next_, Begin());
  ASSIGN_OR_RETURN(Answer answer, current.Get());
  if (answer.picture == nullptr) return true;
  RETURN_IF_ERROR(totals_.Add(answer.parts, *answer.picture));
  parts_.assign(std::make_move_iterator(answer.parts.begin()), std::make_move_iterator(answer.parts.end()));
  return true;
}

v1::GetReportResponse ReportSource::Header() const {
  v1::GetReportResponse response;
  v1::ReportHeader& header = *response.mutable_header();
  header.set_report(std::string(question_->report.name));
  header.set_version(question_->report.version);
  *header.mutable_moment() = question_->request.moment();
  for (const absl::string_view figure : question_->report.figures) header.add_figures(std::string(figure));
  return response;
}

absl::StatusOr<std::optional<ReportSource::Ahead>> ReportSource::Begin() {
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

absl::StatusOr<bool> ReportSource::MoreLedgers() {
  if (listed_all_) return false;
  ASSIGN_OR_RETURN(std::vector<LedgerHead> heads, question_->log.Heads(last_listed_, kLedgersListedAtOnce));
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

absl::StatusOr<ReportSource::Answer> ReportSource::AnswerFor(const Question& question, const LedgerId& ledger) {
  const bool was_named = !question.request.ledger_ids().empty();
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, question.log.Head(ledger));
  if (!head.has_value()) {
    return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", ledger.value()),
                 absl::StrCat("没有登记册 ", ledger.value()), "ledger_ids");
  }
  ASSIGN_OR_RETURN(const HistoryPoint point, PointOf(question.request.moment(), question.log, ledger));
  Answer answer;
  ASSIGN_OR_RETURN(answer.picture, FoldHistoryAt(question.log, ledger, point));
  if (answer.picture->directory().ledger.known_events() == 0 && !was_named) return Answer();
  ASSIGN_OR_RETURN(answer.parts,
                   ReportPartsOf(question.report, question.log, *answer.picture, point.moment.at(), question.zones));
  return answer;
}

}  // namespace huiyin

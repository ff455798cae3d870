#include "services/report_source.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "base/status_macros.h"
#include "projections/picture_at.h"
#include "services/ledger_calls.h"
#include "services/personal/shown_picture.h"
#include "services/report_moment.h"
#include "services/report_parts.h"

namespace huiyin {
namespace {

// By id and each once, however they were asked for: the digest is of what the report says.
std::deque<LedgerId> Named(const v1::GetReportRequest& request) {
  const std::set<std::string> named(request.ledger_ids().begin(), request.ledger_ids().end());
  return {named.begin(), named.end()};
}

absl::flat_hash_map<std::string, uint64_t> TreeSizesOf(const v1::GetReportRequest& request) {
  absl::flat_hash_map<std::string, uint64_t> sizes;
  for (const v1::SealedLedger& ledger : request.tree_sizes()) sizes[ledger.ledger_id()] = ledger.tree_size();
  return sizes;
}

uint32_t WithinDaysOf(const v1::GetReportRequest& request) {
  return request.has_within_days() ? request.within_days() : kWithinDays;
}

}  // namespace

ReportSource::ReportSource(const v1::GetReportRequest& request, const ReportDefinition& report, const EventLog& log,
                           const TimeZones& zones, const PersonalData& personal, MaySee may_see, WorkPool& pool,
                           StreamLimit::Place place, const Views* views, std::shared_ptr<const void> kept)
    : question_(std::make_shared<Question>(
          Question{request, report, log, zones, personal, views, TreeSizesOf(request), std::move(kept)})),
      pool_(pool),
      place_(std::move(place)),
      ledgers_(Named(question_->request), log, std::move(may_see)),
      totals_(report) {}

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
  if (!answer.has_value()) return true;
  totals_.Add(answer->parts, answer->handling_days);
  parts_.assign(std::make_move_iterator(answer->parts.begin()), std::make_move_iterator(answer->parts.end()));
  return true;
}

v1::GetReportResponse ReportSource::Header() const {
  v1::GetReportResponse response;
  v1::ReportHeader& header = *response.mutable_header();
  header.set_report(std::string(question_->report.name));
  header.set_version(question_->report.version);
  *header.mutable_moment() = question_->request.moment();
  for (const absl::string_view figure : question_->report.figures) header.add_figures(std::string(figure));
  if (question_->report.takes_days) header.set_within_days(WithinDaysOf(question_->request));
  return response;
}

absl::StatusOr<std::optional<ReportSource::Ahead>> ReportSource::Begin() {
  ASSIGN_OR_RETURN(std::optional<LedgerId> next, ledgers_.Next());
  if (!next.has_value()) return std::optional<Ahead>();
  return std::optional<Ahead>(
      Ahead(pool_, [question = question_, ledger = *std::move(next)] { return AnswerFor(*question, ledger); }));
}

absl::StatusOr<ReportSource::Answer> ReportSource::AnswerFor(const Question& question, const LedgerId& ledger) {
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, question.log.Head(ledger));
  if (!head.has_value()) return LedgerUnknown(ledger.value(), "ledger_ids");
  ASSIGN_OR_RETURN(HistoryPoint point, PointOf(question.request.moment(), question.log, ledger));
  const auto size = question.tree_sizes.find(ledger.value());
  if (size != question.tree_sizes.end() && size->second > 0) {
    const Seq last(size->second - 1);
    point.last = point.last.has_value() ? std::min(*point.last, last) : last;
  }
  if (question.views != nullptr && !question.request.from_records()) {
    const std::shared_ptr<const ViewStore> live = question.views->store();
    absl::StatusOr<Answer> answer = AnswerFrom(live.get(), question, ledger, point);
    // Not all of the view need have been read by PictureAt.
    if (!IsOfViews(answer.status())) return answer;
  }
  return AnswerFrom(nullptr, question, ledger, point);
}

absl::StatusOr<ReportSource::Answer> ReportSource::AnswerFrom(const ViewStore* live, const Question& question,
                                                              const LedgerId& ledger, const HistoryPoint& point) {
  // The figures take one pass; each list takes one more.
  const bool is_read_often = !question.report.lists.empty();
  ASSIGN_OR_RETURN(std::unique_ptr<const LedgerPicture> picture,
                   PictureAt(question.log, live, ledger, point, is_read_often));
  const bool was_named = !question.request.ledger_ids().empty();
  if (picture->directory().ledger.known_events() == 0 && !was_named) return std::nullopt;
  const ReportOrder order{question.report, WithinDaysOf(question.request)};
  ASSIGN_OR_RETURN(picture, ShownPicture::Of(std::move(picture), question.personal));
  return LedgerReportOf(order, question.log, *picture, point.moment.at(), question.zones);
}

}  // namespace huiyin

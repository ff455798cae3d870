// What opening a figure and explaining its change share: which figure, what it comes to, its events, pages.
#ifndef HUIYIN_SERVICES_FIGURE_PARTS_H_
#define HUIYIN_SERVICES_FIGURE_PARTS_H_

#include <google/protobuf/message.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.pb.h"
#include "projections/figure_rows.h"
#include "projections/figure_trace.h"
#include "projections/page_token.h"
#include "services/figure_answers.h"

namespace huiyin {

// kInvalidArgument (FIGURE_UNKNOWN).
absl::StatusOr<FigureDefinition> FigureNamed(const std::string& name);

// What a figure comes to: proposal by proposal, move by move.
class FigureSum {
 public:
  explicit FigureSum(const FigureDefinition& figure) : figure_(figure) {}

  uint32_t NumeratorOf(const Counts& counts) const { return counts[figure_.numerator]; }
  uint32_t DenominatorOf(const Counts& counts) const {
    return figure_.denominator ? counts[*figure_.denominator] : uint32_t{0};
  }
  bool Has(const Counts& counts) const { return NumeratorOf(counts) > 0 || DenominatorOf(counts) > 0; }
  bool Differ(const Counts& a, const Counts& b) const {
    return NumeratorOf(a) != NumeratorOf(b) || DenominatorOf(a) != DenominatorOf(b);
  }

  void Add(const Counts& counts) {
    numerator_ += NumeratorOf(counts);
    denominator_ += DenominatorOf(counts);
  }
  void Move(const Counts& before, const Counts& after) {
    Add(after);
    numerator_ -= NumeratorOf(before);
    denominator_ -= DenominatorOf(before);
  }
  v1::FigureValue Value() const {
    v1::FigureValue value;
    value.set_numerator(numerator_);
    if (figure_.denominator) value.set_denominator(denominator_);
    return value;
  }

 private:
  FigureDefinition figure_;
  uint64_t numerator_ = 0;
  uint64_t denominator_ = 0;
};

// Tells of a move's event what its record says.
class FigureEvents {
 public:
  FigureEvents(const EventLog& log, LedgerId ledger) : log_(log), ledger_(std::move(ledger)) {}

  // Errors of the log's cursors; kDataLoss: the record is missing.
  absl::Status Tell(const FigureMove& move, v1::FigureEvent& event) const;

 private:
  const EventLog& log_;
  const LedgerId ledger_;
};

// A page that fills up.
class FigurePage {
 public:
  // As many rows as `asked`, at most kFigurePageMax; that many when 0.
  explicit FigurePage(uint32_t asked) : rows_left_(asked == 0 ? kFigurePageMax : std::min(asked, kFigurePageMax)) {}

  bool IsFull() const { return rows_left_ == 0 || bytes_ > kPageBytesMax; }
  void Count(const google::protobuf::Message& row) {
    --rows_left_;
    bytes_ += row.ByteSizeLong();
  }

 private:
  uint32_t rows_left_;
  size_t bytes_ = 0;
};

// What a page token is bound to: a list is the same as long as nothing but the page changes.
template <typename Request>
std::string FigureListName(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return absl::StrCat(Request::descriptor()->name(), "\n", request.SerializeAsString());
}

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_FIGURE_PARTS_H_

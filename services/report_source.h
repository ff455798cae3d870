// The messages of GetReport. As with statistics, one message is made at a time, and while one ledger is being answered
// the next is made on another thread of the pool: at most two ledgers' pictures are held.
#ifndef HUIYIN_SERVICES_REPORT_SOURCE_H_
#define HUIYIN_SERVICES_REPORT_SOURCE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/report_service.pb.h"
#include "projections/history_point.h"
#include "projections/views.h"
#include "services/ledgers_in_turn.h"
#include "services/made_ahead.h"
#include "services/personal/personal_data.h"
#include "services/report_definition.h"
#include "services/report_parts.h"
#include "services/report_text.h"
#include "services/report_totals.h"
#include "services/stream_limit.h"
#include "services/stream_pump.h"

namespace huiyin {

class ReportSource final : public StreamSource<v1::GetReportResponse> {
 public:
  using MaySee = LedgersInTurn::MaySee;

  // `request` was checked, and its moment says when. When it names no ledger: all of `log` that pass `may_see`.
  // `views`: of `log`; nullptr: all is folded. `kept` (KeepService) keeps what is referred to, unless that outlives the
  // pool.
  ReportSource(const v1::GetReportRequest& request, const ReportDefinition& report, const EventLog& log,
               const TimeZones& zones, const PersonalData& personal, MaySee may_see, WorkPool& pool,
               StreamLimit::Place place, const Views* views = nullptr, std::shared_ptr<const void> kept = nullptr);

  absl::StatusOr<Pumped> Next(v1::GetReportResponse& response) override;

 private:
  // nullopt: there is nothing to say of the ledger.
  using Answer = std::optional<LedgerReport>;
  // All that making one takes: shared with who makes it ahead.
  struct Question {
    const v1::GetReportRequest request;
    const ReportDefinition& report;
    const EventLog& log;
    const TimeZones& zones;
    const PersonalData& personal;
    const Views* const views;
    // Of `request`, by ledger.
    const absl::flat_hash_map<std::string, uint64_t> tree_sizes;
    const std::shared_ptr<const void> kept;
  };
  using Ahead = MadeAhead<absl::StatusOr<Answer>>;

  static absl::StatusOr<Answer> AnswerFor(const Question& question, const LedgerId& ledger);
  // `live`: as PictureAt's.
  static absl::StatusOr<Answer> AnswerFrom(const ViewStore* live, const Question& question, const LedgerId& ledger,
                                           const HistoryPoint& point);

  v1::GetReportResponse Header() const;
  // Fills parts_ with what comes next; false: nothing does.
  absl::StatusOr<bool> MoreParts();
  // The next ledger's answer begun; nullopt: there are no more.
  absl::StatusOr<std::optional<Ahead>> Begin();

  const std::shared_ptr<const Question> question_;
  WorkPool& pool_;
  const StreamLimit::Place place_;

  LedgersInTurn ledgers_;
  bool begun_ = false;
  bool ended_ = false;
  // Of the ledger after the one that is being answered.
  std::optional<Ahead> next_;
  // Still to be sent.
  std::deque<v1::GetReportResponse> parts_;
  ReportTotals totals_;
  ReportDigest digest_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_SOURCE_H_

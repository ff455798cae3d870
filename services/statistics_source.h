// The messages of GetStatistics: a header a ledger, then its facts if asked for. One ledger's picture is held at a
// time, and one message is made at a time.
#ifndef HUIYIN_SERVICES_STATISTICS_SOURCE_H_
#define HUIYIN_SERVICES_STATISTICS_SOURCE_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/query_service.pb.h"
#include "projections/ledger_picture.h"
#include "services/stream_limit.h"
#include "services/stream_pump.h"

namespace huiyin {

// Of one message.
inline constexpr int kFactsPageSize = 500;

class StatisticsSource final : public StreamSource<v1::GetStatisticsResponse> {
 public:
  // A ledger's picture; nullptr: nothing is known of it.
  using PictureOf = std::function<absl::StatusOr<std::unique_ptr<const LedgerPicture>>(const LedgerId&)>;
  using MaySee = std::function<bool(absl::string_view ledger)>;

  // Pictures are those of the moment `at`. When the request names no ledger: all of `log` that pass `may_see`.
  StatisticsSource(v1::GetStatisticsRequest request, absl::Time at, const EventLog& log, const TimeZones& zones,
                   PictureOf picture_of, MaySee may_see, StreamLimit::Place place);

  absl::StatusOr<Pumped> Next(v1::GetStatisticsResponse& response) override;

 private:
  // Fills ledgers_ further. False: there are no more.
  absl::StatusOr<bool> MoreLedgers();
  // False: there is nothing to say of it.
  absl::StatusOr<bool> Answer(const LedgerId& ledger, v1::GetStatisticsResponse& response);
  // The next facts of picture_; lets go of it after the last.
  absl::Status FillFacts(v1::FactsPage& page);

  const v1::GetStatisticsRequest request_;
  const absl::Time at_;
  const EventLog& log_;
  const TimeZones& zones_;
  const PictureOf picture_of_;
  const MaySee may_see_;
  const StreamLimit::Place place_;

  std::deque<LedgerId> ledgers_;
  LedgerId last_listed_;
  bool listed_all_ = false;
  // Whose facts are still to be sent; nullptr: none's.
  std::unique_ptr<const LedgerPicture> picture_;
  // The id of the first of them.
  std::string facts_from_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_STATISTICS_SOURCE_H_

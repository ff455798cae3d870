// The messages of GetStatistics: a header a ledger, then its facts if asked for. One message is made at a time; but
// while one ledger is being answered, the figures of the next are made on another thread of the pool. So at most two
// pictures are held.
#ifndef HUIYIN_SERVICES_STATISTICS_SOURCE_H_
#define HUIYIN_SERVICES_STATISTICS_SOURCE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/query_service.pb.h"
#include "projections/ledger_picture.h"
#include "services/ledgers_in_turn.h"
#include "services/made_ahead.h"
#include "services/stream_limit.h"
#include "services/stream_pump.h"

namespace huiyin {

// Of one message.
inline constexpr int kFactsPageSize = 500;

class StatisticsSource final : public StreamSource<v1::GetStatisticsResponse> {
 public:
  // A ledger's picture; nullptr: nothing is known of it. Thread-safe, and of use as long as the pool is.
  using PictureOf = std::function<absl::StatusOr<std::unique_ptr<const LedgerPicture>>(const LedgerId&)>;
  using MaySee = LedgersInTurn::MaySee;

  // Pictures are those of the moment `at`. When the request names no ledger: all of `log` that pass `may_see`.
  StatisticsSource(v1::GetStatisticsRequest request, absl::Time at, const EventLog& log, const TimeZones& zones,
                   PictureOf picture_of, MaySee may_see, WorkPool& pool, StreamLimit::Place place);

  absl::StatusOr<Pumped> Next(v1::GetStatisticsResponse& response) override;

 private:
  // What one ledger comes to.
  struct Answer {
    // False: there is nothing to say of it.
    bool is_known = false;
    v1::LedgerStatistics statistics;
    // If its facts were asked for.
    std::unique_ptr<const LedgerPicture> picture;
  };
  // All that making one takes: shared with who makes it ahead.
  struct Question {
    const v1::GetStatisticsRequest request;
    const absl::Time at;
    const TimeZones& zones;
    const PictureOf picture_of;
  };

  static absl::StatusOr<Answer> AnswerFor(const Question& question, const LedgerId& ledger);

  // The next ledger's answer begun; nullopt: there are no more.
  absl::StatusOr<std::optional<MadeAhead<absl::StatusOr<Answer>>>> Begin();
  // The next facts of picture_; lets go of it after the last.
  absl::Status FillFacts(v1::FactsPage& page);

  const std::shared_ptr<const Question> question_;
  WorkPool& pool_;
  const StreamLimit::Place place_;

  LedgersInTurn ledgers_;
  bool begun_ = false;
  // Of the ledger after the one that is being answered.
  std::optional<MadeAhead<absl::StatusOr<Answer>>> next_;
  // Whose facts are still to be sent; nullptr: none's.
  std::unique_ptr<const LedgerPicture> picture_;
  // The id of the first of them.
  std::string facts_from_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_STATISTICS_SOURCE_H_

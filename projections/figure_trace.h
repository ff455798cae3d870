// What moved a ledger's figures between two moments: each change of what a proposal counts, with the event that made
// it, or the day that passed. The moves add up to the difference of the figures, and those from nothing to the figures
// themselves: so every figure opens to its events. Pure.
#ifndef HUIYIN_PROJECTIONS_FIGURE_TRACE_H_
#define HUIYIN_PROJECTIONS_FIGURE_TRACE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/record.pb.h"
#include "projections/figure_counts.h"
#include "projections/moment.h"

namespace huiyin {

struct FigureMove {
  enum class Cause {
    // It happened after the earlier moment.
    kProgress,
    // It had happened by the earlier moment, but was entered later.
    kLateEntry,
    // It corrects what was entered before.
    kCorrection,
    // No event: a due date passed.
    kDayPassed,
  };
  Cause cause;
  // The event; nullopt: kDayPassed.
  std::optional<Seq> seq;
  // The local day, from 1970-01-01, on which it was recorded (of a report as of a moment: on which it occurred), or
  // which passed.
  int32_t day;
  Counts before;
  Counts after;
};

// One proposal between two moments.
struct ProposalTrace {
  // What is known of it at the later one.
  v1::ProposalFacts facts;
  // What it counts at the earlier moment, and at the later.
  Counts from = {};
  Counts to = {};
  // In order of time.
  std::vector<FigureMove> moves;

  // The latest move of this count, which put it where it is; nullptr: it did not move.
  const FigureMove* LastMoveOf(Count count) const;
};

// Not thread-safe. Holds some 2 KiB a proposal.
class FigureTrace {
 public:
  // From nothing: figures are opened. The moments are finite.
  FigureTrace(const Moment& to, absl::TimeZone zone);
  // kInvalidArgument (MOMENTS_OUT_OF_ORDER) when `from` knows something, or says of something that it has happened,
  // that `to` does not.
  static absl::StatusOr<FigureTrace> Between(const Moment& from, const Moment& to, absl::TimeZone zone);

  // Every record of the ledger that `to` knows, in order of seq. Errors as SubjectOf.
  absl::Status Add(const v1::Record& record);
  // Once, after the last record: by proposal id.
  std::map<std::string, ProposalTrace> Finish();

 private:
  FigureTrace(const std::optional<Moment>& from, const Moment& to, absl::TimeZone zone);

  bool IsBefore(const v1::Record& record) const;
  int32_t DayOf(const v1::Record& record) const;
  FigureMove::Cause CauseOf(const v1::Record& record) const;
  // What time alone made of it until `day`.
  void PassDays(ProposalTrace& trace, int32_t day) const;
  void Fold(ProposalTrace& trace, const v1::Record& record) const;

  const std::optional<Moment> from_;
  const Moment to_;
  const absl::TimeZone zone_;
  const int32_t first_day_;
  const int32_t last_day_;
  std::map<std::string, ProposalTrace, std::less<>> traces_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_FIGURE_TRACE_H_

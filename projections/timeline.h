// A proposal's timeline: its events in order, the status and round after each, and a sentence for each as an office
// clerk would read it. Folded from the stream's records when asked for; never stored, so no copy can differ from the
// log. Pure.
#ifndef HUIYIN_PROJECTIONS_TIMELINE_H_
#define HUIYIN_PROJECTIONS_TIMELINE_H_

#include "absl/status/statusor.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/query_service.pb.h"
#include "projections/ledger_picture.h"
#include "projections/timeline_words.h"

namespace huiyin::v1 {
class Record;
}  // namespace huiyin::v1

namespace huiyin {

class TimelineFold {
 public:
  // `directory` gives the names of units and deputies.
  explicit TimelineFold(const LedgerDirectory& directory);

  // The records of one proposal's stream, in order. Errors as SubjectOf.
  absl::StatusOr<v1::TimelineEntry> Add(const v1::Record& record);

 private:
  const LedgerNames names_;
  // After the records so far.
  v1::ProposalFacts facts_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_TIMELINE_H_

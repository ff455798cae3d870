// The reports that there are: what each shows, and which version of it this program makes. A report that would come out
// differently from the same records is another version, so that what was printed once can be told from it.
#ifndef HUIYIN_SERVICES_REPORT_DEFINITION_H_
#define HUIYIN_SERVICES_REPORT_DEFINITION_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "huiyin/v1/report.pb.h"

namespace huiyin {

// What a report lists, row by row (services/report_lists.h).
enum class ReportList {
  kRegister,
  kTasks,
  kOverdue,
  kComingDue,
  kUnanswered,
  kPassedUp,
  kReceived,
  kPriorities,
  kCommitments,
  kCommitmentYears,
  kRanking,
  kDeputies,
  kDeputyProposals,
  kClasses,
  kClassProposals,
  kVerdicts,
  kTopics,
  kRecurringTopics,
};

enum class ReportProse { kNone, kHalfYear, kAnnual };

struct ReportDefinition {
  absl::string_view name;
  uint32_t version;
  absl::string_view english;
  absl::string_view chinese;
  // The tables; that of the whole ledger comes first in all.
  std::vector<v1::FigureTable::Dimension> dimensions;
  // Fields of v1::Figures.
  std::vector<absl::string_view> figures;
  // How many proposals are in each status.
  bool shows_status = false;
  std::vector<ReportList> lists = {};
  // Tables that the lists are made of, and that are not shown.
  std::vector<v1::FigureTable::Dimension> folded = {};
  // A report in prose speaks of one session: the latest that had opened.
  ReportProse prose = ReportProse::kNone;
  // It asks what is due within some days.
  bool takes_days = false;
};

// What counts as soon unless somebody asks otherwise.
inline constexpr uint32_t kWithinDays = 30;
inline constexpr uint32_t kWithinDaysMax = 3'660;

absl::Span<const ReportDefinition> ReportDefinitions();

// Lives for ever. kInvalidArgument (REPORT_UNKNOWN).
absl::StatusOr<const ReportDefinition*> FindReport(absl::string_view name);

// Only what the report shows.
void KeepFigures(const ReportDefinition& report, v1::Figures& figures);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_DEFINITION_H_

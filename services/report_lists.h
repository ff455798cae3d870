// The lists of reports: typed rows about single proposals, tasks, units, deputies. Pure.
#ifndef HUIYIN_SERVICES_REPORT_LISTS_H_
#define HUIYIN_SERVICES_REPORT_LISTS_H_

#include "absl/status/statusor.h"
#include "huiyin/v1/report_service.pb.h"
#include "services/report_definition.h"
#include "services/report_scene.h"

namespace huiyin {

// Errors of the scene's picture.
absl::StatusOr<v1::DataTable> ListOf(ReportList list, const ReportScene& scene);

// Every proposal that is known, whatever became of it.
absl::StatusOr<v1::DataTable> RegisterList(const ReportScene& scene);
// What each unit has to do, or waits for, on proposals that are not done.
absl::StatusOr<v1::DataTable> TaskList(const ReportScene& scene);

// Every proposal whose reply is late; whose reply is due within the scene's days; and every one that stands without the
// answer that its limit asked for, those among them that were merged into one that does.
absl::StatusOr<v1::DataTable> OverdueList(const ReportScene& scene);
absl::StatusOr<v1::DataTable> ComingDueList(const ReportScene& scene);
absl::StatusOr<v1::DataTable> UnansweredList(const ReportScene& scene);

// What was passed up to the ledger above and became of it there; and what ledgers below passed up to this one.
absl::StatusOr<v1::DataTable> PassedUpList(const ReportScene& scene);
absl::StatusOr<v1::DataTable> ReceivedList(const ReportScene& scene);

absl::StatusOr<v1::DataTable> PriorityList(const ReportScene& scene);

// What was promised in replies; and by the year in which it was or is due.
absl::StatusOr<v1::DataTable> CommitmentList(const ReportScene& scene);
absl::StatusOr<v1::DataTable> CommitmentYearList(const ReportScene& scene);

// The main units, the best first (docs/reports.md says by what order). Needs the table MAIN_UNIT.
absl::StatusOr<v1::DataTable> RankingList(const ReportScene& scene);

// Each deputy, with or without a proposal; and each deputy's proposals and what became of them.
absl::StatusOr<v1::DataTable> DeputyList(const ReportScene& scene);
absl::StatusOr<v1::DataTable> DeputyProposalList(const ReportScene& scene);

// What came of the replies: by class, the proposals of each class, and the deputies' words on attitude and result.
absl::StatusOr<v1::DataTable> ClassList(const ReportScene& scene);
absl::StatusOr<v1::DataTable> ClassProposalList(const ReportScene& scene);
absl::StatusOr<v1::DataTable> VerdictList(const ReportScene& scene);

// Each category by session and year; and those that came up again: in another session or year, or by several proposals
// that were merged.
absl::StatusOr<v1::DataTable> TopicList(const ReportScene& scene);
absl::StatusOr<v1::DataTable> RecurringTopicList(const ReportScene& scene);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_LISTS_H_

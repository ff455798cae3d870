#include "services/report_lists.h"

namespace huiyin {

absl::StatusOr<v1::DataTable> ListOf(ReportList list, const ReportScene& scene) {
  switch (list) {
    case ReportList::kRegister:
      return RegisterList(scene);
    case ReportList::kTasks:
      return TaskList(scene);
    case ReportList::kOverdue:
      return OverdueList(scene);
    case ReportList::kComingDue:
      return ComingDueList(scene);
    case ReportList::kUnanswered:
      return UnansweredList(scene);
    case ReportList::kPassedUp:
      return PassedUpList(scene);
    case ReportList::kReceived:
      return ReceivedList(scene);
    case ReportList::kPriorities:
      return PriorityList(scene);
    case ReportList::kCommitments:
      return CommitmentList(scene);
    case ReportList::kCommitmentYears:
      return CommitmentYearList(scene);
    case ReportList::kRanking:
      return RankingList(scene);
    case ReportList::kDeputies:
      return DeputyList(scene);
    case ReportList::kDeputyProposals:
      return DeputyProposalList(scene);
    case ReportList::kClasses:
      return ClassList(scene);
    case ReportList::kClassProposals:
      return ClassProposalList(scene);
    case ReportList::kVerdicts:
      return VerdictList(scene);
    case ReportList::kTopics:
      return TopicList(scene);
    case ReportList::kRecurringTopics:
      return RecurringTopicList(scene);
  }
  return absl::InternalError("no such list");
}

}  // namespace huiyin

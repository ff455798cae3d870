#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "base/status_macros.h"
#include "projections/days.h"
#include "services/data_table.h"
#include "services/report_lists.h"
#include "services/report_tally.h"

namespace huiyin {
namespace {

using Column = v1::DataColumn;

// When a proposal came up: in a session, or between it and the next, and in which year.
struct Occasion {
  // As sessions follow each other, and its id.
  std::string session_order;
  std::string session;
  int64_t year;

  bool operator<(const Occasion& other) const {
    return std::tie(session_order, session, year) < std::tie(other.session_order, other.session, other.year);
  }
};

Occasion OccasionOf(const v1::ProposalFacts& facts, const LedgerTerms& names) {
  return {std::get<0>(NumberOrderOf(facts, names)), facts.session_id(), DayOf(facts.submitted_day()).year()};
}

struct Topic {
  std::map<Occasion, ReportTally> occasions;
  ReportTally all;
  uint64_t merged = 0;
  uint64_t reopened = 0;
};
using Topics = std::map<std::string, Topic>;

// Counted are the proposals that the figures count; merged ones beside them.
absl::StatusOr<Topics> TopicsOf(const ReportScene& scene) {
  Topics topics;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (facts.category().empty()) return absl::OkStatus();
    if (facts.status() == v1::Proposal::MERGED) ++topics[facts.category()].merged;
    const Counts counts = CountsOf(facts, scene.today);
    if (counts[kCounted] == 0) return absl::OkStatus();
    Topic& topic = topics[facts.category()];
    topic.occasions[OccasionOf(facts, scene.names)].Add(counts);
    topic.all.Add(counts);
    topic.reopened += facts.reopenings() > 0 ? 1 : 0;
    return absl::OkStatus();
  }));
  return topics;
}

bool Recurs(const Topic& topic) { return topic.occasions.size() > 1 || topic.merged > 0; }

v1::DataTable NewTopicList() {
  return NewDataTable(TermOf("topics", {"Categories by session and year", "类别分届次年度情况"}),
                      {{"category", {"category", "类别"}, Column::TEXT},
                       {"session", {"session", "会议"}, Column::TEXT},
                       {"year", {"year", "年份"}, Column::INTEGER},
                       {"share", {"of all proposals then", "件数/当期总数"}, Column::RATIO},
                       {"reply_rate", {"replied", "答复率"}, Column::RATIO},
                       {"resolution_rate", {"resolved (class A)", "解决率"}, Column::RATIO},
                       {"satisfaction_rate", {"satisfied", "满意率"}, Column::RATIO}});
}

}  // namespace

absl::StatusOr<v1::DataTable> TopicList(const ReportScene& scene) {
  ASSIGN_OR_RETURN(const Topics topics, TopicsOf(scene));
  std::map<Occasion, uint64_t> totals;
  for (const auto& [category, topic] : topics) {
    for (const auto& [occasion, tally] : topic.occasions) totals[occasion] += tally[kCounted];
  }
  v1::DataTable table = NewTopicList();
  for (const auto& [category, topic] : topics) {
    for (const auto& [occasion, tally] : topic.occasions) {
      RowWriter(*table.add_rows())
          .Text(category)
          .Text(occasion.session)
          .Integer(occasion.year)
          .Ratio(RatioOf(tally[kCounted], totals[occasion]))
          .Ratio(tally.Of(kReplied, kAssigned))
          .Ratio(tally.Of(kClassA, kReplied))
          .Ratio(tally.Of(kSatisfied, kEvaluated));
    }
  }
  return table;
}

absl::StatusOr<v1::DataTable> RecurringTopicList(const ReportScene& scene) {
  ASSIGN_OR_RETURN(const Topics topics, TopicsOf(scene));
  v1::DataTable table = NewDataTable(TermOf("recurring", {"Recurring topics", "反复提出的问题"}),
                                     {{"category", {"category", "类别"}, Column::TEXT},
                                      {"sessions", {"sessions", "涉及会议"}, Column::INTEGER},
                                      {"years", {"years", "涉及年份"}, Column::INTEGER},
                                      {"proposals", {"proposals", "件数"}, Column::INTEGER},
                                      {"merged", {"merged into others", "并案件数"}, Column::INTEGER},
                                      {"rehandled", {"handled again", "重新办理件数"}, Column::INTEGER},
                                      {"reopened", {"reopened", "重启办理件数"}, Column::INTEGER}});
  for (const auto& [category, topic] : topics) {
    if (!Recurs(topic)) continue;
    std::set<std::string> sessions;
    std::set<int64_t> years;
    for (const auto& [occasion, tally] : topic.occasions) {
      sessions.insert(occasion.session);
      years.insert(occasion.year);
    }
    RowWriter(*table.add_rows())
        .Text(category)
        .Integer(static_cast<int64_t>(sessions.size()))
        .Integer(static_cast<int64_t>(years.size()))
        .Integer(static_cast<int64_t>(topic.all[kCounted]))
        .Integer(static_cast<int64_t>(topic.merged))
        .Integer(static_cast<int64_t>(topic.all[kRehandled]))
        .Integer(static_cast<int64_t>(topic.reopened));
  }
  return table;
}

}  // namespace huiyin

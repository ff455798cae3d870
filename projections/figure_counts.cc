#include "projections/figure_counts.h"

#include "projections/facts.h"

namespace huiyin {
namespace {

using v1::Figures;
using v1::Proposal;
using v1::ProposalFacts;
using v1::Reply;

// What another proposal answers for is not counted beside it (decision A38): the primary's, that of the ledger above,
// that of the ledger below to which it went back (ADR 0028).
bool IsCounted(const ProposalFacts& facts) {
  if (facts.number() == 0) return false;
  switch (facts.status()) {
    case Proposal::REFUSED:
    case Proposal::WITHDRAWN:
    case Proposal::MERGED:
    case Proposal::PASSED_UP:
    case Proposal::SENT_BACK:
      return false;
    default:
      return true;
  }
}

bool IsSatisfied(v1::Evaluation::Verdict verdict) {
  return verdict == v1::Evaluation::SATISFIED || verdict == v1::Evaluation::BASICALLY_SATISFIED;
}

void CountTasks(const ProposalFacts& facts, Counts& counts) {
  for (const v1::UnitTally& tally : facts.tallies()) {
    counts[kTasks] += tally.main_tasks() + tally.co_tasks();
    counts[kReturns] += tally.main_returns() + tally.co_returns();
  }
}

void CountReply(const ProposalFacts& facts, bool past_due, Counts& counts) {
  const bool replied = facts.has_first_replied_day();
  counts[kReplied] = replied;
  counts[kOnTime] = replied && facts.first_reply_on_time();
  counts[kOnTimeOf] = replied || (past_due && facts.round() == 1);
  if (!replied) return;
  counts[kClassA] = facts.latest_class() == Reply::A;
  counts[kClassB] = facts.latest_class() == Reply::B;
  counts[kClassC] = facts.latest_class() == Reply::C;
  counts[kClassD] = facts.latest_class() == Reply::D;
  counts[kContactedInPerson] = facts.contacted_in_person();
  counts[kContacted] = facts.contacted();
}

void CountEvaluation(const ProposalFacts& facts, Counts& counts) {
  if (facts.evaluated_round() == 0) return;
  counts[kEvaluated] = 1;
  counts[kSatisfied] = IsSatisfied(facts.latest_result());
  counts[kAttitude] = IsSatisfied(facts.latest_attitude());
  counts[kFirstEvaluated] = facts.first_round_result() != v1::Evaluation::UNSPECIFIED;
  counts[kFirstSatisfied] = IsSatisfied(facts.first_round_result());
  counts[kRehandled] = facts.round() >= 2;
}

}  // namespace

absl::Span<const RateDefinition> RateDefinitions() {
  static constexpr std::array<RateDefinition, 17> kRates = {{
      {"assigned_rate", &Figures::mutable_assigned_rate, kAssigned, kCounted},
      {"reply_rate", &Figures::mutable_reply_rate, kReplied, kAssigned},
      {"on_time_rate", &Figures::mutable_on_time_rate, kOnTime, kOnTimeOf},
      {"completion_rate", &Figures::mutable_completion_rate, kCompleted, kAssigned},
      {"resolution_rate", &Figures::mutable_resolution_rate, kClassA, kReplied},
      {"class_a", &Figures::mutable_class_a, kClassA, kReplied},
      {"class_b", &Figures::mutable_class_b, kClassB, kReplied},
      {"class_c", &Figures::mutable_class_c, kClassC, kReplied},
      {"class_d", &Figures::mutable_class_d, kClassD, kReplied},
      {"face_contact_rate", &Figures::mutable_face_contact_rate, kContactedInPerson, kReplied},
      {"contact_rate", &Figures::mutable_contact_rate, kContacted, kReplied},
      {"satisfaction_rate", &Figures::mutable_satisfaction_rate, kSatisfied, kEvaluated},
      {"attitude_rate", &Figures::mutable_attitude_rate, kAttitude, kEvaluated},
      {"first_round_satisfaction_rate", &Figures::mutable_first_round_satisfaction_rate, kFirstSatisfied,
       kFirstEvaluated},
      {"feedback_rate", &Figures::mutable_feedback_rate, kEvaluated, kReplied},
      {"rehandling_rate", &Figures::mutable_rehandling_rate, kRehandled, kEvaluated},
      {"return_rate", &Figures::mutable_return_rate, kReturns, kTasks},
  }};
  return kRates;
}

Counts CountsOf(const ProposalFacts& facts, int32_t today) {
  Counts counts = {};
  if (!IsCounted(facts)) return counts;
  counts[kCounted] = 1;
  CountTasks(facts, counts);
  if (facts.round() == 0) return counts;
  const bool past_due = IsAwaitingReply(facts) && facts.due_day() < today;
  counts[kAssigned] = 1;
  counts[kOverdue] = past_due;
  counts[kCompleted] = facts.status() == Proposal::CLOSED ||
                       (facts.status() == Proposal::FOLLOW_UP && facts.follow_up_counts_as_completed());
  CountReply(facts, past_due, counts);
  CountEvaluation(facts, counts);
  return counts;
}

}  // namespace huiyin

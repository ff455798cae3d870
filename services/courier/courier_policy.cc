#include "services/courier/courier_policy.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "base/timestamps.h"
#include "domain/links.h"
#include "projections/days.h"
#include "projections/facts.h"
#include "services/order_id.h"
#include "services/system_ids.h"

namespace huiyin {
namespace {

constexpr char kActorId[] = "courier";

v1::Command NewOrder(const std::string& ledger, absl::string_view kind, const std::vector<std::string>& about,
                     const std::string& above, const google::protobuf::Timestamp& occurred_at) {
  v1::Command order;
  order.set_command_id(OrderId(kCourierIdPrefix, kind, about));
  order.set_ledger_id(ledger);
  *order.mutable_occurred_at() = occurred_at;
  order.mutable_actor()->set_id(kActorId);
  order.mutable_actor()->set_role(v1::Actor::SYSTEM);
  // The proposal above: one piece of work in both ledgers.
  order.set_correlation_id(above);
  return order;
}

bool IsWorthTelling(const v1::Event& event) {
  return event.has_reply_delivered() || event.has_reply_corrected() || event.has_outcome_recorded();
}

// What the event says in words.
std::string TextIn(const v1::Event& event) {
  switch (event.event_case()) {
    case v1::Event::kRevisionRequested:
      return event.revision_requested().reason();
    case v1::Event::kProposalRefused:
      return event.proposal_refused().reason();
    case v1::Event::kProposalSentBack:
      return event.proposal_sent_back().reason();
    case v1::Event::kProposalPassedUp:
      return event.proposal_passed_up().reason();
    case v1::Event::kProposalWithdrawn:
      return event.proposal_withdrawn().reason();
    case v1::Event::kReturnAccepted:
      return event.return_accepted().reason();
    case v1::Event::kReplyDelivered:
      return event.reply_delivered().text();
    case v1::Event::kReplyCorrected:
      return event.reply_corrected().text();
    case v1::Event::kRehandlingOrdered:
      return event.rehandling_ordered().reason();
    case v1::Event::kProposalReopened:
      return event.proposal_reopened().reason();
    case v1::Event::kProposalClosed:
      return event.proposal_closed().note();
    case v1::Event::kOutcomeRecorded:
      return event.outcome_recorded().outcome().text();
    default:
      return "";
  }
}

}  // namespace

bool IsOnItsWayUp(const v1::ProposalFacts& facts) {
  return facts.status() == v1::Proposal::PASSED_UP && !facts.passing().has_outcome();
}

void PassedUpProposal::Add(const v1::Record& record) {
  const v1::Event& event = record.event();
  FoldProposal(facts_, record);
  if (event.has_proposal_submitted()) Begin(event.proposal_submitted());
  if (event.has_proposal_received()) Begin(event.proposal_received());
  if (event.has_proposal_revised()) body_ = event.proposal_revised().body();
  if (!event.has_proposal_passed_up()) return;
  passed_up_ = event.proposal_passed_up();
  recorded_at_ = record.recorded_at();
}

v1::Command PassedUpProposal::ReceiveOrder(const LedgerId& ledger, const v1::DeputyFacts& lead) const {
  const Seq seq(facts_.passing().seq());
  const std::string above = ProposalAbove(ledger.value(), seq);
  v1::Command order =
      NewOrder(passed_up_.to_ledger_id(), "receive", {ledger.value(), absl::StrCat(seq.value())}, above, recorded_at_);
  v1::ReceivePassedUp& receive = *order.mutable_receive_passed_up();
  receive.set_proposal_id(above);
  receive.mutable_passed_up()->set_ledger_id(ledger.value());
  receive.mutable_passed_up()->set_proposal_id(facts_.proposal_id());
  receive.mutable_passed_up()->set_seq(seq.value());
  receive.set_kind(facts_.kind());
  receive.set_title(facts_.title());
  receive.set_body(body_);
  receive.set_source(facts_.source());
  receive.set_allow_publication(allow_publication_);
  receive.set_lead_deputy_id(DeputyAbove(ledger.value(), facts_.lead_deputy_id()));
  if (!lead.erased() && !lead.name().empty()) {
    receive.mutable_lead_deputy()->set_person_id(receive.lead_deputy_id());
    receive.mutable_lead_deputy()->set_name(lead.name());
  }
  receive.set_reason(passed_up_.reason());
  return order;
}

void OutcomeTeller::FollowPrimary(uint64_t merged) {
  facts_.Clear();
  is_primary_ = true;
  merged_ = merged;
}

std::optional<v1::Command> OutcomeTeller::Add(const v1::Record& record) {
  const v1::Proposal::Status before = facts_.status();
  FoldProposal(facts_, record);
  if (facts_.status() == before && !IsWorthTelling(record.event())) return std::nullopt;
  if (merged_.has_value() && record.seq() <= *merged_) return std::nullopt;
  v1::Command order = NewOrder(origin_.ledger_id(), "outcome",
                               {above_.ledger.value(), absl::StrCat(record.seq()), absl::StrCat(origin_.seq())},
                               ProposalAbove(origin_.ledger_id(), Seq(origin_.seq())), record.recorded_at());
  v1::RecordOutcome& told = *order.mutable_record_outcome();
  told.set_proposal_id(origin_.proposal_id());
  told.set_passed_up_seq(origin_.seq());
  *told.mutable_outcome() = OutcomeOf(record);
  return order;
}

v1::Outcome OutcomeTeller::OutcomeOf(const v1::Record& record) const {
  v1::Outcome outcome;
  if (record.event().has_outcome_recorded() && facts_.status() == v1::Proposal::PASSED_UP) {
    // Told from further above: as it stands there.
    outcome = record.event().outcome_recorded().outcome();
  } else {
    outcome.set_status(facts_.status());
    SetHandling(outcome);
    SetAnswer(outcome);
    outcome.set_text(TextIn(record.event()));
    if (facts_.status() == v1::Proposal::MERGED) outcome.set_merged_into(facts_.merged_into());
  }
  outcome.mutable_event()->set_ledger_id(above_.ledger.value());
  outcome.mutable_event()->set_proposal_id(facts_.proposal_id());
  outcome.mutable_event()->set_seq(record.seq());
  outcome.set_happened_on(FormatDay(DayNumber(absl::ToCivilDay(ToTime(record.occurred_at()), above_.zone))));
  return outcome;
}

void OutcomeTeller::SetHandling(v1::Outcome& outcome) const {
  if (facts_.status() != v1::Proposal::ASSIGNED && facts_.status() != v1::Proposal::HANDLING) return;
  if (facts_.has_due_day()) outcome.set_due_on(FormatDay(facts_.due_day()));
  for (const absl::string_view unit : MainUnits(facts_)) {
    if (outcome.unit_names_size() == kUnitsNamedMax) return;
    outcome.add_unit_names(above_.names.Unit(std::string(unit)));
  }
}

void OutcomeTeller::SetAnswer(v1::Outcome& outcome) const {
  if (facts_.has_first_replied_day()) {
    outcome.set_result_class(facts_.latest_class());
    outcome.set_document_no(facts_.reply_document_no());
  }
  if (is_primary_) return;
  outcome.set_attitude(facts_.latest_attitude());
  outcome.set_result(facts_.latest_result());
}

}  // namespace huiyin

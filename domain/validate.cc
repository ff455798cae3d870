#include "domain/validate.h"

#include <string>

#include "base/status_macros.h"
#include "domain/field_checks.h"
#include "domain/links.h"
#include "domain/longest_text.h"
#include "domain/visit.h"

namespace huiyin {
namespace {

static_assert(kFromBelowBytesMax <= kIdBytesMax);

// One overload a command: its fields, in order, each by its kind. Required unless the kind says Optional (decision
// A05).
class Shape {
 public:
  Shape(const v1::Command& command, const References& references) : command_(command), references_(references) {}

  absl::Status operator()(const v1::OpenLedger& c) const {
    FieldChecks checks = Fields(c);
    checks.Name("name", c.name()).Enum<v1::Ledger::Level>("level", c.level());
    checks.Name("rule_pack", c.rule_pack()).Name("time_zone", c.time_zone());
    checks.OptionalId("parent_ledger_id", c.parent_ledger_id());
    checks.Refuse(c.parent_ledger_id() == command_.ledger_id(), Reason::kLedgerIsOwnParent, "parent_ledger_id",
                  c.parent_ledger_id());
    checks.Refuse(!references_.packs.Has(c.rule_pack()), Reason::kRulePackUnknown, "rule_pack", c.rule_pack());
    checks.Refuse(!references_.zones.Find(c.time_zone()).has_value(), Reason::kTimeZoneUnknown, "time_zone",
                  c.time_zone());
    return checks.status();
  }
  absl::Status operator()(const v1::OpenSession& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("session_id", c.session_id());
    checks.Date("opens_on", c.opens_on()).Date("closes_on", c.closes_on());
    checks.Refuse(c.closes_on() < c.opens_on(), Reason::kSessionClosesBeforeOpening, "closes_on", c.opens_on(),
                  c.closes_on());
    return checks.status();
  }
  absl::Status operator()(const v1::SeatDeputy& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("deputy_id", c.deputy_id()).Personal(c.deputy_id(), c).Name("group", c.group());
    NotFromBelow("deputy_id", c.deputy_id(), checks);
    return checks.OptionalName("constituency", c.constituency()).status();
  }
  absl::Status operator()(const v1::UnseatDeputy& c) const {
    return Fields(c).Id("deputy_id", c.deputy_id()).Note("reason", c.reason()).status();
  }
  absl::Status operator()(const v1::EnrolUnit& c) const {
    return Fields(c).Id("unit_id", c.unit_id()).Name("name", c.name()).OptionalName("kind", c.kind()).status();
  }

  absl::Status operator()(const v1::Submit& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Enum<v1::Proposal::Kind>("kind", c.kind());
    NotFromBelow("proposal_id", c.proposal_id(), checks);
    checks.Title("title", c.title()).Text("body", c.body()).Id("lead_deputy_id", c.lead_deputy_id());
    checks.Ids("cosigner_ids", c.cosigner_ids(), Reason::kCosignerTwice);
    for (const std::string& cosigner : c.cosigner_ids()) {
      checks.Refuse(cosigner == c.lead_deputy_id(), Reason::kLeadAmongCosigners, "cosigner_ids", cosigner);
    }
    checks.Id("session_id", c.session_id()).Enum<v1::Proposal::Source>("source", c.source());
    checks.Ids("suggested_unit_ids", c.suggested_unit_ids(), Reason::kUnitTwice);
    for (const v1::Person& voter : c.voters()) NotFromBelow("voters", voter.person_id(), checks);
    return checks.Attachments("attachments", c.attachments()).Persons("voters", c.voters()).status();
  }
  absl::Status operator()(const v1::Cosign& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).Id("deputy_id", c.deputy_id()).status();
  }
  absl::Status operator()(const v1::WithdrawCosignature& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).Id("deputy_id", c.deputy_id()).status();
  }
  absl::Status operator()(const v1::RequestRevision& c) const { return Reasoned(c); }
  absl::Status operator()(const v1::Revise& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).Title("title", c.title()).Text("body", c.body()).status();
  }
  absl::Status operator()(const v1::Register& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).Name("category", c.category()).status();
  }
  absl::Status operator()(const v1::Refuse& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).Name("code", c.code()).Note("reason", c.reason()).status();
  }
  absl::Status operator()(const v1::Withdraw& c) const { return Reasoned(c); }

  absl::Status operator()(const v1::Assign& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Enum<v1::Assignment::Mode>("mode", c.mode()).Tasks("tasks", c.tasks());
    checks.Refuse(!FitsMode(c), Reason::kTasksDoNotFitMode, "tasks", v1::Assignment::Mode_Name(c.mode()));
    return checks.OptionalDate("due_on", c.due_on()).status();
  }
  absl::Status operator()(const v1::SignFor& c) const { return Task(c).status(); }
  absl::Status operator()(const v1::RequestReturn& c) const { return Task(c).Note("reason", c.reason()).status(); }
  absl::Status operator()(const v1::AcceptReturn& c) const {
    return Task(c).OptionalNote("reason", c.reason()).status();
  }
  absl::Status operator()(const v1::RefuseReturn& c) const { return Task(c).Note("reason", c.reason()).status(); }
  absl::Status operator()(const v1::LogProgress& c) const { return Task(c).Note("note", c.note()).status(); }
  absl::Status operator()(const v1::LogContact& c) const {
    FieldChecks checks = Task(c);
    checks.Id("deputy_id", c.deputy_id()).Enum<v1::Contact::Form>("form", c.form());
    return checks.OptionalNote("note", c.note()).status();
  }
  absl::Status operator()(const v1::GiveCoOpinion& c) const { return Task(c).Text("text", c.text()).status(); }
  absl::Status operator()(const v1::RequestExtension& c) const {
    return Task(c).Date("new_due_on", c.new_due_on()).Note("reason", c.reason()).status();
  }
  absl::Status operator()(const v1::GrantExtension& c) const { return Task(c).status(); }
  absl::Status operator()(const v1::RefuseExtension& c) const { return Task(c).Note("reason", c.reason()).status(); }

  absl::Status operator()(const v1::DeliverReply& c) const {
    FieldChecks checks = Task(c);
    checks.Name("document_no", c.document_no())
        .Name("signer", c.signer())
        .Enum<v1::Reply::Class>("result_class", c.result_class());
    checks.Text("text", c.text()).Commitments("commitments", c.commitments());
    return checks.Attachments("attachments", c.attachments()).status();
  }
  absl::Status operator()(const v1::CorrectReply& c) const {
    FieldChecks checks = Task(c);
    checks.Name("document_no", c.document_no()).Text("text", c.text());
    return checks.Enum<v1::Reply::Class>("result_class", c.result_class()).status();
  }
  absl::Status operator()(const v1::Evaluate& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Id("deputy_id", c.deputy_id());
    checks.Enum<v1::Evaluation::Verdict>("attitude", c.attitude()).Enum<v1::Evaluation::Verdict>("result", c.result());
    checks.OptionalNote("comment", c.comment());
    const bool dissatisfied =
        c.attitude() == v1::Evaluation::DISSATISFIED || c.result() == v1::Evaluation::DISSATISFIED;
    checks.Refuse(dissatisfied && c.comment().empty(), Reason::kCommentRequired, "comment");
    return checks.status();
  }
  absl::Status operator()(const v1::LapseFeedback& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).status();
  }
  absl::Status operator()(const v1::OrderRehandling& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Note("reason", c.reason());
    return checks.OptionalDate("due_on", c.due_on()).status();
  }
  absl::Status operator()(const v1::Close& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).OptionalNote("note", c.note()).status();
  }

  absl::Status operator()(const v1::Merge& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Id("into_proposal_id", c.into_proposal_id());
    checks.Refuse(c.proposal_id() == c.into_proposal_id(), Reason::kMergeIntoItself, "into_proposal_id",
                  c.proposal_id());
    return checks.status();
  }
  absl::Status operator()(const v1::ConvertMotion& c) const { return Reasoned(c); }
  absl::Status operator()(const v1::DesignatePriority& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Name("supervisor", c.supervisor());
    return checks.OptionalNote("note", c.note()).status();
  }
  absl::Status operator()(const v1::Urge& c) const { return Task(c).Note("note", c.note()).status(); }
  absl::Status operator()(const v1::RecordVisit& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Id("deputy_id", c.deputy_id());
    return checks.Note("finding", c.finding()).status();
  }
  absl::Status operator()(const v1::BeginFollowUp& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).status();
  }
  absl::Status operator()(const v1::FulfilCommitment& c) const {
    return Promise(c).OptionalNote("note", c.note()).status();
  }
  absl::Status operator()(const v1::ChangeCommitment& c) const {
    return Promise(c).Date("new_due_on", c.new_due_on()).Note("reason", c.reason()).status();
  }
  absl::Status operator()(const v1::MissCommitment& c) const { return Promise(c).status(); }
  absl::Status operator()(const v1::Escalate& c) const { return Reasoned(c); }
  absl::Status operator()(const v1::ResolveEscalation& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).Note("decision", c.decision()).status();
  }
  absl::Status operator()(const v1::Publish& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).Parts("parts", c.parts()).status();
  }
  absl::Status operator()(const v1::Unpublish& c) const { return Reasoned(c); }
  absl::Status operator()(const v1::Reopen& c) const { return Reasoned(c); }
  absl::Status operator()(const v1::RecordCorrection& c) const { return Fields(c).Note("note", c.note()).status(); }
  absl::Status operator()(const v1::AnnounceDue& c) const { return Task(c).Date("due_on", c.due_on()).status(); }
  absl::Status operator()(const v1::RecordOverdue& c) const { return Task(c).Date("due_on", c.due_on()).status(); }
  absl::Status operator()(const v1::RecomputeDates& c) const { return Reasoned(c); }
  absl::Status operator()(const v1::SealReport& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("seal_id", c.seal_id()).Id("report", c.report()).Sha256("digest", c.digest());
    checks.Refuse(c.version() == 0, Reason::kFieldMissing, "version", "version");
    checks.Moment("known_at", c.known_at()).Moment("as_of", c.as_of());
    return checks.SealedLedgers("ledgers", c.ledgers()).SealedFigures("total", c.total()).status();
  }
  absl::Status operator()(const v1::ErasePerson& c) const {
    return Fields(c).Id("person_id", c.person_id()).Note("basis", c.basis()).status();
  }

  absl::Status operator()(const v1::PassUp& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).ShortNote("reason", c.reason()).status();
  }
  absl::Status operator()(const v1::ReceivePassedUp& c) const {
    FieldChecks checks = Fields(c);
    const v1::LinkedEvent& link = c.passed_up();
    checks.Id("proposal_id", c.proposal_id()).Link("passed_up", link);
    NotLinkedToItself("passed_up.ledger_id", link.ledger_id(), checks);
    checks.Refuse(c.proposal_id() != ProposalAbove(link.ledger_id(), Seq(link.seq())), Reason::kNotNamedAfterLink,
                  "proposal_id", c.proposal_id(), link.ledger_id());
    checks.Enum<v1::Proposal::Kind>("kind", c.kind()).Title("title", c.title()).Text("body", c.body());
    checks.Enum<v1::Proposal::Source>("source", c.source()).Id("lead_deputy_id", c.lead_deputy_id());
    checks.Refuse(!IsFromBelow(c.lead_deputy_id()), Reason::kNotNamedAfterLink, "lead_deputy_id", c.lead_deputy_id(),
                  link.ledger_id());
    if (c.has_lead_deputy()) checks.PersonNamed("lead_deputy", c.lead_deputy(), c.lead_deputy_id());
    return checks.ShortNote("reason", c.reason()).status();
  }
  absl::Status operator()(const v1::SendBack& c) const { return Reasoned(c); }
  absl::Status operator()(const v1::RecordOutcome& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Outcome("outcome", c.outcome());
    NotLinkedToItself("outcome.event.ledger_id", c.outcome().event().ledger_id(), checks);
    return checks.status();
  }

 private:
  template <typename Command>
  FieldChecks Fields(const Command& c) const {
    // "open_ledger".
    FieldChecks checks(v1::Command::descriptor()->FindFieldByNumber(command_.command_case())->name());
    checks.NothingUnknown(c);
    return checks;
  }
  // Commands that need a reason and nothing else.
  template <typename Command>
  absl::Status Reasoned(const Command& c) const {
    return Fields(c).Id("proposal_id", c.proposal_id()).Note("reason", c.reason()).status();
  }
  // Commands about one promise.
  template <typename Command>
  FieldChecks Promise(const Command& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Id("commitment_id", c.commitment_id());
    return checks;
  }
  // Commands about one unit's task.
  template <typename Command>
  FieldChecks Task(const Command& c) const {
    FieldChecks checks = Fields(c);
    checks.Id("proposal_id", c.proposal_id()).Id("unit_id", c.unit_id());
    return checks;
  }

  // Those names are made for what is passed up (domain/links.h).
  static void NotFromBelow(absl::string_view field, const std::string& id, FieldChecks& checks) {
    checks.Refuse(IsFromBelow(id), Reason::kIdReserved, field, id, kFromBelowPrefix);
  }
  void NotLinkedToItself(absl::string_view field, const std::string& ledger_id, FieldChecks& checks) const {
    checks.Refuse(ledger_id == command_.ledger_id(), Reason::kLinkToItself, field, ledger_id);
  }

  static bool FitsMode(const v1::Assign& c) {
    int leads = 0;
    int cos = 0;
    int separates = 0;
    for (const v1::Task& task : c.tasks()) {
      leads += task.role() == v1::Task::LEAD;
      cos += task.role() == v1::Task::CO;
      separates += task.role() == v1::Task::SEPARATE;
    }
    switch (c.mode()) {
      case v1::Assignment::SINGLE:
        return leads == 1 && cos == 0 && separates == 0;
      case v1::Assignment::JOINT:
        return leads == 1 && cos >= 1 && separates == 0;
      default:
        return leads == 0 && cos == 0 && separates >= 2;
    }
  }

  const v1::Command& command_;
  const References& references_;
};

absl::Status CheckActor(const v1::Actor& actor) {
  FieldChecks checks("actor");
  checks.NothingUnknown(actor).Id("id", actor.id()).Enum<v1::Actor::Role>("role", actor.role());
  if (actor.role() == v1::Actor::HANDLING_UNIT) return checks.Id("unit_id", actor.unit_id()).status();
  return checks.OptionalId("unit_id", actor.unit_id()).status();
}

absl::Status CheckEnvelope(const v1::Command& command) {
  FieldChecks checks("");
  checks.NothingUnknown(command).Id("command_id", command.command_id()).Id("ledger_id", command.ledger_id());
  checks.Refuse(!command.has_occurred_at(), Reason::kFieldMissing, "occurred_at", "occurred_at");
  checks.Moment("occurred_at", command.occurred_at()).OptionalId("on_behalf_of", command.on_behalf_of());
  return checks.OptionalId("correlation_id", command.correlation_id()).status();
}

}  // namespace

absl::Status ValidateShape(const v1::Command& command, const References& references) {
  const size_t size = command.ByteSizeLong();
  if (size > kCommandBytesMax) {
    return Refused(Reason::kCommandTooLarge, {size, kCommandBytesMax}, LongestText(command));
  }
  RETURN_IF_ERROR(CheckEnvelope(command));
  RETURN_IF_ERROR(CheckActor(command.actor()));
  if (command.command_case() == v1::Command::COMMAND_NOT_SET) return Refused(Reason::kCommandMissing);
  return VisitCommand(command, Shape(command, references));
}

}  // namespace huiyin

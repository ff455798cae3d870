#include "domain/testing/portrait.h"

#include <optional>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace huiyin::testing {
namespace {

class Portrait {
 public:
  // A line.
  template <typename... Parts>
  void Say(const Parts&... parts) {
    absl::StrAppend(&text_, parts..., "\n");
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// "?": provisional.
std::string Shown(const std::optional<LastDay>& date) {
  return date ? absl::StrCat(FormatDate(date->day), date->provisional ? "?" : "") : "-";
}

std::string Shown(const std::optional<absl::CivilDay>& date) { return date ? FormatDate(*date) : "-"; }

absl::string_view If(bool condition, absl::string_view word) { return condition ? word : ""; }

absl::string_view Progress(bool fulfilled, bool missed) {
  if (fulfilled) return "fulfilled";
  return missed ? "missed" : "open";
}

}  // namespace

std::string PortraitOf(const Life& life, uint32_t number) {
  Portrait out;
  out.Say(v1::Proposal::Status_Name(life.status()), " ", v1::Proposal::Kind_Name(life.kind()), ", number ", number);
  out.Say("co-signed by ", absl::StrJoin(life.cosigners(), ", "));
  out.Say("round ", life.round(), ", due ", Shown(life.due()), ", feedback by ", Shown(life.feedback_by()),
          ", extensions until ", Shown(life.extension_limit()));
  for (const v1::Task& task : life.tasks()) {
    const std::string& unit = task.unit_id();
    out.Say(unit, " ", v1::Task::Role_Name(task.role()), If(life.Signed(unit), ", signed"),
            If(life.Replied(unit), ", replied"), If(life.OpinionGiven(unit), ", opinion given"),
            If(life.ReturnAsked(unit), ", return asked"), ", due ", Shown(life.DueOf(unit)), ", asks for ",
            Shown(life.ExtensionAsked(unit)), ", may return until ", Shown(life.return_by()));
  }
  for (const Promise& promise : life.promises()) {
    out.Say(promise.id, " by ", promise.unit_id, ", due ", FormatDate(promise.due), ", ",
            Progress(promise.fulfilled, promise.missed));
  }
  out.Say("last word ", v1::Evaluation::Verdict_Name(life.last_word()), If(life.ever_complete(), ", was replied"),
          If(life.escalated(), ", escalated"), If(life.Has(Kind::kDesignatePriority), ", priority"),
          If(life.published(), ", published"));
  if (life.passed_up_by()) out.Say("passed up by ", *life.passed_up_by(), ", told of ", life.last_told().value_or(0));
  if (life.came_by() != nullptr) out.Say("came by ", life.came_by()->ledger_id(), " ", life.came_by()->seq());
  return out.text();
}

std::string PortraitOf(const ProposalState& state) {
  using State = CommitmentState::Progress;
  Portrait out;
  const std::set<std::string> cosigners(state.cosigner_ids.begin(), state.cosigner_ids.end());
  out.Say(v1::Proposal::Status_Name(state.status), " ", v1::Proposal::Kind_Name(state.kind), ", number ", state.number);
  out.Say("co-signed by ", absl::StrJoin(cosigners, ", "));
  out.Say("round ", state.round, ", due ", Shown(state.due), ", feedback by ", Shown(state.feedback_by),
          ", extensions until ", Shown(state.extension_limit));
  for (const TaskState& task : state.tasks) {
    out.Say(task.unit_id, " ", v1::Task::Role_Name(task.role), If(task.signed_for, ", signed"),
            If(task.replied, ", replied"), If(task.co_opinion_given, ", opinion given"),
            If(task.return_asked, ", return asked"), ", due ", Shown(task.due), ", asks for ",
            Shown(task.extension_asked_to), ", may return until ", Shown(task.return_by));
  }
  for (const CommitmentState& commitment : state.commitments) {
    out.Say(commitment.commitment_id, " by ", commitment.unit_id, ", due ", Shown(commitment.due), ", ",
            Progress(commitment.progress == State::kFulfilled, commitment.progress == State::kMissed));
  }
  out.Say("last word ", v1::Evaluation::Verdict_Name(state.result), If(state.ever_replied, ", was replied"),
          If(state.escalation_pending, ", escalated"), If(state.priority, ", priority"),
          If(state.published, ", published"));
  if (state.passing) out.Say("passed up by ", state.passing->seq, ", told of ", state.passing->outcome_seq.value_or(0));
  if (state.origin) out.Say("came by ", state.origin->ledger_id, " ", state.origin->seq);
  return out.text();
}

}  // namespace huiyin::testing

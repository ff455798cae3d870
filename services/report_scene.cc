#include "services/report_scene.h"

#include <algorithm>
#include <limits>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "domain/words.h"
#include "projections/facts.h"
#include "services/data_table.h"

namespace huiyin {
namespace {

std::optional<v1::Term> Named(const NamesById& names, absl::string_view id) {
  if (id.empty()) return std::nullopt;
  const auto name = names.find(id);
  return NamedTerm(id, name == names.end() ? id : name->second);
}

}  // namespace

std::optional<v1::Term> TermOf(v1::Proposal::Status status) {
  if (status == v1::Proposal::STATUS_UNSPECIFIED) return std::nullopt;
  return TermOf(v1::Proposal::Status_Name(status), WordsOf(status));
}

std::optional<v1::Term> TermOf(v1::Proposal::Kind kind) {
  if (kind == v1::Proposal::UNSPECIFIED) return std::nullopt;
  return TermOf(v1::Proposal::Kind_Name(kind), WordsOf(kind));
}

std::optional<v1::Term> TermOf(v1::Proposal::Source source) {
  if (source == v1::Proposal::SOURCE_UNSPECIFIED) return std::nullopt;
  return TermOf(v1::Proposal::Source_Name(source), WordsOf(source));
}

std::optional<v1::Term> TermOf(v1::Task::Role role) {
  if (role == v1::Task::UNSPECIFIED) return std::nullopt;
  return TermOf(v1::Task::Role_Name(role), WordsOf(role));
}

std::optional<v1::Term> TermOf(v1::Reply::Class result_class) {
  if (result_class == v1::Reply::UNSPECIFIED) return std::nullopt;
  const std::string name = v1::Reply::Class_Name(result_class);
  return NamedTerm(name, name);
}

std::optional<v1::Term> TermOf(v1::Evaluation::Verdict verdict) {
  if (verdict == v1::Evaluation::UNSPECIFIED) return std::nullopt;
  return TermOf(v1::Evaluation::Verdict_Name(verdict), WordsOf(verdict));
}

LedgerTerms::LedgerTerms(const LedgerDirectory& directory) : units_(UnitNames(directory)) {
  for (const v1::DeputyFacts& deputy : directory.deputies) deputies_.emplace(deputy.deputy_id(), deputy.name());
  for (const v1::SessionFacts& session : directory.sessions) sessions_.emplace(session.session_id(), &session);
}

std::optional<v1::Term> LedgerTerms::Unit(absl::string_view id) const { return Named(units_, id); }

std::optional<v1::Term> LedgerTerms::Deputy(absl::string_view id) const {
  std::optional<v1::Term> term = Named(deputies_, id);
  if (term.has_value()) term->set_personal(true);
  return term;
}

const v1::SessionFacts* LedgerTerms::Session(absl::string_view id) const {
  const auto session = sessions_.find(id);
  return session == sessions_.end() ? nullptr : session->second;
}

v1::Terms LedgerTerms::MainUnits(const v1::ProposalFacts& facts) const {
  v1::Terms terms;
  for (const absl::string_view unit : huiyin::MainUnits(facts)) *terms.add_terms() = *Unit(unit);
  return terms;
}

v1::Terms LedgerTerms::CoUnits(const v1::ProposalFacts& facts) const {
  std::set<absl::string_view> units;
  for (const v1::TaskFacts& task : facts.tasks()) {
    if (!IsMain(task.role())) units.insert(task.unit_id());
  }
  v1::Terms terms;
  for (const absl::string_view unit : units) *terms.add_terms() = *Unit(unit);
  return terms;
}

absl::Status PictureOfSession::ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const {
  return ledger_.ForEachProposalFrom(from, [&](const v1::ProposalFacts& facts) {
    return facts.session_id() == session_ ? on_proposal(facts) : absl::OkStatus();
  });
}

std::optional<int32_t> DaysOverdue(const v1::ProposalFacts& facts, int32_t today) {
  if (!IsAwaitingReply(facts) || facts.due_day() >= today) return std::nullopt;
  return today - facts.due_day();
}

std::optional<v1::Term> DueMark(const v1::ProposalFacts& facts) {
  if (!facts.has_due_day() || !facts.due_provisional()) return std::nullopt;
  return TermOf("PROVISIONAL", {"provisional", "暂定"});
}

NumberOrder NumberOrderOf(const v1::ProposalFacts& facts, const LedgerTerms& names) {
  const v1::SessionFacts* const session = names.Session(facts.session_id());
  return {absl::StrCat(session == nullptr ? "" : session->opens_on(), " ", facts.session_id()),
          facts.number() == 0 ? std::numeric_limits<uint32_t>::max() : facts.number(), facts.proposal_id()};
}

absl::StatusOr<v1::DataTable> ProposalsByNumber(const ReportScene& scene, v1::DataTable table,
                                                absl::FunctionRef<bool(const v1::ProposalFacts&)> wanted,
                                                WriteProposalRow write) {
  SortedRows<NumberOrder> rows;
  RETURN_IF_ERROR(scene.picture.ForEachProposal([&](const v1::ProposalFacts& facts) {
    if (wanted(facts)) write(facts, scene, rows.Add(NumberOrderOf(facts, scene.names)));
    return absl::OkStatus();
  }));
  rows.MoveTo(table);
  return table;
}

}  // namespace huiyin

#include "services/report_seals.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/command_of.h"
#include "domain/streams.h"
#include "projections/record_arena.h"

namespace huiyin {
namespace {

void AddFigure(const std::string& name, uint64_t numerator, std::optional<uint64_t> denominator, v1::SealReport& seal) {
  v1::SealedFigure& figure = *seal.add_total();
  figure.set_figure(name);
  figure.set_numerator(numerator);
  if (denominator.has_value()) figure.set_denominator(*denominator);
}

// One field of Figures; the days are three figures.
void AddTotal(const v1::Figures& figures, const std::string& name, v1::SealReport& seal) {
  const auto* const field = v1::Figures::descriptor()->FindFieldByName(name);
  if (field == nullptr) return;
  if (field->message_type() == nullptr) {
    return AddFigure(name, figures.GetReflection()->GetUInt64(figures, field), std::nullopt, seal);
  }
  if (field->message_type() == v1::HandlingDays::descriptor()) {
    const v1::HandlingDays& days = figures.handling_days();
    AddFigure(name, days.n(), std::nullopt, seal);
    if (days.has_median()) AddFigure(absl::StrCat(name, ".median"), days.median(), std::nullopt, seal);
    if (days.has_p90()) AddFigure(absl::StrCat(name, ".p90"), days.p90(), std::nullopt, seal);
    return;
  }
  const auto& ratio = static_cast<const v1::Ratio&>(figures.GetReflection()->GetMessage(figures, field));
  AddFigure(name, ratio.numerator(), ratio.denominator(), seal);
}

void SetMoment(const v1::ReportMoment& moment, v1::SealReport& seal) {
  if (moment.has_known_at()) *seal.mutable_known_at() = moment.known_at();
  if (moment.has_as_of()) *seal.mutable_as_of() = moment.as_of();
  if (moment.has_seq()) seal.set_at_seq(moment.seq());
}

std::string TextOf(const v1::SealedFigure& figure) {
  if (!figure.has_denominator()) return absl::StrCat(figure.numerator());
  return absl::StrCat(figure.numerator(), "/", figure.denominator());
}

// What a seal says, each thing by its name.
std::vector<std::pair<std::string, std::string>> SaidBy(const v1::SealReport& seal) {
  std::vector<std::pair<std::string, std::string>> said = {{"version", absl::StrCat(seal.version())}};
  for (const v1::SealedLedger& ledger : seal.ledgers()) {
    said.emplace_back(absl::StrCat("tree_size ", ledger.ledger_id()), absl::StrCat(ledger.tree_size()));
  }
  said.emplace_back("proposals", absl::StrCat(seal.proposals()));
  for (const v1::SealedFigure& figure : seal.total()) said.emplace_back(figure.figure(), TextOf(figure));
  said.emplace_back("digest", seal.digest());
  return said;
}

std::string* FindIn(std::vector<std::pair<std::string, std::string>>& said, const std::string& what) {
  for (auto& [name, value] : said) {
    if (name == what) return &value;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<v1::SealReport> SealOf(const std::string& seal_id, StreamSource<v1::GetReportResponse>& source) {
  v1::SealReport seal;
  seal.set_seal_id(seal_id);
  std::vector<std::string> figures;
  v1::GetReportResponse part;
  while (true) {
    ASSIGN_OR_RETURN(const Pumped pumped, source.Next(part));
    if (pumped == Pumped::kEnd) break;
    if (part.has_header()) {
      seal.set_report(part.header().report());
      seal.set_version(part.header().version());
      SetMoment(part.header().moment(), seal);
      figures.assign(part.header().figures().begin(), part.header().figures().end());
    }
    if (part.has_section()) {
      v1::SealedLedger& ledger = *seal.add_ledgers();
      ledger.set_ledger_id(part.section().provenance().ledger_id());
      ledger.set_tree_size(part.section().provenance().tree_size());
    }
    if (part.has_end()) {
      seal.set_proposals(part.end().proposals());
      seal.set_digest(absl::BytesToHexString(part.end().digest()));
      for (const std::string& figure : figures) AddTotal(part.end().total(), figure, seal);
    }
  }
  if (!seal.ledgers().empty()) return seal;
  return Error(absl::StatusCode::kFailedPrecondition, "REPORT_EMPTY", "the report speaks of no ledger",
               "报表不涉及任何登记册，无可封存");
}

v1::GetReportRequest RequestOf(const v1::SealReport& seal) {
  v1::GetReportRequest request;
  request.set_report(seal.report());
  for (const v1::SealedLedger& ledger : seal.ledgers()) request.add_ledger_ids(ledger.ledger_id());
  *request.mutable_tree_sizes() = seal.ledgers();
  request.set_from_records(true);
  v1::ReportMoment& moment = *request.mutable_moment();
  if (seal.has_known_at()) *moment.mutable_known_at() = seal.known_at();
  if (seal.has_as_of()) *moment.mutable_as_of() = seal.as_of();
  if (seal.has_at_seq()) moment.set_seq(seal.at_seq());
  return request;
}

std::vector<v1::SealDifference> DifferencesBetween(const v1::SealReport& sealed, const v1::SealReport& now) {
  std::vector<v1::SealDifference> differences;
  const auto add = [&](const std::string& what, const std::string& then, const std::string& is) {
    if (then == is) return;
    v1::SealDifference& difference = differences.emplace_back();
    difference.set_what(what);
    difference.set_sealed(then);
    difference.set_now(is);
  };
  auto said_now = SaidBy(now);
  auto said_then = SaidBy(sealed);
  for (const auto& [what, then] : said_then) {
    const std::string* const is = FindIn(said_now, what);
    add(what, then, is == nullptr ? "-" : *is);
  }
  for (const auto& [what, is] : said_now) {
    if (FindIn(said_then, what) == nullptr) add(what, "-", is);
  }
  return differences;
}

absl::Status ForEachSeal(const EventLog& log, const LedgerId& ledger,
                         absl::FunctionRef<absl::Status(const StoredSeal&)> on_seal) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor,
                   log.ReadStream(ledger, LedgerStream(), StreamVersion(0)));
  RecordArena arena;
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
    if (!stored) return absl::OkStatus();
    ASSIGN_OR_RETURN(const v1::Record* const record, arena.Decode(*stored));
    if (!record->event().has_report_sealed()) continue;
    RETURN_IF_ERROR(on_seal({*record, CommandOf(*record).seal_report()}));
  }
}

absl::StatusOr<StoredSeal> FindSeal(const EventLog& log, const LedgerId& ledger, const std::string& seal_id) {
  std::optional<StoredSeal> found;
  RETURN_IF_ERROR(ForEachSeal(log, ledger, [&](const StoredSeal& stored) {
    if (stored.seal.seal_id() == seal_id) found = stored;
    return absl::OkStatus();
  }));
  if (found.has_value()) return *std::move(found);
  return Error(absl::StatusCode::kNotFound, "SEAL_UNKNOWN",
               absl::StrCat("ledger ", ledger.value(), " has no sealed report ", seal_id),
               absl::StrCat("登记册 ", ledger.value(), " 没有封存编号为 ", seal_id, " 的报表"), "seal_id");
}

absl::StatusOr<std::optional<StoredSeal>> SealMadeBy(const EventLog& log, const LedgerId& ledger, const CommandId& id,
                                                     const std::string& seal_id) {
  ASSIGN_OR_RETURN(const std::optional<CommandEntry> entry, log.FindCommand(ledger, id));
  if (!entry.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, entry->first));
  ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
  if (!stored) return std::nullopt;
  RecordArena arena;
  ASSIGN_OR_RETURN(const v1::Record* const record, arena.Decode(*stored));
  if (record->event().report_sealed().seal_id() == seal_id) {
    return StoredSeal{*record, CommandOf(*record).seal_report()};
  }
  return Error(absl::StatusCode::kAlreadyExists, "COMMAND_ID_REUSED",
               absl::StrCat("command_id ", id.value(), " was used in this ledger for something else"),
               absl::StrCat("本登记册中 command_id ", id.value(), " 已用于其他事项"), "command_id");
}

}  // namespace huiyin

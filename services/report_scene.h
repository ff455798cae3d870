// What the lists and the prose of a report are made of: one ledger, or one of its sessions, at one moment; and what
// people call what they speak of.
#ifndef HUIYIN_SERVICES_REPORT_SCENE_H_
#define HUIYIN_SERVICES_REPORT_SCENE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/report.pb.h"
#include "huiyin/v1/report_service.pb.h"
#include "projections/due.h"
#include "projections/ledger_picture.h"

namespace huiyin {

// Of the enums of the contract; nullopt: UNSPECIFIED.
std::optional<v1::Term> TermOf(v1::Proposal::Status status);
std::optional<v1::Term> TermOf(v1::Proposal::Kind kind);
std::optional<v1::Term> TermOf(v1::Proposal::Source source);
std::optional<v1::Term> TermOf(v1::Task::Role role);
std::optional<v1::Term> TermOf(v1::Reply::Class result_class);
std::optional<v1::Term> TermOf(v1::Evaluation::Verdict verdict);

// The units, deputies and sessions of a ledger by id. One that is not known is called by its id.
class LedgerTerms {
 public:
  // `directory` must outlive it.
  explicit LedgerTerms(const LedgerDirectory& directory);

  // nullopt: the id is empty.
  std::optional<v1::Term> Unit(absl::string_view id) const;
  std::optional<v1::Term> Deputy(absl::string_view id) const;
  // nullptr: there is none.
  const v1::SessionFacts* Session(absl::string_view id) const;

  // Of the round now, by id.
  v1::Terms MainUnits(const v1::ProposalFacts& facts) const;
  v1::Terms CoUnits(const v1::ProposalFacts& facts) const;

 private:
  NamesById units_;
  NamesById deputies_;
  absl::flat_hash_map<absl::string_view, const v1::SessionFacts*> sessions_;
};

struct ReportScene {
  const LedgerPicture& picture;
  // With the tables that the report's definition asks for.
  const v1::LedgerStatistics& statistics;
  const LedgerTerms& names;
  // The ledger's local day; and the last one that is not all to come: the day before, when the moment is midnight.
  int32_t today;
  int32_t last_day;
  // Of coming-due.
  uint32_t within_days;
};

// One session's proposals, and all else of the ledger. `ledger` must outlive it.
class PictureOfSession final : public LedgerPicture {
 public:
  PictureOfSession(const LedgerPicture& ledger, std::string session) : ledger_(ledger), session_(std::move(session)) {}

  const LedgerDirectory& directory() const override { return ledger_.directory(); }
  absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const override;

 private:
  const LedgerPicture& ledger_;
  const std::string session_;
};

// Whether the proposal waits for a reply whose day is past; then by how many days.
std::optional<int32_t> DaysOverdue(const v1::ProposalFacts& facts, int32_t today);

// Of a due date that the holidays of its time may still move; nullopt: it is certain, or there is none.
std::optional<v1::Term> DueMark(const v1::ProposalFacts& facts);

// How people find a proposal in a list: by session, then number (those without one last), then id.
using NumberOrder = std::tuple<std::string, uint32_t, std::string>;
NumberOrder NumberOrderOf(const v1::ProposalFacts& facts, const LedgerTerms& names);

// Rows that come in one order and are read in another; no two have the same key.
template <typename Key>
class SortedRows {
 public:
  v1::DataRow& Add(Key key) { return rows_[std::move(key)]; }
  void MoveTo(v1::DataTable& table) {
    for (auto& [key, row] : rows_) *table.add_rows() = std::move(row);
    rows_.clear();
  }

 private:
  std::map<Key, v1::DataRow> rows_;
};

using WriteProposalRow = absl::FunctionRef<void(const v1::ProposalFacts&, const ReportScene&, v1::DataRow&)>;

// `table` with a row for each proposal that is `wanted`, by number. Errors of the scene's picture.
absl::StatusOr<v1::DataTable> ProposalsByNumber(const ReportScene& scene, v1::DataTable table,
                                                absl::FunctionRef<bool(const v1::ProposalFacts&)> wanted,
                                                WriteProposalRow write);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_REPORT_SCENE_H_

#include "services/report_text.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <openssl/evp.h>

#include <array>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/timestamps.h"

namespace huiyin {
namespace {

// A line that is being written.
class Line {
 public:
  explicit Line(absl::string_view word) : text_(word) {}

  Line& Add(absl::string_view field) {
    absl::StrAppend(&text_, "\t",
                    absl::StrReplaceAll(field, {{"\\", "\\\\"}, {"\t", "\\t"}, {"\n", "\\n"}, {"\r", "\\r"}}));
    return *this;
  }
  Line& Add(int64_t number) { return Add(absl::StrCat(number)); }
  Line& AddCount(uint64_t number) { return Add(absl::StrCat(number)); }
  template <typename Strings>
  Line& AddAll(const Strings& fields) {
    for (const auto& field : fields) Add(absl::string_view(field));
    return *this;
  }

  std::string End() const { return text_ + "\n"; }

 private:
  std::string text_;
};

std::string DaysText(const v1::HandlingDays& days) {
  const auto or_none = [](bool known, int32_t value) { return known ? absl::StrCat(value) : std::string("-"); };
  return absl::StrCat(days.n(), "/", or_none(days.has_median(), days.median()), "/",
                      or_none(days.has_p90(), days.p90()));
}

std::string FigureText(const v1::Figures& figures, const std::string& name) {
  const auto* const field = v1::Figures::descriptor()->FindFieldByName(name);
  // One that a newer program knows: then the digest differs, and who compares it says so.
  if (field == nullptr) return "?";
  const auto* const reflection = figures.GetReflection();
  if (field->message_type() == v1::HandlingDays::descriptor()) return DaysText(figures.handling_days());
  if (field->message_type() == nullptr) return absl::StrCat(reflection->GetUInt64(figures, field));
  const auto& ratio = static_cast<const v1::Ratio&>(reflection->GetMessage(figures, field));
  return absl::StrCat(ratio.numerator(), "/", ratio.denominator());
}

void AddFigures(const v1::Figures& figures, const std::vector<std::string>& names, Line& line) {
  for (const std::string& name : names) line.Add(FigureText(figures, name));
}

std::string HeaderText(const v1::ReportHeader& header) {
  const v1::ReportMoment& moment = header.moment();
  std::string text = Line("huiyin-report").Add(1).End();
  text += Line("report").Add(header.report()).AddCount(header.version()).End();
  if (moment.has_known_at()) text += Line("known_at").Add(UtcText(moment.known_at())).End();
  if (moment.has_as_of()) text += Line("as_of").Add(UtcText(moment.as_of())).End();
  if (moment.has_seq()) text += Line("seq").AddCount(moment.seq()).End();
  return text + Line("figures").AddAll(header.figures()).End();
}

std::string SectionText(const v1::ReportSection& section) {
  const v1::LedgerProvenance& ledger = section.provenance();
  std::string text = Line("ledger")
                         .Add(ledger.ledger_id())
                         .AddCount(ledger.tree_size())
                         .Add(absl::BytesToHexString(ledger.root_hash()))
                         .Add(UtcText(ledger.at()))
                         .Add(ledger.local_date())
                         .Add(ledger.name())
                         .End();
  text += Line("proposals").AddCount(section.proposals()).End();
  for (const v1::StatusCount& status : section.status()) {
    text += Line("status").Add(status.status()).AddCount(status.count()).End();
  }
  return text;
}

std::string TableText(const v1::FigureTable& table, const std::vector<std::string>& figures) {
  std::string text;
  for (const v1::FigureRow& row : table.rows()) {
    Line line("row");
    line.Add(v1::FigureTable::Dimension_Name(table.dimension())).Add(row.value()).Add(row.label());
    AddFigures(row.figures(), figures, line);
    text += line.End();
  }
  return text;
}

std::string DueText(const v1::OverdueRows& rows) {
  std::string text;
  for (const v1::DueProposal& due : rows.proposals()) {
    text += Line("due")
                .Add(due.proposal_id())
                .AddCount(due.number())
                .AddCount(due.round())
                .Add(due.due_on())
                .AddCount(due.due_provisional() ? 1 : 0)
                .Add(due.days_overdue())
                .Add(due.title())
                .AddAll(due.main_unit_ids())
                .Add("names")
                .AddAll(due.main_unit_names())
                .End();
  }
  return text;
}

std::string EndText(const v1::ReportEnd& end, const std::vector<std::string>& figures) {
  Line total("total");
  AddFigures(end.total(), figures, total);
  return absl::StrCat(Line("ledgers").AddCount(end.ledgers()).End(), Line("proposals").AddCount(end.proposals()).End(),
                      total.End());
}

}  // namespace

std::string UtcText(const google::protobuf::Timestamp& time) {
  return absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", ToTime(time), absl::UTCTimeZone());
}

std::string ReportText::Of(const v1::GetReportResponse& part) {
  switch (part.part_case()) {
    case v1::GetReportResponse::kHeader:
      figures_.assign(part.header().figures().begin(), part.header().figures().end());
      return HeaderText(part.header());
    case v1::GetReportResponse::kSection:
      return SectionText(part.section());
    case v1::GetReportResponse::kTable:
      return TableText(part.table(), figures_);
    case v1::GetReportResponse::kOverdue:
      return DueText(part.overdue());
    case v1::GetReportResponse::kEnd:
      return EndText(part.end(), figures_);
    case v1::GetReportResponse::PART_NOT_SET:
      break;
  }
  return "";
}

class ReportDigest::Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) { CHECK(EVP_DigestInit_ex(context_, EVP_sha256(), nullptr) == 1); }
  ~Sha256() { EVP_MD_CTX_free(context_); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Add(absl::string_view text) { CHECK(EVP_DigestUpdate(context_, text.data(), text.size()) == 1); }
  std::string Finish() {
    std::array<unsigned char, 32> digest;
    CHECK(EVP_DigestFinal_ex(context_, digest.data(), nullptr) == 1);
    return std::string(digest.begin(), digest.end());
  }

 private:
  EVP_MD_CTX* const context_;
};

ReportDigest::ReportDigest() : sha256_(std::make_unique<Sha256>()) {}
ReportDigest::~ReportDigest() = default;

void ReportDigest::Add(const v1::GetReportResponse& part) { sha256_->Add(text_.Of(part)); }
std::string ReportDigest::Finish() { return sha256_->Finish(); }

}  // namespace huiyin

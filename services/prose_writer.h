// Sentences in two languages at once, whose numbers say where they come from.
#ifndef HUIYIN_SERVICES_PROSE_WRITER_H_
#define HUIYIN_SERVICES_PROSE_WRITER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "domain/words.h"
#include "huiyin/v1/report_service.pb.h"

namespace huiyin {

// What stands for $0, $1 … in a sentence. Without a citation it is a name or a date, and no number.
struct Mention {
  std::string english;
  std::string chinese;
  std::optional<v1::Citation> citation;
};

Mention NamedAs(std::string english, std::string chinese);

// "81.5%": one digit, half up; but 100.0% only of all, and 0.0% only of none. The denominator is not 0.
std::string PercentText(const v1::Ratio& ratio);

// The numbers of one session's figures.
class CitedFigures {
 public:
  CitedFigures(const v1::Figures& figures, std::string session) : figures_(figures), session_(std::move(session)) {}

  // `rate` is a field of Figures that is a ratio.
  Mention Numerator(absl::string_view rate) const;
  Mention Denominator(absl::string_view rate) const;
  Mention Percent(absl::string_view rate) const;
  Mention Overdue() const;
  Mention MedianDays() const;
  Mention P90Days() const;

  const v1::Figures& figures() const { return figures_; }
  v1::Ratio RatioOf(absl::string_view rate) const;

 private:
  v1::Citation Cite(absl::string_view figure, v1::CitedFigure::Part part) const;

  const v1::Figures& figures_;
  const std::string session_;
};

// The numbers of rows of a report's lists; `lists` must outlive it.
class CitedLists {
 public:
  explicit CitedLists(const std::vector<v1::DataTable>& lists) : lists_(lists) {}

  // Those with the term `cell` in `column`; all when both are empty. 0 of a list that is not there.
  uint64_t Rows(absl::string_view list, absl::string_view column = {}, absl::string_view cell = {}) const;
  Mention Cite(absl::string_view list, absl::string_view column = {}, absl::string_view cell = {}) const;

 private:
  const std::vector<v1::DataTable>& lists_;
};

// One paragraph. Not thread-safe.
class ProseWriter {
 public:
  ProseWriter(absl::string_view id, const Words& heading);

  // Goes on with the text as it stands; the mentions are those of both languages.
  ProseWriter& Add(absl::string_view english, absl::string_view chinese, const std::vector<Mention>& mentions = {});

  v1::Paragraph Finish() { return std::move(paragraph_); }

 private:
  v1::Paragraph paragraph_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PROSE_WRITER_H_

// What figures and the ways of dividing them are called.
#ifndef HUIYIN_TOOLS_CLI_FIGURE_WORDS_H_
#define HUIYIN_TOOLS_CLI_FIGURE_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "domain/words.h"
#include "huiyin/v1/report.pb.h"

namespace huiyin {

// Of a field of v1::Figures; one that is not known is called by its own name, which must outlive the words.
Words FigureWords(absl::string_view figure);

// {"main unit", "主办单位"}.
Words DimensionWords(v1::FigureTable::Dimension dimension);

// A row's value where it is a word of the contract, such as a kind's name; else the value itself, which must outlive
// the words.
Words ValueWords(v1::FigureTable::Dimension dimension, absl::string_view value);

// "43/57 75.4%"; "–" for an empty denominator, never 100 %. Counts and days as they are: "12 / 40" is median and 90th
// percentile.
std::string FigureText(const v1::Figures& figures, const std::string& figure);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_FIGURE_WORDS_H_

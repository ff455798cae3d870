// The figures of one ledger as tables for people.
#ifndef HUIYIN_TOOLS_CLI_STATISTICS_TEXT_H_
#define HUIYIN_TOOLS_CLI_STATISTICS_TEXT_H_

#include <string>

#include "huiyin/v1/common.pb.h"
#include "huiyin/v1/report.pb.h"
#include "tools/cli/terminal.h"

namespace huiyin {

// "43/57 75.4%"; "–" for an empty denominator, never 100 %.
std::string RatioText(const v1::Ratio& ratio);

// What a status is called: "CLOSED", "已办结".
std::string StatusText(v1::Proposal::Status status, Language language);

// A heading, how many proposals are in each status, all figures of the ledger, and a table for each other dimension
// that is there.
std::string StatisticsText(const v1::LedgerStatistics& statistics, Language language, size_t width);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_STATISTICS_TEXT_H_

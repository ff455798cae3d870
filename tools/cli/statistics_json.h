// The figures of one ledger as JSON: the layout that reports are compared in, and other programs read.
#ifndef HUIYIN_TOOLS_CLI_STATISTICS_JSON_H_
#define HUIYIN_TOOLS_CLI_STATISTICS_JSON_H_

#include <nlohmann/json.hpp>
#include <vector>

#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/report.pb.h"

namespace huiyin {

// {"known_events","last_seq","local_date","proposals","status","overdue","figures","facts"}: what stands under a
// ledger's id. A ratio is [numerator, denominator]; what is absent is null.
nlohmann::ordered_json StatisticsJson(const v1::LedgerStatistics& statistics,
                                      const std::vector<v1::ProposalFacts>& facts);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_STATISTICS_JSON_H_

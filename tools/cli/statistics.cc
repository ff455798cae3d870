#include "tools/cli/statistics.h"

#include <google/protobuf/util/time_util.h>

#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/ledger_choice.h"
#include "tools/cli/moments.h"
#include "tools/cli/statistics_json.h"
#include "tools/cli/statistics_text.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

using google::protobuf::util::TimeUtil;
using OnLedger = std::function<void(const v1::LedgerStatistics&, const std::vector<v1::ProposalFacts>&)>;

absl::StatusOr<v1::GetStatisticsRequest> RequestOf(const Connection& connection, const StatisticsOptions& options) {
  v1::GetStatisticsRequest request;
  ASSIGN_OR_RETURN(const std::vector<std::string> ledgers,
                   ChooseLedgers(connection, options.ledgers, options.subtrees));
  request.mutable_ledger_ids()->Assign(ledgers.begin(), ledgers.end());
  if (!options.known_at.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_known_at(), MomentOption("--known-at", options.known_at));
  }
  request.set_include_facts(options.json);
  if (options.json) return request;
  request.add_dimensions(v1::FigureTable::LEDGER);
  for (const std::string& name : options.by) {
    v1::FigureTable::Dimension dimension = v1::FigureTable::LEDGER;
    v1::FigureTable::Dimension_Parse(absl::AsciiStrToUpper(name), &dimension);
    if (dimension != v1::FigureTable::LEDGER) request.add_dimensions(dimension);
  }
  return request;
}

// Calls `on_ledger` with each ledger and its facts, one after the other.
absl::Status Ask(const Connection& connection, const v1::GetStatisticsRequest& request, const OnLedger& on_ledger) {
  grpc::ClientContext context;
  connection.Prepare(context, absl::InfiniteDuration());
  const auto stub = v1::QueryService::NewStub(connection.channel());
  const auto stream = stub->GetStatistics(&context, request);
  v1::LedgerStatistics statistics;
  std::vector<v1::ProposalFacts> facts;
  bool any = false;
  v1::GetStatisticsResponse part;
  while (stream->Read(&part)) {
    if (part.has_facts()) {
      auto& page = *part.mutable_facts()->mutable_proposals();
      for (v1::ProposalFacts& proposal : page) facts.push_back(std::move(proposal));
      continue;
    }
    if (any) on_ledger(statistics, facts);
    any = true;
    facts.clear();
    statistics = std::move(*part.mutable_statistics());
  }
  RETURN_IF_ERROR(FromRpc(stream->Finish()));
  if (any) on_ledger(statistics, facts);
  return absl::OkStatus();
}

absl::Status PrintJson(const Connection& connection, const v1::GetStatisticsRequest& request) {
  nlohmann::ordered_json json{
      {"at", TimeUtil::ToString(request.has_known_at() ? request.known_at() : TimeUtil::GetCurrentTime())},
      {"ledgers", nlohmann::ordered_json::object()}};
  RETURN_IF_ERROR(Ask(connection, request,
                      [&](const v1::LedgerStatistics& statistics, const std::vector<v1::ProposalFacts>& facts) {
                        if (!request.has_known_at()) json["at"] = TimeUtil::ToString(statistics.at());
                        json["ledgers"][statistics.ledger_id()] = StatisticsJson(statistics, facts);
                      }));
  std::puts(json.dump().c_str());
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> DimensionNames() {
  std::vector<std::string> names;
  const auto* dimensions = v1::FigureTable::Dimension_descriptor();
  for (int i = 0; i < dimensions->value_count(); ++i) {
    if (dimensions->value(i)->number() <= v1::FigureTable::LEDGER) continue;
    names.push_back(absl::AsciiStrToLower(dimensions->value(i)->name()));
  }
  return names;
}

absl::Status PrintStatistics(const Connection& connection, const StatisticsOptions& options) {
  ASSIGN_OR_RETURN(const v1::GetStatisticsRequest request, RequestOf(connection, options));
  if (options.json) return PrintJson(connection, request);
  const Language language = LanguageOf(options.language);
  bool any = false;
  RETURN_IF_ERROR(
      Ask(connection, request, [&](const v1::LedgerStatistics& statistics, const std::vector<v1::ProposalFacts>&) {
        std::fputs(absl::StrCat(any ? "\n" : "", StatisticsText(statistics, language, TerminalWidth())).c_str(),
                   stdout);
        any = true;
      }));
  if (!any) std::puts(language == Language::kChinese ? "尚无登记册。" : "There is no ledger yet.");
  return absl::OkStatus();
}

}  // namespace huiyin

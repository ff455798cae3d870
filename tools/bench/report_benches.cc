// Reports of all ledgers, now and at a past moment: by the shortest way, and from their records.
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "grpcpp/client_context.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "tools/bench/benches.h"
#include "tools/bench/register.h"
#include "tools/bench/serving.h"
#include "tools/bench/unary_load.h"

namespace huiyin {
namespace {

// What an office asks for about many ledgers: figures, not each proposal.
constexpr const char* kReports[] = {"handling-status", "satisfaction", "by-unit", "by-category", "overdue", "annual"};

// When all proposals of a session are in hand: of the third of the five sessions of a register of a million proposals,
// of the fourth, and of the last. And when a year has ended.
constexpr absl::CivilDay kPastDays[] = {absl::CivilDay(2022, 3, 15), absl::CivilDay(2023, 3, 15),
                                        absl::CivilDay(2023, 12, 31), absl::CivilDay(2024, 3, 15)};

struct Asked {
  absl::Duration took;
  std::string digest;
};

// The whole report.
absl::StatusOr<Asked> AskReport(v1::ReportService::Stub& stub, const v1::GetReportRequest& request) {
  grpc::ClientContext context;
  const absl::Time start = absl::Now();
  const auto stream = stub.GetReport(&context, request);
  v1::GetReportResponse response;
  while (stream->Read(&response)) continue;
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return absl::InternalError(status.error_message());
  if (!response.has_end()) return absl::InternalError("the report has no end");
  return Asked{absl::Now() - start, response.end().digest()};
}

v1::GetReportRequest RequestFor(const char* report, const RegisterShape& shape, absl::Time known_at) {
  v1::GetReportRequest request;
  request.set_report(report);
  for (uint64_t ledger = 0; ledger < shape.ledgers; ++ledger) request.add_ledger_ids(GeneratedLedgerId(ledger));
  request.mutable_moment()->mutable_known_at()->set_seconds(absl::ToUnixSeconds(known_at));
  return request;
}

struct Durations {
  double shortest_way = 0;
  double from_records = 0;
};

// Both ways must say the same.
absl::StatusOr<Durations> Measure(v1::ReportService::Stub& stub, v1::GetReportRequest request, uint64_t rounds) {
  request.set_from_records(true);
  ASSIGN_OR_RETURN(const Asked folded, AskReport(stub, request));
  request.set_from_records(false);
  absl::Duration best = absl::InfiniteDuration();
  for (uint64_t round = 0; round < rounds; ++round) {
    ASSIGN_OR_RETURN(const Asked asked, AskReport(stub, request));
    if (asked.digest != folded.digest) {
      return absl::InternalError(absl::StrCat(request.report(), " differs from its records"));
    }
    best = std::min(best, asked.took);
  }
  return Durations{absl::ToDoubleSeconds(best), absl::ToDoubleSeconds(folded.took)};
}

}  // namespace

absl::StatusOr<BenchResult> BenchReports(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const Register made, Register::Make(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> node, StartNode(made.directory, true));
  const auto stub = v1::ReportService::NewStub(LoopbackChannel(node->port()));
  BenchResult result;
  double past_at_most = 0;
  for (const char* const name : kReports) {
    // Nothing more comes, so now is any moment since.
    ASSIGN_OR_RETURN(const Durations now, Measure(*stub, RequestFor(name, made.shape, absl::Now()), options.rounds));
    Durations past;
    for (const absl::CivilDay& day : kPastDays) {
      const absl::Time then = absl::FromCivil(day, absl::UTCTimeZone());
      ASSIGN_OR_RETURN(const Durations at_day, Measure(*stub, RequestFor(name, made.shape, then), options.rounds));
      past.shortest_way = std::max(past.shortest_way, at_day.shortest_way);
      past.from_records = std::max(past.from_records, at_day.from_records);
    }
    result.figure = std::max(result.figure, now.shortest_way);
    past_at_most = std::max(past_at_most, past.shortest_way);
    result.also.emplace_back(absl::StrCat(name, "_s"), now.shortest_way);
    result.also.emplace_back(absl::StrCat(name, "_from_records_s"), now.from_records);
    result.also.emplace_back(absl::StrCat(name, "_past_s"), past.shortest_way);
    result.also.emplace_back(absl::StrCat(name, "_past_from_records_s"), past.from_records);
  }
  result.unit = "s (the slowest report, now)";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 2};
  result.also.emplace_back("past_s_at_most", 10);
  result.also.emplace_back("past_met", past_at_most <= 10 ? 1 : 0);
  result.conditions = made.Conditions();
  result.conditions.emplace_back("rounds", static_cast<double>(options.rounds));
  return result;
}

}  // namespace huiyin

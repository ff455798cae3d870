// Reports of all ledgers: from the live view, and from their records.
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
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

}  // namespace

absl::StatusOr<BenchResult> BenchReports(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const Register made, Register::Make(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Child> node, StartNode(made.directory, true));
  const auto stub = v1::ReportService::NewStub(LoopbackChannel(node->port()));
  BenchResult result;
  double from_records = 0;
  for (const char* const name : kReports) {
    v1::GetReportRequest request;
    request.set_report(name);
    for (uint64_t ledger = 0; ledger < made.shape.ledgers; ++ledger) request.add_ledger_ids(GeneratedLedgerId(ledger));
    // Nothing more comes, so now is any moment since.
    request.mutable_moment()->mutable_known_at()->set_seconds(absl::ToUnixSeconds(absl::Now()));
    request.set_from_records(true);
    ASSIGN_OR_RETURN(const Asked folded, AskReport(*stub, request));
    request.set_from_records(false);
    absl::Duration best = absl::InfiniteDuration();
    for (uint64_t round = 0; round < options.rounds; ++round) {
      ASSIGN_OR_RETURN(const Asked live, AskReport(*stub, request));
      if (live.digest != folded.digest) return absl::InternalError(absl::StrCat(name, " differs from its records"));
      best = std::min(best, live.took);
    }
    result.figure = std::max(result.figure, absl::ToDoubleSeconds(best));
    from_records = std::max(from_records, absl::ToDoubleSeconds(folded.took));
    result.also.emplace_back(absl::StrCat(name, "_s"), absl::ToDoubleSeconds(best));
    result.also.emplace_back(absl::StrCat(name, "_from_records_s"), absl::ToDoubleSeconds(folded.took));
  }
  result.unit = "s (the slowest report, now)";
  result.target = {BenchResult::Target::Kind::kFigureAtMost, 2};
  result.also.emplace_back("from_records_s_at_most", 10);
  result.also.emplace_back("from_records_met", from_records <= 10 ? 1 : 0);
  result.conditions = made.Conditions();
  result.conditions.emplace_back("rounds", static_cast<double>(options.rounds));
  return result;
}

}  // namespace huiyin

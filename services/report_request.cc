#include "services/report_request.h"

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/report_definition.h"
#include "services/report_moment.h"

namespace huiyin {
namespace {

absl::Status CheckDays(const v1::GetReportRequest& request, const ReportDefinition& report) {
  if (!request.has_within_days()) return absl::OkStatus();
  if (!report.takes_days) {
    return Error(absl::StatusCode::kInvalidArgument, "DAYS_NOT_TAKEN",
                 absl::StrCat("the report ", report.name, " takes no within_days"),
                 absl::StrCat("报表 ", report.name, " 不使用 within_days"), "within_days");
  }
  if (request.within_days() <= kWithinDaysMax) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "DAYS_TOO_MANY",
               absl::StrCat("within_days is at most ", kWithinDaysMax),
               absl::StrCat("within_days 最大为 ", kWithinDaysMax), "within_days");
}

absl::Status CheckTreeSizes(const v1::GetReportRequest& request) {
  absl::flat_hash_set<absl::string_view> asked(request.ledger_ids().begin(), request.ledger_ids().end());
  for (const v1::SealedLedger& ledger : request.tree_sizes()) {
    // Each once.
    if (asked.erase(ledger.ledger_id()) > 0) continue;
    return Error(absl::StatusCode::kInvalidArgument, "TREE_SIZE_OF_OTHER",
                 absl::StrCat("tree_sizes names ", ledger.ledger_id(), ", which ledger_ids does not, or twice"),
                 absl::StrCat("tree_sizes 中的 ", ledger.ledger_id(), " 不在 ledger_ids 之列，或有重复"), "tree_sizes");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckReportRequest(const v1::GetReportRequest& request, absl::Time now) {
  ASSIGN_OR_RETURN(const ReportDefinition* const report, FindReport(request.report()));
  RETURN_IF_ERROR(CheckDays(request, *report));
  RETURN_IF_ERROR(CheckTreeSizes(request));
  RETURN_IF_ERROR(CheckMoment(request.moment(), now, "moment"));
  if (!request.moment().has_seq() || request.ledger_ids_size() == 1) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "SEQ_NEEDS_LEDGER", "moment.seq needs exactly one ledger",
               "使用 moment.seq 时须恰好指定一个登记册", "moment.seq");
}

}  // namespace huiyin

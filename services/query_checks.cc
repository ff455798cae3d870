#include "services/query_checks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "domain/decide.h"
#include "projections/due_page.h"
#include "projections/view_store.h"

namespace huiyin {
namespace {

// The years 1 to 9999 (google.protobuf.Timestamp).
constexpr int64_t kSecondsMin = -62'135'596'800;
constexpr int64_t kSecondsMax = 253'402'300'799;
constexpr int32_t kNanosMax = 999'999'999;

absl::Status Invalid(absl::string_view reason, absl::string_view english, absl::string_view chinese,
                     absl::string_view field) {
  return Error(absl::StatusCode::kInvalidArgument, reason, english, chinese, field);
}

}  // namespace

absl::StatusOr<absl::Time> KnownAt(const google::protobuf::Timestamp& known_at, absl::Time now) {
  if (known_at.seconds() < kSecondsMin || known_at.seconds() > kSecondsMax || known_at.nanos() < 0 ||
      known_at.nanos() > kNanosMax) {
    return Invalid("TIME_MALFORMED", "known_at is not a moment of the years 1 to 9999",
                   "known_at 不是公元 1 至 9999 年的有效时刻", "known_at");
  }
  const absl::Time moment = ToTime(known_at);
  if (moment <= now + kClockSkewMax) return moment;
  const std::string text = absl::FormatTime(moment, absl::UTCTimeZone());
  return Invalid("MOMENT_IN_FUTURE", absl::StrCat("known_at ", text, " is in the future; leave it out for now"),
                 absl::StrCat("known_at ", text, " 在未来；查询当前情况请不要填写"), "known_at");
}

absl::Status CheckRequest(const v1::ListDueRequest& request) {
  if (request.limit() <= kDueLimitMax && request.within_days() <= kDueWithinDaysMax) return absl::OkStatus();
  return Invalid("LIMIT_TOO_LARGE", "limit is at most 10,000, within_days at most 3,660",
                 "limit 至多 10000，within_days 至多 3660", "limit");
}

absl::Status CheckRequest(const v1::ListProposalsRequest& request) {
  if (v1::Proposal::Status_IsValid(request.status())) return absl::OkStatus();
  return Invalid("ENUM_UNKNOWN", absl::StrCat(static_cast<int>(request.status()), " is no status of a proposal"),
                 absl::StrCat(static_cast<int>(request.status()), " 不是有效的建议状态"), "status");
}

absl::Status CheckRequest(const v1::GetStatisticsRequest& request, const Caller& caller) {
  for (const std::string& ledger : request.ledger_ids()) RETURN_IF_ERROR(CheckMaySee(caller, ledger));
  if (request.has_at_least_seq() && request.ledger_ids_size() != 1) {
    return Invalid("SEQ_NEEDS_LEDGER", "at_least_seq needs exactly one ledger",
                   "使用 at_least_seq 时须恰好指定一个登记册", "at_least_seq");
  }
  std::vector<int> dimensions(request.dimensions().begin(), request.dimensions().end());
  std::sort(dimensions.begin(), dimensions.end());
  const bool twice = std::adjacent_find(dimensions.begin(), dimensions.end()) != dimensions.end();
  const bool unknown = std::any_of(dimensions.begin(), dimensions.end(), [](int dimension) {
    return dimension == v1::FigureTable::UNSPECIFIED || !v1::FigureTable::Dimension_IsValid(dimension);
  });
  if (!twice && !unknown) return absl::OkStatus();
  return Invalid("DIMENSIONS_INVALID", "each dimension at most once, and only known ones", "统计维度须有效且不重复",
                 "dimensions");
}

}  // namespace huiyin

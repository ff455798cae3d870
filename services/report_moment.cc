#include "services/report_moment.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "domain/decide.h"

namespace huiyin {
namespace {

// The years 1 to 9999 (google.protobuf.Timestamp).
constexpr int64_t kSecondsMin = -62'135'596'800;
constexpr int64_t kSecondsMax = 253'402'300'799;
constexpr int32_t kNanosMax = 999'999'999;

absl::Status CheckTime(const google::protobuf::Timestamp& time, absl::Time now, absl::string_view field) {
  if (time.seconds() < kSecondsMin || time.seconds() > kSecondsMax || time.nanos() < 0 || time.nanos() > kNanosMax) {
    return Error(absl::StatusCode::kInvalidArgument, "TIME_MALFORMED",
                 absl::StrCat(field, " is not a moment of the years 1 to 9999"),
                 absl::StrCat(field, " 不是公元 1 至 9999 年的有效时刻"), field);
  }
  if (ToTime(time) <= now + kClockSkewMax) return absl::OkStatus();
  const std::string text = absl::FormatTime(ToTime(time), absl::UTCTimeZone());
  return Error(absl::StatusCode::kInvalidArgument, "MOMENT_IN_FUTURE",
               absl::StrCat(field, " ", text, " is in the future; leave it out for now"),
               absl::StrCat(field, " ", text, " 在未来；查询当前情况请不要填写"), field);
}

}  // namespace

absl::Status CheckMoment(const v1::ReportMoment& moment, absl::Time now, absl::string_view field) {
  if (moment.has_known_at()) RETURN_IF_ERROR(CheckTime(moment.known_at(), now, absl::StrCat(field, ".known_at")));
  if (moment.has_as_of()) RETURN_IF_ERROR(CheckTime(moment.as_of(), now, absl::StrCat(field, ".as_of")));
  if (!moment.has_known_at() || !moment.has_seq()) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "MOMENT_AMBIGUOUS",
               "either known_at or seq says what was known, not both", "known_at 与 seq 只能填写其一", field);
}

void NowUnlessAsked(absl::Time now, v1::ReportMoment& moment) {
  if (!moment.has_as_of()) KnownNowUnlessAsked(now, moment);
}

void KnownNowUnlessAsked(absl::Time now, v1::ReportMoment& moment) {
  if (!moment.has_known_at() && !moment.has_seq()) SetTime(now, *moment.mutable_known_at());
}

absl::StatusOr<HistoryPoint> PointOf(const v1::ReportMoment& moment, const EventLog& log, const LedgerId& ledger) {
  HistoryPoint point;
  if (moment.has_seq()) {
    ASSIGN_OR_RETURN(point, PointAfter(log, ledger, Seq(moment.seq())));
  }
  if (moment.has_known_at()) point.moment.known_at = ToTime(moment.known_at());
  if (moment.has_as_of()) point.moment.as_of = ToTime(moment.as_of());
  return point;
}

}  // namespace huiyin

#include "base/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace huiyin {
namespace {

constexpr absl::string_view kReasonUrl = "huiyin/reason";
constexpr absl::string_view kChineseUrl = "huiyin/zh-CN";
constexpr absl::string_view kFieldUrl = "huiyin/field";

std::string Payload(const absl::Status& status, absl::string_view url) {
  auto payload = status.GetPayload(url);
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace

absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view english,
                   absl::string_view chinese, absl::string_view field) {
  CHECK(code != absl::StatusCode::kOk);
  absl::Status status(code, english);
  status.SetPayload(kReasonUrl, absl::Cord(reason));
  status.SetPayload(kChineseUrl, absl::Cord(chinese));
  if (!field.empty()) status.SetPayload(kFieldUrl, absl::Cord(field));
  return status;
}

std::string ReasonOf(const absl::Status& status) { return Payload(status, kReasonUrl); }
std::string ChineseOf(const absl::Status& status) { return Payload(status, kChineseUrl); }
std::string FieldOf(const absl::Status& status) { return Payload(status, kFieldUrl); }

absl::Status Prefixed(const absl::Status& status, absl::string_view english, absl::string_view chinese) {
  if (status.ok()) return status;
  return Error(status.code(), ReasonOf(status), absl::StrCat(english, status.message()),
               absl::StrCat(chinese, ChineseOf(status)), FieldOf(status));
}

}  // namespace huiyin

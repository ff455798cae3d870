#include "services/rpc_status.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace huiyin {
namespace {

// How long a caller should wait before it repeats what was not taken.
constexpr int32_t kRetryDelayNanos = 200'000'000;
// gRPC takes 8 KiB of trailers, encoded. An error that repeats what a caller sent must not burst them.
constexpr size_t kSentenceBytesMax = 1'000;
constexpr size_t kFieldBytesMax = 200;

bool IsRetriable(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted;
}

// An error is never OK, whatever a broken peer says.
absl::StatusCode ErrorCode(int code) {
  return code == 0 ? absl::StatusCode::kUnknown : static_cast<absl::StatusCode>(code);
}

// Cut between characters.
std::string Clipped(absl::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "…");
}

// An error with all that a caller may rely on.
v1::CommandRefusal Complete(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  const std::string chinese = ChineseOf(status);
  v1::CommandRefusal refusal;
  refusal.set_code(static_cast<int>(status.code()));
  refusal.set_reason(reason.empty() ? "INTERNAL" : reason);
  refusal.set_message(Clipped(status.message(), kSentenceBytesMax));
  refusal.set_message_zh(
      Clipped(chinese.empty() ? absl::StrCat("内部错误：", status.message()) : chinese, kSentenceBytesMax));
  refusal.set_field(Clipped(FieldOf(status), kFieldBytesMax));
  return refusal;
}

}  // namespace

grpc::Status ToRpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const v1::CommandRefusal complete = Complete(status);
  google::rpc::Status details;
  details.set_code(complete.code());
  details.set_message(complete.message());
  google::rpc::ErrorInfo info;
  info.set_reason(complete.reason());
  info.set_domain(kErrorDomain);
  if (!complete.field().empty()) (*info.mutable_metadata())["field"] = complete.field();
  details.add_details()->PackFrom(info);
  google::rpc::LocalizedMessage chinese;
  chinese.set_locale("zh-CN");
  chinese.set_message(complete.message_zh());
  details.add_details()->PackFrom(chinese);
  if (IsRetriable(status.code())) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_nanos(kRetryDelayNanos);
    details.add_details()->PackFrom(retry);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(complete.code()), complete.message(), details.SerializeAsString());
}

absl::Status FromRpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  std::string reason;
  std::string field;
  std::string chinese;
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE && status.error_details().empty()) {
    reason = "SERVER_UNREACHABLE";
    chinese = "无法连接服务器，或连接已中断；请确认服务器正在运行后重试";
  }
  if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED && status.error_details().empty()) {
    // gRPC itself, of a message over the limit.
    reason = "MESSAGE_TOO_LARGE";
    chinese = "消息过大，超过 4 MiB 的上限；请分批发送";
  }
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : details.details()) {
      google::rpc::ErrorInfo info;
      google::rpc::LocalizedMessage localized;
      if (detail.UnpackTo(&info)) {
        reason = info.reason();
        auto found = info.metadata().find("field");
        if (found != info.metadata().end()) field = found->second;
      } else if (detail.UnpackTo(&localized)) {
        chinese = localized.message();
      }
    }
  }
  return Error(ErrorCode(status.error_code()), reason, status.error_message(), chinese, field);
}

v1::CommandRefusal ToRefusal(const absl::Status& status) { return Complete(status); }

absl::Status FromRefusal(const v1::CommandRefusal& refusal) {
  return Error(ErrorCode(refusal.code()), refusal.reason(), refusal.message(), refusal.message_zh(), refusal.field());
}

}  // namespace huiyin

#include "services/rpc_status.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace huiyin {
namespace {

absl::Status Sample() {
  return Error(absl::StatusCode::kPermissionDenied, "CO_UNIT_MAY_NOT_REPLY", "u-water is a CO unit",
               "u-water 是会办单位", "reply.unit_id");
}

void ExpectSame(const absl::Status& one, const absl::Status& other) {
  EXPECT_EQ(one.code(), other.code());
  EXPECT_EQ(one.message(), other.message());
  EXPECT_EQ(ReasonOf(one), ReasonOf(other));
  EXPECT_EQ(ChineseOf(one), ChineseOf(other));
  EXPECT_EQ(FieldOf(one), FieldOf(other));
}

// What a program that knows nothing of Huiyin sees.
struct Wire {
  google::rpc::ErrorInfo info;
  google::rpc::LocalizedMessage localized;
  google::rpc::RetryInfo retry;
  bool has_retry = false;
};

Wire Unpack(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), status.error_code());
  EXPECT_EQ(details.message(), status.error_message());
  Wire wire;
  for (const google::protobuf::Any& detail : details.details()) {
    if (detail.UnpackTo(&wire.info) || detail.UnpackTo(&wire.localized)) continue;
    wire.has_retry = detail.UnpackTo(&wire.retry);
  }
  return wire;
}

TEST(RpcStatusTest, OkIsOk) {
  EXPECT_TRUE(ToRpc(absl::OkStatus()).ok());
  EXPECT_OK(FromRpc(grpc::Status::OK));
}

TEST(RpcStatusTest, CarriesErrorInfoAndLocalizedMessage) {
  const grpc::Status status = ToRpc(Sample());
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(status.error_message(), "u-water is a CO unit");
  const Wire wire = Unpack(status);
  EXPECT_EQ(wire.info.reason(), "CO_UNIT_MAY_NOT_REPLY");
  EXPECT_EQ(wire.info.domain(), "huiyin");
  EXPECT_EQ(wire.info.metadata().at("field"), "reply.unit_id");
  EXPECT_EQ(wire.localized.locale(), "zh-CN");
  EXPECT_EQ(wire.localized.message(), "u-water 是会办单位");
  EXPECT_FALSE(wire.has_retry);
}

TEST(RpcStatusTest, GoesThereAndBack) {
  ExpectSame(FromRpc(ToRpc(Sample())), Sample());
  const absl::Status no_field = Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", "no ledger", "没有登记册");
  ExpectSame(FromRpc(ToRpc(no_field)), no_field);
}

TEST(RpcStatusTest, WhatCanBeRetriedSaysSo) {
  for (absl::StatusCode code : {absl::StatusCode::kUnavailable, absl::StatusCode::kResourceExhausted}) {
    const Wire wire = Unpack(ToRpc(Error(code, "QUEUE_FULL", "full", "已满")));
    EXPECT_TRUE(wire.has_retry);
    EXPECT_GT(wire.retry.retry_delay().nanos(), 0);
  }
}

TEST(RpcStatusTest, AnErrorWithoutReasonIsInternalInBothForms) {
  const absl::Status bare = absl::InternalError("boom");
  const absl::Status unary = FromRpc(ToRpc(bare));
  EXPECT_THAT(unary, HasCode(absl::StatusCode::kInternal));
  EXPECT_THAT(unary, HasReason("INTERNAL"));
  EXPECT_NE(ChineseOf(unary), "");
  ExpectSame(FromRefusal(ToRefusal(bare)), unary);
}

TEST(RpcStatusTest, RefusalsGoThereAndBack) {
  const v1::CommandRefusal refusal = ToRefusal(Sample());
  EXPECT_EQ(refusal.code(), 7);
  EXPECT_EQ(refusal.reason(), "CO_UNIT_MAY_NOT_REPLY");
  EXPECT_EQ(refusal.message_zh(), "u-water 是会办单位");
  ExpectSame(FromRefusal(refusal), Sample());
}

TEST(RpcStatusTest, APeerThatSaysNothingIsUnreachable) {
  const absl::Status status = FromRpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"));
  EXPECT_THAT(status, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(status, HasReason("SERVER_UNREACHABLE"));
  EXPECT_NE(ChineseOf(status), "");
}

TEST(RpcStatusTest, ABrokenPeerIsNeverTakenForOk) {
  EXPECT_THAT(FromRefusal(v1::CommandRefusal()), HasCode(absl::StatusCode::kUnknown));
  const absl::Status garbled =
      FromRpc(grpc::Status(grpc::StatusCode::NOT_FOUND, "no", std::string("\xff\x01 not a message", 17)));
  EXPECT_THAT(garbled, HasCode(absl::StatusCode::kNotFound));
}

// gRPC answers RESOURCE_EXHAUSTED in its own words when an error's details do not fit in 8 KiB of trailers.
TEST(RpcStatusTest, AnErrorFitsIntoTrailersWhateverItRepeats) {
  std::string long_chinese;
  for (int i = 0; i < 20'000; ++i) long_chinese += "回音";
  const absl::Status huge =
      Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", long_chinese),
            absl::StrCat("没有登记册 ", long_chinese), long_chinese);
  const grpc::Status status = ToRpc(huge);
  // Percent-encoded and base64, as it goes over the wire.
  EXPECT_LE(status.error_message().size() * 3 + status.error_details().size() * 4 / 3, 7'500u);
  const absl::Status back = FromRpc(status);
  EXPECT_THAT(back, HasCode(absl::StatusCode::kNotFound));
  EXPECT_THAT(back, HasReason("LEDGER_UNKNOWN"));
  EXPECT_EQ(back.message().substr(0, 19), "there is no ledger ");
  EXPECT_EQ(ChineseOf(back).substr(0, std::string("没有登记册 ").size()), "没有登记册 ");
}

}  // namespace
}  // namespace huiyin

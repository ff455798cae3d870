#include "services/server/watched_log.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/sample_records.h"
#include "services/testing/test_log.h"

namespace huiyin {
namespace {

absl::Status AppendTo(EventLog& log, uint64_t seq) {
  Sample sample;
  sample.seq = sample.version = seq;
  sample.command = absl::StrCat("c-", seq);
  LedgerBatch batch{LedgerId(sample.ledger), Seq(seq), {SampleEncoded(sample)}};
  return log.Append({batch});
}

TEST(WatchedLogTest, RemembersWhatTheEngineFailedAtAndNotWhatCallersDidWrong) {
  auto inner = std::make_unique<testing::TestLog>();
  testing::TestLog& engine = *inner;
  WatchedLog log(std::move(inner));
  EXPECT_OK(AppendTo(log, 0));
  EXPECT_THAT(AppendTo(log, 7), HasCode(absl::StatusCode::kAborted));
  EXPECT_OK(log.failure());
  engine.FailNextAppend(Error(absl::StatusCode::kUnavailable, "LOG_UNAVAILABLE", "disk full", "磁盘已满"));
  EXPECT_THAT(AppendTo(log, 1), HasReason("LOG_UNAVAILABLE"));
  EXPECT_THAT(log.failure(), HasReason("LOG_UNAVAILABLE"));
  EXPECT_THAT(AppendTo(log, 7), HasCode(absl::StatusCode::kAborted));
  EXPECT_THAT(log.failure(), HasReason("LOG_UNAVAILABLE")) << "it has not recovered by that";
  EXPECT_OK(AppendTo(log, 1));
  EXPECT_OK(log.failure());
}

}  // namespace
}  // namespace huiyin

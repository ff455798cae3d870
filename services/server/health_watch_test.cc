#include "services/server/health_watch.h"

#include <gtest/gtest.h>

#include <map>

#include "absl/time/clock.h"

namespace huiyin {
namespace {

class FakeHealth final : public grpc::HealthCheckServiceInterface {
 public:
  void SetServingStatus(const std::string& service, bool serving) override {
    absl::MutexLock lock(&mu_);
    serving_[service] = serving;
  }
  void SetServingStatus(bool serving) override {
    absl::MutexLock lock(&mu_);
    for (auto& [service, status] : serving_) status = serving;
  }
  std::map<std::string, bool> serving() const {
    absl::MutexLock lock(&mu_);
    return serving_;
  }
  // Until it is so, for a while.
  bool Becomes(const std::map<std::string, bool>& expected) const {
    for (int i = 0; i < 2'000 && serving() != expected; ++i) absl::SleepFor(absl::Milliseconds(5));
    return serving() == expected;
  }

 private:
  mutable absl::Mutex mu_;
  std::map<std::string, bool> serving_ ABSL_GUARDED_BY(mu_);
};

class State {
 public:
  void Set(absl::Status status) {
    absl::MutexLock lock(&mu_);
    status_ = std::move(status);
  }
  absl::Status Get() const {
    absl::MutexLock lock(&mu_);
    return status_;
  }

 private:
  mutable absl::Mutex mu_;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
};

TEST(HealthWatchTest, SaysWhichServicesCannotServeAndTellsEachEventOnce) {
  FakeHealth health;
  State log, projector;
  ::testing::internal::CaptureStderr();
  HealthWatch watch(health, {"Admin", "Proposal", "Query"},
                    {{"the log", "日志", [&] { return log.Get(); }, {"Proposal", "Query"}},
                     {"the projector", "视图", [&] { return projector.Get(); }, {"Query"}}});
  EXPECT_TRUE(health.Becomes({{"", true}, {"Admin", true}, {"Proposal", true}, {"Query", true}}));
  projector.Set(absl::DataLossError("record 7 is damaged"));
  EXPECT_TRUE(health.Becomes({{"", false}, {"Admin", true}, {"Proposal", true}, {"Query", false}}));
  projector.Set(absl::OkStatus());
  EXPECT_TRUE(health.Becomes({{"", true}, {"Admin", true}, {"Proposal", true}, {"Query", true}}));
  log.Set(absl::UnavailableError("disk full"));
  EXPECT_TRUE(health.Becomes({{"", false}, {"Admin", true}, {"Proposal", false}, {"Query", false}}));
  absl::SleepFor(absl::Milliseconds(600));
  watch.Stop();
  EXPECT_TRUE(health.Becomes({{"", false}, {"Admin", false}, {"Proposal", false}, {"Query", false}}));
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(said,
            "huiyin: the projector failed 故障：视图: record 7 is damaged\n"
            "huiyin: the projector is well again 已恢复：视图\n"
            "huiyin: the log failed 故障：日志: disk full\n");
}

}  // namespace
}  // namespace huiyin

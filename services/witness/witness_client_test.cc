// A log and a witness over HTTP on this machine: what gets cosigned, and what does not.
#include "services/witness/witness_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "eventstore/memory/memory_log.h"
#include "eventstore/sample_records.h"
#include "services/checkpointed_log.h"
#include "services/http/http_server.h"
#include "services/testing/temporary_directory.h"
#include "services/witness/witness.h"

namespace huiyin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const LedgerId kTown("town-a");
constexpr char kOrigin[] = "office.example/town-a";

merkle::SignerKey OfficeKey(char seed = 'o') {
  return *merkle::SignerKey::FromSeed("office.example", merkle::KeyType::kEd25519, std::string(32, seed));
}
merkle::SignerKey WitnessKey() {
  return *merkle::SignerKey::FromSeed("witness.example", merkle::KeyType::kCosignature, std::string(32, 'w'));
}

bool Eventually(const std::function<bool()>& holds) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!holds()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

// A register with its checkpoints and its client.
class Register {
 public:
  Register(const HttpUrl& witness, const std::string& directory, char key_seed = 'o')
      : client_(memory_, {.url = witness,
                          .key = WitnessKey().verifier(),
                          .on_trouble = [this](const absl::Status& trouble) { Hear(trouble); },
                          .retry_first = absl::Milliseconds(5),
                          .retry_last = absl::Milliseconds(20)}),
        directory_(directory),
        key_(OfficeKey(key_seed)) {}

  // So many records, of which those from `fork` on tell another story.
  void Fill(uint64_t records, uint64_t fork = 1'000) {
    for (; next_ < records; ++next_) {
      const Sample sample{.seq = next_,
                          .version = next_,
                          .command = absl::StrCat("c-", next_),
                          .note = next_ < fork ? "as it was" : "as we wish it had been"};
      EventLog& log = checkpointed_ == nullptr ? static_cast<EventLog&>(memory_) : *checkpointed_;
      ASSERT_OK(log.Append({{kTown, Seq(next_), {SampleEncoded(sample)}}}));
    }
  }
  void Start() {
    CheckpointsOptions options{.directory = directory_, .keys = {&key_, 1}, .interval = absl::ZeroDuration()};
    options.on_signed = [this](const LedgerId& ledger) { client_.Signed(ledger); };
    ASSERT_OK_AND_ASSIGN(checkpoints_, Checkpoints::Open(memory_, std::move(options)));
    checkpointed_ = std::make_unique<CheckpointedLog>(memory_, *checkpoints_);
    client_.Start(*checkpoints_);
  }
  void Stop() { client_.Stop(); }

  // Whether the last checkpoint has so many records and is cosigned.
  bool IsCosigned(uint64_t records) const {
    const absl::StatusOr<KeptCheckpoint> kept = checkpoints_->Latest(kTown);
    return kept.ok() && kept->checkpoint.size.value() == records &&
           merkle::VerifyNote(kept->parsed, {WitnessKey().verifier()}).ok();
  }
  std::vector<std::string> Troubles() {
    absl::MutexLock lock(&mu_);
    return troubles_;
  }
  absl::StatusOr<KeptCheckpoint> Latest() const { return checkpoints_->Latest(kTown); }

 private:
  void Hear(const absl::Status& trouble) {
    absl::MutexLock lock(&mu_);
    troubles_.push_back(ReasonOf(trouble));
  }

  absl::Mutex mu_;
  std::vector<std::string> troubles_ ABSL_GUARDED_BY(mu_);
  MemoryLog memory_;
  uint64_t next_ = 0;
  WitnessClient client_;
  const std::string directory_;
  const merkle::SignerKey key_;
  std::unique_ptr<Checkpoints> checkpoints_;
  std::unique_ptr<CheckpointedLog> checkpointed_;
};

class WitnessClientTest : public ::testing::Test {
 protected:
  void SetUp() override { StartWitness(); }

  // At the port where it was before.
  void StartWitness() {
    StopWitness();
    absl::StatusOr<std::unique_ptr<Witness>> witness =
        Witness::Open({.key = WitnessKey(),
                       .logs = *KnownLogs::Parse(OfficeKey().verifier().Text()),
                       .state_directory = directory_.path() + "/witness",
                       .on_news = [](const absl::Status&) {},
                       .clock = &clock_});
    ASSERT_OK(witness);
    witness_ = *std::move(witness);
    HttpServerOptions options{.address = url_.server, .body_bytes_max = kAddCheckpointBytesMax};
    ASSERT_OK_AND_ASSIGN(
        server_, HttpServer::Start(options, [this](const HttpRequest& request) { return witness_->Answer(request); }));
    url_.server.port = static_cast<uint16_t>(server_->port());
  }
  void StopWitness() {
    server_ = nullptr;
    witness_ = nullptr;
  }
  std::string CheckpointsOf(const std::string& name) const { return absl::StrCat(directory_.path(), "/", name); }

  const testing::TemporaryDirectory directory_;
  const SystemClock clock_;
  HttpUrl url_{{"127.0.0.1", 0}, ""};
  std::unique_ptr<Witness> witness_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(WitnessClientTest, WhatIsSignedIsCosigned) {
  Register town(url_, CheckpointsOf("town"));
  town.Fill(3);
  town.Start();
  EXPECT_TRUE(Eventually([&] { return town.IsCosigned(3); }));
  town.Fill(300);
  EXPECT_TRUE(Eventually([&] { return town.IsCosigned(300); }));
  const merkle::LogTrust trust{
      kOrigin, {*OfficeKey().verifier().Named(kOrigin)}, {WitnessKey().verifier()}, /*witnesses_required=*/1};
  EXPECT_OK(merkle::OpenCheckpoint(town.Latest()->note, trust));
  EXPECT_THAT(town.Troubles(), IsEmpty());
}

TEST_F(WitnessClientTest, ALogThatIsStartedAgainAsksWhatTheWitnessKnows) {
  {
    Register before(url_, CheckpointsOf("town"));
    before.Fill(7);
    before.Start();
    ASSERT_TRUE(Eventually([&] { return before.IsCosigned(7); }));
  }
  Register after(url_, CheckpointsOf("town"));
  after.Fill(300);
  after.Start();
  EXPECT_TRUE(Eventually([&] { return after.IsCosigned(300); }));
  EXPECT_THAT(after.Troubles(), IsEmpty());
}

TEST_F(WitnessClientTest, AWitnessThatIsAwayDelaysNothingAndIsTriedAgain) {
  Register town(url_, CheckpointsOf("town"));
  town.Fill(3);
  StopWitness();
  town.Start();
  ASSERT_TRUE(Eventually([&] { return !town.Troubles().empty(); }));
  town.Fill(5);
  EXPECT_TRUE(Eventually([&] { return town.Latest().ok() && town.Latest()->checkpoint.size.value() == 5; }));
  EXPECT_FALSE(town.IsCosigned(5));
  StartWitness();
  EXPECT_TRUE(Eventually([&] { return town.IsCosigned(5); }));
  EXPECT_THAT(town.Troubles(), ElementsAre("HTTP_UNREACHABLE")) << "said once, however often it was tried";
}

TEST_F(WitnessClientTest, ASecondHistoryIsNotCosignedAndIsKept) {
  Register town(url_, CheckpointsOf("town"));
  town.Fill(20);
  town.Start();
  ASSERT_TRUE(Eventually([&] { return town.IsCosigned(20); }));
  town.Stop();
  // The same office shows others what shares only the first ten records.
  Register other(url_, CheckpointsOf("other"));
  other.Fill(20, /*fork=*/10);
  other.Start();
  EXPECT_TRUE(Eventually([&] { return !other.Troubles().empty(); }));
  EXPECT_THAT(other.Troubles(), ElementsAre("WITNESS_INCONSISTENT"));
  EXPECT_FALSE(other.IsCosigned(20));
  const std::string evidence = absl::StrCat(directory_.path(), "/witness/", merkle::OriginHash(kOrigin), "/evidence");
  EXPECT_FALSE(std::filesystem::is_empty(evidence));
}

TEST_F(WitnessClientTest, ARegisterThatWasRolledBackWithItsCheckpointsIsNoticed) {
  Register town(url_, CheckpointsOf("town"));
  town.Fill(20);
  town.Start();
  ASSERT_TRUE(Eventually([&] { return town.IsCosigned(20); }));
  town.Stop();
  Register copy(url_, CheckpointsOf("copy"));
  copy.Fill(12);
  copy.Start();
  EXPECT_TRUE(Eventually([&] { return !copy.Troubles().empty(); }));
  EXPECT_THAT(copy.Troubles(), ElementsAre("WITNESS_AHEAD"));
}

TEST_F(WitnessClientTest, WhatTheWitnessDoesNotTakeIsSaidOnce) {
  Register stolen(url_, CheckpointsOf("stolen"), /*key_seed=*/'t');
  stolen.Fill(3);
  stolen.Start();
  EXPECT_TRUE(Eventually([&] { return !stolen.Troubles().empty(); }));
  stolen.Fill(9);
  stolen.Stop();
  EXPECT_THAT(stolen.Troubles(), ElementsAre("WITNESS_REFUSED"));
  EXPECT_FALSE(stolen.IsCosigned(9));
}

TEST_F(WitnessClientTest, AWitnessThatLiesIsNotBelieved) {
  std::string answer = "— witness.example AAAAAAAAAAA=\n";
  server_ = nullptr;
  ASSERT_OK_AND_ASSIGN(server_, HttpServer::Start({.address = url_.server, .body_bytes_max = kAddCheckpointBytesMax},
                                                  [&](const HttpRequest&) { return HttpAnswer{.body = answer}; }));
  Register town(url_, CheckpointsOf("town"));
  town.Fill(3);
  town.Start();
  EXPECT_TRUE(Eventually([&] { return !town.Troubles().empty(); }));
  EXPECT_THAT(town.Troubles(), ElementsAre("NOTE_NOT_SIGNED"));
  EXPECT_FALSE(town.IsCosigned(3));
}

TEST_F(WitnessClientTest, StoppingDoesNotWaitForAWitnessThatIsSilent) {
  absl::Notification asked, stopped;
  server_ = nullptr;
  ASSERT_OK_AND_ASSIGN(server_, HttpServer::Start({.address = url_.server, .body_bytes_max = kAddCheckpointBytesMax},
                                                  [&](const HttpRequest&) {
                                                    asked.Notify();
                                                    stopped.WaitForNotification();
                                                    return HttpAnswer{500, ""};
                                                  }));
  Register town(url_, CheckpointsOf("town"));
  town.Fill(3);
  town.Start();
  ASSERT_TRUE(asked.WaitForNotificationWithTimeout(absl::Seconds(20)));
  const absl::Time before = absl::Now();
  town.Stop();
  EXPECT_LT(absl::Now() - before, HttpCall{}.time_max);
  stopped.Notify();
  EXPECT_THAT(town.Troubles(), IsEmpty());
}

}  // namespace
}  // namespace huiyin

// A witness of a cluster's checkpoints: whichever node owns the ledger has them cosigned, also after the one that did
// so before is dead.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/clock.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/note_key.h"
#include "eventstore/merkle/signed_note.h"
#include "services/http/http_server.h"
#include "services/witness/witness.h"
#include "tests/kafka/node_processes.h"

namespace huiyin {
namespace {

using testing::Orders;

constexpr char kTown[] = "town-0";

merkle::SignerKey WitnessKey() {
  return *merkle::SignerKey::FromSeed("witness.example", merkle::KeyType::kCosignature, std::string(32, 'w'));
}

class ClusterWitnessTest : public NodeProcessesTest {
 protected:
  void SetUp() override {
    NodeProcessesTest::SetUp();
    if (IsSkipped()) return;
    std::ofstream(key_file()) << office_.Text() << "\n";
    std::filesystem::permissions(key_file(), std::filesystem::perms::owner_read);
    ASSERT_OK_AND_ASSIGN(witness_, Witness::Open({.key = WitnessKey(),
                                                  .logs = *KnownLogs::Parse(office_.verifier().Text()),
                                                  .state_directory = directory_.path() + "/witness",
                                                  .on_news = [](const absl::Status& news) { ADD_FAILURE() << news; },
                                                  .clock = &clock_}));
    ASSERT_OK_AND_ASSIGN(server_,
                         HttpServer::Start({.address = {"127.0.0.1", 0}, .body_bytes_max = kAddCheckpointBytesMax},
                                           [this](const HttpRequest& request) { return witness_->Answer(request); }));
  }

  std::vector<std::string> Arguments() const {
    return {"--checkpoint-key", key_file(), "--witness",
            absl::StrCat("http://127.0.0.1:", server_->port(), "=", WitnessKey().verifier().Text())};
  }

  // Until `node` shows a checkpoint of the town with the event `seq` that the witness has cosigned.
  bool BecomesCosigned(const NodeProcess& node, uint64_t seq) const {
    v1::GetCheckpointRequest request;
    request.set_ledger_id(kTown);
    request.set_at_least_seq(seq);
    const testing::Caller client = node.Client();
    const absl::Time deadline = Soon();
    while (absl::Now() < deadline) {
      v1::GetCheckpointResponse response;
      const grpc::Status status = client.audits().GetCheckpoint(client.Context().get(), request, &response);
      if (status.ok()) {
        const absl::StatusOr<merkle::SignedNote> note = merkle::ParseNote(response.note());
        EXPECT_OK(note.status());
        EXPECT_OK(merkle::VerifyNote(*note, {*office_.verifier().Named(absl::StrCat("office.example/", kTown))}));
        if (merkle::VerifyNote(*note, {WitnessKey().verifier()}).ok()) return true;
      }
      absl::SleepFor(absl::Milliseconds(50));
    }
    return false;
  }

 private:
  std::string key_file() const { return directory_.path() + "/office.key"; }

  const merkle::SignerKey office_ =
      *merkle::SignerKey::FromSeed("office.example", merkle::KeyType::kEd25519, std::string(32, 's'));
  const SystemClock clock_;
  const TemporaryDirectory directory_;
  std::unique_ptr<Witness> witness_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(ClusterWitnessTest, WhoeverOwnsALedgerHasItsCheckpointsCosigned) {
  StartNodes(2, KafkaCluster::Shared().bootstrap(), /*session_timeout_ms=*/2'000, Arguments());
  Found(*nodes_[0], kTown);
  for (const auto& node : nodes_) EXPECT_TRUE(BecomesCosigned(*node, Orders::kFounding - 1)) << node->address();
  OwnerOf(kTown).Kill();
  const NodeProcess& left = nodes_[0]->is_running() ? *nodes_[0] : *nodes_[1];
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, OrderUntilAnswered(left, Orders(kTown).Submit("p-1")));
  EXPECT_TRUE(BecomesCosigned(left, receipt.first_seq()));
}

}  // namespace
}  // namespace huiyin

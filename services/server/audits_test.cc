// Audits through a whole node: what a stranger with the office's public key can check, and who may ask.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "eventstore/merkle/checkpoint.h"
#include "eventstore/merkle/entry_bundle.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/proof_file.h"
#include "services/http/cancellation.h"
#include "services/http/http_client.h"
#include "services/rpc_status.h"
#include "services/server/node_under_test.h"

namespace huiyin {
namespace {

using merkle::Hash;
using merkle::TreeSize;
using testing::Caller;
using testing::Orders;

using Stub = v1::AuditService::StubInterface;

template <typename Request, typename Response>
using Rpc = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

template <typename Request, typename Response>
absl::StatusOr<Response> Ask(const Caller& caller, Rpc<Request, Response> rpc, const Request& request) {
  Response response;
  const grpc::Status status = (caller.audits().*rpc)(caller.Context().get(), request, &response);
  if (!status.ok()) return FromRpc(status);
  return response;
}

template <typename Response>
merkle::Proof ProofIn(const Response& response) {
  merkle::Proof proof;
  for (const std::string& hash : response.proof()) proof.push_back(*Hash::FromBytes(hash));
  return proof;
}

class AuditsTest : public testing::NodeUnderTest {
 protected:
  AuditsTest() { options_.checkpoint_key_files = {WriteKey("key")}; }

  std::string WriteKey(const std::string& name) {
    const std::string file = directory_.path() + "/" + name;
    std::ofstream(file) << key_.Text() << "\n";
    EXPECT_EQ(chmod(file.c_str(), S_IRUSR | S_IWUSR), 0);
    return file;
  }

  absl::StatusOr<std::string> TileFile(const std::string& path) const {
    v1::GetTileFileRequest request;
    request.set_ledger_id("town-a");
    request.set_path(path);
    ASSIGN_OR_RETURN(v1::GetTileFileResponse response, Ask(Client(), &Stub::GetTileFile, request));
    return response.content();
  }
  absl::StatusOr<std::string> ReceiptFile(uint64_t seq, const std::string& ledger = "town-a",
                                          const std::string& token = "") const {
    v1::GetReceiptFileRequest request;
    request.set_ledger_id(ledger);
    request.set_seq(seq);
    ASSIGN_OR_RETURN(v1::GetReceiptFileResponse response, Ask(Client(token), &Stub::GetReceiptFile, request));
    return response.proof_file();
  }

  const merkle::SignerKey key_ =
      *merkle::SignerKey::FromSeed("office.example", merkle::KeyType::kEd25519, std::string(32, 's'));
  const merkle::LogTrust trust_{"office.example/town-a", {*key_.verifier().Named("office.example/town-a")}, {}, 0};
};

TEST_F(AuditsTest, ACommandsReceiptCanBeCheckedWithoutTheRegister) {
  StartFounded();
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, Client().Order(orders_.Submit("p-1")));
  ASSERT_OK_AND_ASSIGN(const std::string text, ReceiptFile(receipt.first_seq()));
  node_ = nullptr;
  ASSERT_OK_AND_ASSIGN(const merkle::ProofFile file, merkle::ParseProofFile(text));
  ASSERT_OK_AND_ASSIGN(const merkle::TrustedCheckpoint trusted, merkle::CheckProofFile(file, file.extra, trust_));
  EXPECT_GE(trusted.checkpoint.size.value(), receipt.tree_size());
  v1::Record record;
  ASSERT_TRUE(record.ParseFromString(file.extra));
  EXPECT_EQ(record.event().proposal_submitted().proposal_id(), "p-1");
}

TEST_F(AuditsTest, TreesOfEverySizeAreProvenToExtendEachOther) {
  StartFounded();
  ASSERT_OK(Client().OrderAll(orders_.Life("p-1")));
  constexpr uint64_t kRecords = Orders::kFounding + Orders::kLife;
  for (uint64_t old_size = 0; old_size <= kRecords; ++old_size) {
    v1::ProveConsistencyRequest request;
    request.set_ledger_id("town-a");
    request.set_old_tree_size(old_size);
    ASSERT_OK_AND_ASSIGN(const auto response, Ask(Client(), &Stub::ProveConsistency, request));
    EXPECT_EQ(response.tree_size(), kRecords);
    EXPECT_OK(merkle::VerifyConsistency(TreeSize(old_size), *Hash::FromBytes(response.old_root_hash()),
                                        TreeSize(kRecords), *Hash::FromBytes(response.root_hash()), ProofIn(response)));
  }
  for (uint64_t seq = 0; seq < kRecords; ++seq) {
    v1::ProveInclusionRequest request;
    request.set_ledger_id("town-a");
    request.set_seq(seq);
    request.set_tree_size(std::max<uint64_t>(seq + 1, 7));
    ASSERT_OK_AND_ASSIGN(const auto response, Ask(Client(), &Stub::ProveInclusion, request));
    EXPECT_OK(merkle::VerifyInclusion(*Hash::FromBytes(response.leaf_hash()), Seq(seq), TreeSize(response.tree_size()),
                                      *Hash::FromBytes(response.root_hash()), ProofIn(response)));
  }
}

TEST_F(AuditsTest, TheTilesHoldTheRecordsAndTheirHashes) {
  StartFounded();
  ASSERT_OK_AND_ASSIGN(const std::string bundle, TileFile("tile/entries/000.p/5"));
  ASSERT_OK_AND_ASSIGN(const std::vector<absl::string_view> entries, merkle::ParseEntryBundle(bundle, 5));
  ASSERT_OK_AND_ASSIGN(const std::string tile, TileFile("tile/0/000.p/5"));
  std::string hashes;
  for (const absl::string_view entry : entries) hashes += std::string(merkle::LeafHash(entry).bytes());
  EXPECT_EQ(tile, hashes);
  v1::Record first;
  ASSERT_TRUE(first.ParseFromString(std::string(entries[0])));
  EXPECT_TRUE(first.event().has_ledger_opened());

  ASSERT_OK_AND_ASSIGN(const std::string note, TileFile("checkpoint"));
  EXPECT_OK(merkle::OpenCheckpoint(note, trust_));
  EXPECT_THAT(TileFile("tile/0/000.p/6"), HasReason("TILE_ABSENT"));
  EXPECT_THAT(TileFile("tile/63/000"), HasReason("TILE_ABSENT"));
  EXPECT_THAT(TileFile("tile/0/x"), HasReason("TILE_PATH_MALFORMED"));
}

TEST_F(AuditsTest, WhatIsNotThereCannotBeProven) {
  StartFounded();
  EXPECT_THAT(ReceiptFile(5), HasReason("SEQ_NOT_YET"));
  EXPECT_THAT(ReceiptFile(5), HasCode(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(ReceiptFile(0, "town-b"), HasReason("LEDGER_UNKNOWN"));
  v1::ProveInclusionRequest inclusion;
  inclusion.set_ledger_id("town-a");
  inclusion.set_seq(3);
  inclusion.set_tree_size(3);
  EXPECT_THAT(Ask(Client(), &Stub::ProveInclusion, inclusion), HasReason("LEAF_OUTSIDE_TREE"));
  inclusion.set_tree_size(6);
  EXPECT_THAT(Ask(Client(), &Stub::ProveInclusion, inclusion), HasReason("TREE_SIZE_NOT_YET"));
  v1::ProveConsistencyRequest consistency;
  consistency.set_ledger_id("town-a");
  consistency.set_old_tree_size(4);
  consistency.set_tree_size(3);
  EXPECT_THAT(Ask(Client(), &Stub::ProveConsistency, consistency), HasReason("TREE_SIZES_REVERSED"));
}

TEST_F(AuditsTest, OnlyWhoMaySeeALedgerMayAudit) {
  TrustTokens(R"({"token":"admin-token-000001","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})"
              "\n"
              R"({"token":"office-of-b-token-1","actor":{"id":"o-1","role":"CONGRESS_OFFICE"},"ledgers":["town-b"]})"
              "\n");
  Start();
  ASSERT_OK(Client("admin-token-000001").OrderAll(orders_.Founding()));
  EXPECT_OK(ReceiptFile(0, "town-a", "admin-token-000001"));
  EXPECT_THAT(ReceiptFile(0, "town-a", "office-of-b-token-1"), HasReason("LEDGER_NOT_YOURS"));
  EXPECT_THAT(ReceiptFile(0, "town-a", "unknown-token-0001"), HasReason("TOKEN_UNKNOWN"));
}

TEST_F(AuditsTest, WithoutAKeyThereAreProofsButNoReceipts) {
  options_.checkpoint_key_files.clear();
  StartFounded();
  EXPECT_THAT(ReceiptFile(0), HasReason("NO_CHECKPOINT_KEY"));
  EXPECT_OK(TileFile("tile/0/000.p/5"));
}

TEST_F(AuditsTest, WhoeverIsShownTilesNeedsNoToken) {
  TrustTokens(R"({"token":"admin-token-000001","actor":{"id":"admin-1","role":"ADMINISTRATOR"}})"
              "\n");
  Start();
  EXPECT_EQ(node_->tiles_port(), 0) << "not unless it is asked for";
  options_.tiles_listen_address = "127.0.0.1:0";
  Start();
  ASSERT_OK(Client("admin-token-000001").OrderAll(orders_.Founding()));
  ASSERT_OK(ReceiptFile(4, "town-a", "admin-token-000001"));
  const auto get = [this](const std::string& path) -> HttpReply {
    HttpCall call;
    call.url = {{"127.0.0.1", static_cast<uint16_t>(node_->tiles_port())}, path};
    const absl::StatusOr<HttpReply> reply = CallHttp(call, Cancellation());
    EXPECT_OK(reply);
    return reply.value_or(HttpReply());
  };
  EXPECT_OK(merkle::OpenCheckpoint(get("/town-a/checkpoint").body, trust_));
  EXPECT_OK(merkle::ParseEntryBundle(get("/town-a/tile/entries/000.p/5").body, 5));
  EXPECT_EQ(get("/town-a/tile/0/000.p/6").status, 404);
  EXPECT_EQ(get("/town-b/checkpoint").status, 404);
  options_.tiles_listen_address = "nowhere";
  node_ = nullptr;
  EXPECT_THAT(Node::Start(options_), HasReason("ADDRESS_MALFORMED"));
}

TEST_F(AuditsTest, AWitnessIsGivenWithItsKeyAndTheOfficesOwn) {
  const std::string key =
      merkle::SignerKey::FromSeed("witness.example", merkle::KeyType::kCosignature, std::string(32, 'w'))
          ->verifier()
          .Text();
  const std::string url = "http://127.0.0.1:1";
  for (const auto& [given, reason] :
       std::vector<std::pair<std::string, std::string>>{{url, "WITNESS_MALFORMED"},
                                                        {url + "=" + key_.verifier().Text(), "KEY_MALFORMED"},
                                                        {url + "=nothing.public", "KEY_MALFORMED"},
                                                        {"https://127.0.0.1:1=" + key, "URL_MALFORMED"}}) {
    options_.witnesses = {given};
    EXPECT_THAT(Node::Start(options_), HasReason(reason)) << given;
  }
  options_.witnesses = {url + "=" + key};
  StartFounded();
  EXPECT_OK(ReceiptFile(4)) << "although the witness cannot be reached";
  node_ = nullptr;
  options_.checkpoint_key_files.clear();
  EXPECT_THAT(Node::Start(options_), HasReason("WITNESS_WITHOUT_KEY"));
}

TEST_F(AuditsTest, AKeyThatIsNotKeptApartIsRefused) {
  StartFounded();
  node_ = nullptr;
  const std::string good = options_.checkpoint_key_files[0];
  options_.checkpoint_key_files = {WriteKey("data/key")};
  EXPECT_THAT(Node::Start(options_), HasReason("KEY_IN_DATA_DIRECTORY"));
  ASSERT_EQ(chmod(good.c_str(), 0640), 0);
  options_.checkpoint_key_files = {good};
  EXPECT_THAT(Node::Start(options_), HasReason("KEY_FILE_READABLE"));
}

}  // namespace
}  // namespace huiyin

#include "tests/cluster/paper_cluster.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/stable_hash.h"
#include "base/test_matchers.h"
#include "domain/testing/office.h"
#include "eventstore/merkle/note_key.h"
#include "eventstore/record_codec.h"
#include "tools/bench/generate.h"

namespace huiyin {
namespace {

constexpr size_t kBatchMax = 1'000;

std::unique_ptr<Views> OpenViews(const std::string& directory, EventLog& log) {
  absl::StatusOr<std::unique_ptr<Views>> views = Views::Open(directory, log);
  CHECK(views.ok());
  return *std::move(views);
}

std::unique_ptr<Checkpoints> OpenCheckpoints(const std::string& directory, const EventLog& log) {
  static const merkle::SignerKey& key = *new merkle::SignerKey(
      *merkle::SignerKey::FromSeed("office.example", merkle::KeyType::kEd25519, std::string(32, 's')));
  absl::StatusOr<std::unique_ptr<Checkpoints>> checkpoints =
      Checkpoints::Open(log, {.directory = directory, .keys = absl::MakeConstSpan(&key, 1)});
  CHECK(checkpoints.ok());
  return *std::move(checkpoints);
}

}  // namespace

PaperParts::PaperParts(const std::string& tokens) : authenticator(*TrustTokens(tokens)) {}

PaperShard::PaperShard(PaperParts& parts, const std::string& directory, GatherReport gather)
    : views_(OpenViews(directory + "/views", log_)),
      checkpoints_(OpenCheckpoints(directory + "/checkpoints", log_)),
      bell_(log_),
      query_({log_, views_.get(), parts.zones, parts.clock, parts.personal}, *parts.authenticator, parts.pool, bell_),
      subscription_(log_, parts.personal, *parts.authenticator, parts.pool, bell_),
      audit_(log_, *checkpoints_, *parts.authenticator, parts.pool),
      pipeline_(log_, testing::EmbeddedReferences(), parts.clock, {}),
      gateway_(pipeline_, *parts.authenticator, testing::EmbeddedReferences(), parts.personal),
      report_({log_, parts.zones, parts.clock, parts.personal, views_.get()}, gateway_, parts.pool, bell_,
              {HoldNothing, KeepNothing, std::move(gather), &parts.gathering_pool}) {}

PaperShard::~PaperShard() { Stop(); }

void PaperShard::Stop() {
  subscription_.Stop();
  bell_.Ring();
}

void PaperShard::Append(const std::vector<v1::Record>& records) {
  for (size_t i = 0; i < records.size();) {
    LedgerBatch batch{LedgerId(records[i].ledger_id()), Seq(records[i].seq()), {}};
    for (; i < records.size() && batch.records.size() < kBatchMax; ++i) {
      absl::StatusOr<EncodedRecord> encoded = Encode(records[i]);
      CHECK(encoded.ok());
      batch.records.push_back(*std::move(encoded));
    }
    ASSERT_OK(log_.Append({&batch, 1}));
    checkpoints_->Grew(batch.ledger);
  }
}

void PaperShard::WaitUntilCaughtUp() const { ASSERT_OK(views_->WaitUntilCaughtUp(absl::Now() + absl::Seconds(60))); }

// What one node knows of the cluster.
class PaperCluster::PaperRoutes final : public Routes {
 public:
  PaperRoutes(const PaperCluster& cluster, int node) : cluster_(cluster), node_(node), owners_(kPartitions, kNobody) {}

  void Believe(uint32_t partition, int owner) {
    absl::MutexLock lock(&mu_);
    owners_[partition] = owner;
  }
  uint32_t partitions() const override { return kPartitions; }
  uint32_t PartitionOf(const LedgerId& ledger) const override { return PaperCluster::PartitionOf(ledger); }
  std::shared_ptr<Shard> Held(uint32_t partition) const override {
    absl::MutexLock lock(&mu_);
    return owners_[partition] == node_ ? cluster_.shards_[partition] : nullptr;
  }
  absl::StatusOr<std::shared_ptr<grpc::Channel>> ChannelToOwner(uint32_t partition) const override {
    absl::MutexLock lock(&mu_);
    if (owners_[partition] != kNobody && owners_[partition] != node_) return cluster_.ToNode(owners_[partition]);
    return Error(absl::StatusCode::kUnavailable, "PARTITION_MOVING", "it is moving", "分区正在移交");
  }

 private:
  const PaperCluster& cluster_;
  const int node_;
  mutable absl::Mutex mu_;
  std::vector<int> owners_ ABSL_GUARDED_BY(mu_);
};

PaperCluster::PaperCluster(const std::string& tokens) : parts_(tokens), records_(kPartitions) {
  one_machine_ = NewShard();
  one_machine_server_ = std::make_unique<testing::RpcServer>(one_machine_->query(), one_machine_->subscription(),
                                                             one_machine_->audit(), one_machine_->report());
  for (uint32_t partition = 0; partition < kPartitions; ++partition) shards_.push_back(NewPartition());
  for (int node = 0; node < kNodes; ++node) {
    routes_.push_back(std::make_unique<PaperRoutes>(*this, node));
    nodes_.push_back(std::make_unique<Node>(*routes_.back(), parts_.clock));
  }
  for (int node = 0; node < kNodes; ++node) {
    for (uint32_t partition = 0; partition < kPartitions; ++partition) {
      Believe(node, partition, static_cast<int>(partition) % kNodes);
    }
  }
}

PaperCluster::~PaperCluster() {
  for (const std::unique_ptr<Node>& node : nodes_) node->server->Shutdown();
  one_machine_server_->Shutdown();
  nodes_.clear();
  parts_.gathering_pool.Stop();
  parts_.pool.Stop();
}

std::unique_ptr<PaperShard> PaperCluster::NewPartition() {
  // Whichever node gathers.
  return NewShard([this](grpc::CallbackServerContext& context, const v1::GetReportRequest& request) {
    return nodes_.front()->reports.Read(context, request);
  });
}

std::unique_ptr<PaperShard> PaperCluster::NewShard(GatherReport gather) {
  const std::string directory = absl::StrCat(directory_.path(), "/", shards_made_++);
  CHECK(std::filesystem::create_directory(directory));
  return std::make_unique<PaperShard>(parts_, directory, std::move(gather));
}

uint32_t PaperCluster::PartitionOf(const LedgerId& ledger) {
  return static_cast<uint32_t>(StableHash(ledger.value()) % kPartitions);
}

void PaperCluster::Append(const std::vector<v1::Record>& records) {
  one_machine_->Append(records);
  const uint32_t partition = PartitionOf(LedgerId(records.front().ledger_id()));
  shards_[partition]->Append(records);
  records_[partition].insert(records_[partition].end(), records.begin(), records.end());
}

void PaperCluster::WaitUntilCaughtUp() const {
  one_machine_->WaitUntilCaughtUp();
  for (const std::shared_ptr<PaperShard>& shard : shards_) shard->WaitUntilCaughtUp();
}

void PaperCluster::Believe(int node, uint32_t partition, int owner) {
  routes_[static_cast<size_t>(node)]->Believe(partition, owner);
}

void PaperCluster::Move(uint32_t partition, int node) {
  for (int i = 0; i < kNodes; ++i) Believe(i, partition, kNobody);
  shards_[partition]->Stop();
  lost_.push_back(shards_[partition]);
  shards_[partition] = NewPartition();
  for (const v1::Record& record : records_[partition]) shards_[partition]->Append({record});
  shards_[partition]->WaitUntilCaughtUp();
  for (int i = 0; i < kNodes; ++i) Believe(i, partition, node);
}

std::map<std::string, std::vector<v1::Record>> GeneratedRecords(uint64_t ledgers, uint64_t proposals, size_t percent) {
  RegisterGenerator generator({.ledgers = ledgers, .proposals = proposals, .sessions = 1});
  std::vector<v1::Command> commands;
  for (v1::Command command; generator.Next(command);) commands.push_back(command);
  commands.resize(commands.size() * percent / 100);
  std::map<std::string, testing::Office> offices;
  std::map<std::string, std::vector<v1::Record>> records;
  for (const v1::Command& command : commands) {
    const std::string& ledger = command.ledger_id();
    absl::StatusOr<v1::Record> record = offices.try_emplace(ledger, LedgerId(ledger)).first->second.Order(command);
    CHECK(record.ok());
    records[ledger].push_back(*std::move(record));
  }
  return records;
}

}  // namespace huiyin

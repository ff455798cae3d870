// The same register twice: on one machine, and spread over the partitions of a cluster whose nodes are servers of this
// process. Who owns a partition, and what each node believes of it, is what the test says.
#ifndef HUIYIN_TESTS_CLUSTER_PAPER_CLUSTER_H_
#define HUIYIN_TESTS_CLUSTER_PAPER_CLUSTER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/time_zones.h"
#include "eventstore/memory/memory_log.h"
#include "huiyin/v1/record.pb.h"
#include "projections/views.h"
#include "services/audit_service.h"
#include "services/authenticator.h"
#include "services/checkpoints.h"
#include "services/cluster/gathered_reports.h"
#include "services/cluster/routed_audit_service.h"
#include "services/cluster/routed_query_service.h"
#include "services/cluster/routed_report_service.h"
#include "services/cluster/routed_subscription_service.h"
#include "services/command_gateway.h"
#include "services/command_pipeline.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/query_service.h"
#include "services/report_service.h"
#include "services/subscription_service.h"
#include "services/testing/rpc_server.h"
#include "services/testing/temporary_directory.h"
#include "services/work_pool.h"

namespace huiyin {

// What all shards share.
struct PaperParts {
  explicit PaperParts(const std::string& tokens);

  const std::unique_ptr<Authenticator> authenticator;
  const PersonalData personal;
  const SystemTimeZones zones;
  ManualClock clock{absl::UnixEpoch()};
  WorkPool pool{4, 1'024};
  // For who waits for what others make on `pool`.
  WorkPool gathering_pool{2, 64};
};

// A log in memory, with all that answers from it.
class PaperShard final : public Shard {
 public:
  // `directory` is its own, and there. `gather`: of ledgers of all shards; null for all there are.
  PaperShard(PaperParts& parts, const std::string& directory, GatherReport gather);
  // As Stop.
  ~PaperShard() override;

  v1::QueryService::CallbackService& query() override { return query_; }
  v1::SubscriptionService::CallbackService& subscription() override { return subscription_; }
  v1::AuditService::CallbackService& audit() override { return audit_; }
  v1::ReportService::CallbackService& report() override { return report_; }
  void Append(const std::vector<v1::Record>& records);
  void WaitUntilCaughtUp() const;
  // Ends its subscriptions kUnavailable.
  void Stop();

 private:
  MemoryLog log_;
  const std::unique_ptr<Views> views_;
  const std::unique_ptr<Checkpoints> checkpoints_;
  LogBell bell_;
  QueryService query_;
  SubscriptionService subscription_;
  AuditService audit_;
  CommandPipeline pipeline_;
  const CommandGateway gateway_;
  ReportService report_;
};

class PaperCluster {
 public:
  static constexpr uint32_t kPartitions = 5;
  static constexpr int kNodes = 3;
  static constexpr int kNobody = -1;

  // `tokens`: as TrustTokens. Partition p is owned by node p % kNodes, and all nodes know.
  explicit PaperCluster(const std::string& tokens);
  ~PaperCluster();

  // Consecutive records, of one ledger each call.
  void Append(const std::vector<v1::Record>& records);
  void WaitUntilCaughtUp() const;
  ManualClock& clock() { return parts_.clock; }
  static uint32_t PartitionOf(const LedgerId& ledger);

  std::shared_ptr<grpc::Channel> ToOneMachine() const { return one_machine_server_->NewChannel(); }
  std::shared_ptr<grpc::Channel> ToNode(int node) const {
    return nodes_[static_cast<size_t>(node)]->server->NewChannel();
  }

  // From now on `node` owns it; the shard of who had it ends its streams.
  void Move(uint32_t partition, int node);
  // What `node` believes, whatever is true.
  void Believe(int node, uint32_t partition, int owner);
  // No answer any more.
  void StopServer(int node) { nodes_[static_cast<size_t>(node)]->server->Shutdown(); }

 private:
  class PaperRoutes;
  struct Node {
    Node(const Routes& routes, const Clock& clock)
        : channels(routes),
          query(routes, channels),
          subscription(routes, channels),
          audit(routes),
          reports(routes, channels, clock),
          report(routes, reports, /*takes_commands=*/true),
          server(std::make_unique<testing::RpcServer>(query, subscription, audit, report)) {}
    const PartitionChannels channels;
    RoutedQueryService query;
    RoutedSubscriptionService subscription;
    RoutedAuditService audit;
    GatheredReports reports;
    RoutedReportService report;
    const std::unique_ptr<testing::RpcServer> server;
  };

  std::unique_ptr<PaperShard> NewShard(GatherReport gather = nullptr);
  std::unique_ptr<PaperShard> NewPartition();

  const testing::TemporaryDirectory directory_;
  PaperParts parts_;
  int shards_made_ = 0;
  std::unique_ptr<PaperShard> one_machine_;
  std::unique_ptr<testing::RpcServer> one_machine_server_;
  std::vector<std::shared_ptr<PaperShard>> shards_;  // By partition.
  // Those that were lost, until the end: calls may still be in them.
  std::vector<std::shared_ptr<PaperShard>> lost_;
  std::vector<std::vector<v1::Record>> records_;  // By partition.
  std::vector<std::unique_ptr<PaperRoutes>> routes_;
  std::vector<std::unique_ptr<Node>> nodes_;
};

// What a register of that size, generated, has recorded when so many hundredths of its commands were executed, by
// ledger.
std::map<std::string, std::vector<v1::Record>> GeneratedRecords(uint64_t ledgers, uint64_t proposals, size_t percent);

}  // namespace huiyin

#endif  // HUIYIN_TESTS_CLUSTER_PAPER_CLUSTER_H_

// All services of a node of a cluster, in front of its shards and the way to those of others.
#ifndef HUIYIN_SERVICES_SERVER_CLUSTER_SERVICES_H_
#define HUIYIN_SERVICES_SERVER_CLUSTER_SERVICES_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "domain/references.h"
#include "grpcpp/server_builder.h"
#include "services/admin_service.h"
#include "services/authenticator.h"
#include "services/cluster/command_owners.h"
#include "services/cluster/gathered_reports.h"
#include "services/cluster/partition_channels.h"
#include "services/cluster/peer_service.h"
#include "services/cluster/routed_audit_service.h"
#include "services/cluster/routed_query_service.h"
#include "services/cluster/routed_report_service.h"
#include "services/cluster/routed_subscription_service.h"
#include "services/cluster/routes.h"
#include "services/command_gateway.h"
#include "services/ledger_service.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/proposal_service.h"
#include "services/work_pool.h"

namespace huiyin {

// What the services are made of. All but the last two must outlive them.
struct ClusterParts {
  const Routes& routes;
  // Whose partitions peers may send commands for; nullptr: there is no PeerService.
  const CommandOwners* owners;
  CommandLanes& lanes;
  WorkPool& pool;
  const Authenticator& authenticator;
  const References& references;
  const Clock& clock;
  const PersonalData& personal;
  v1::GetVersionResponse version;
  // Empty: whoever reaches the port is a peer.
  std::string peer_token;
};

class ClusterServices {
 public:
  explicit ClusterServices(const ClusterParts& parts)
      : gateway_(parts.lanes, parts.authenticator, parts.references, parts.personal),
        ledger_(gateway_),
        proposal_(gateway_),
        channels_(parts.routes),
        query_(parts.routes, channels_),
        reports_(parts.routes, channels_, parts.clock),
        report_(parts.routes, reports_, /*takes_commands=*/parts.owners != nullptr),
        subscription_(parts.routes, channels_),
        audit_(parts.routes),
        admin_(parts.version, /*views=*/nullptr, parts.authenticator, parts.pool, bell_) {
    if (parts.owners != nullptr) peer_.emplace(*parts.owners, parts.peer_token);
  }

  static std::vector<std::string> Names() {
    return {v1::AdminService::service_full_name(),       v1::AuditService::service_full_name(),
            v1::LedgerService::service_full_name(),      v1::ProposalService::service_full_name(),
            v1::QueryService::service_full_name(),       v1::ReportService::service_full_name(),
            v1::SubscriptionService::service_full_name()};
  }

  void Register(grpc::ServerBuilder& builder) {
    builder.RegisterService(&ledger_);
    builder.RegisterService(&proposal_);
    builder.RegisterService(&query_);
    builder.RegisterService(&report_);
    builder.RegisterService(&subscription_);
    builder.RegisterService(&audit_);
    if (peer_.has_value()) builder.RegisterService(&*peer_);
    builder.RegisterService(&admin_);
  }

  // What the shards make their seals of.
  GatheredReports& reports() { return reports_; }

  // Ends the streams at their next step.
  void Stop() {
    proposal_.Stop();
    admin_.Stop();
  }

 private:
  // Of no log: nothing here waits for more.
  LogBell bell_;
  const CommandGateway gateway_;
  LedgerService ledger_;
  ProposalService proposal_;
  PartitionChannels channels_;
  RoutedQueryService query_;
  GatheredReports reports_;
  RoutedReportService report_;
  RoutedSubscriptionService subscription_;
  RoutedAuditService audit_;
  std::optional<PeerService> peer_;
  AdminService admin_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_CLUSTER_SERVICES_H_

// All services, for the callers that one authenticator knows: a node has one set for its port and one for itself.
#ifndef HUIYIN_SERVICES_SERVER_SERVICE_SET_H_
#define HUIYIN_SERVICES_SERVER_SERVICE_SET_H_

#include <memory>

#include "grpcpp/server_builder.h"
#include "services/admin_service.h"
#include "services/audit_service.h"
#include "services/authenticator.h"
#include "services/command_gateway.h"
#include "services/ledger_service.h"
#include "services/personal/personal_data.h"
#include "services/proposal_service.h"
#include "services/query_service.h"
#include "services/report_service.h"
#include "services/subscription_service.h"

namespace huiyin {

// What the services are made of. All must outlive them.
struct ServiceParts {
  EventLog& log;
  Views* views;
  const Checkpoints& checkpoints;
  CommandLanes& lanes;
  WorkPool& pool;
  LogBell& bell;
  const References& references;
  const Clock& clock;
  const PersonalData& personal;
  const v1::GetVersionResponse& version;
};

class ServiceSet {
 public:
  ServiceSet(const ServiceParts& parts, std::unique_ptr<Authenticator> authenticator)
      : authenticator_(std::move(authenticator)),
        gateway_(parts.lanes, *authenticator_, parts.references, parts.personal),
        ledger_(gateway_),
        proposal_(gateway_),
        query_({parts.log, parts.views, parts.references.zones, parts.clock, parts.personal}, *authenticator_,
               parts.pool, parts.bell),
        subscription_(parts.log, parts.personal, *authenticator_, parts.pool, parts.bell),
        audit_(parts.log, parts.checkpoints, *authenticator_, parts.pool),
        report_({parts.log, parts.references.zones, parts.clock, parts.personal, parts.views}, gateway_, parts.pool,
                parts.bell),
        admin_(parts.version, parts.views, *authenticator_, parts.pool, parts.bell) {}

  void Register(grpc::ServerBuilder& builder) {
    builder.RegisterService(&ledger_);
    builder.RegisterService(&proposal_);
    builder.RegisterService(&query_);
    builder.RegisterService(&subscription_);
    builder.RegisterService(&audit_);
    builder.RegisterService(&report_);
    builder.RegisterService(&admin_);
  }

  // Ends the streams at their next step.
  void Stop() {
    proposal_.Stop();
    subscription_.Stop();
    admin_.Stop();
  }

 private:
  const std::unique_ptr<Authenticator> authenticator_;
  const CommandGateway gateway_;
  LedgerService ledger_;
  ProposalService proposal_;
  QueryService query_;
  SubscriptionService subscription_;
  AuditService audit_;
  ReportService report_;
  AdminService admin_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_SERVICE_SET_H_

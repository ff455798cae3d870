// Which node holds which partition: what stands behind every routed call (ADR 0017).
#ifndef HUIYIN_SERVICES_CLUSTER_ROUTES_H_
#define HUIYIN_SERVICES_CLUSTER_ROUTES_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "base/ids.h"
#include "huiyin/v1/audit_service.grpc.pb.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"

namespace huiyin {

// In a call's metadata: it comes from a node that does not hold the partition, and is not forwarded again.
inline constexpr char kForwardedKey[] = "huiyin-forwarded";
// With it: the one partition, decimal, that the call is about.
inline constexpr char kPartitionKey[] = "huiyin-partition";

// What answers for one partition that this node holds. Thread-safe; whoever has a pointer keeps it alive, also after
// the node has lost the partition: calls then end kUnavailable.
class Shard {
 public:
  virtual ~Shard() = default;
  // Their calls see the partition's ledgers only, and keep the shard alive until they are done.
  virtual v1::QueryService::CallbackService& query() = 0;
  virtual v1::SubscriptionService::CallbackService& subscription() = 0;
  virtual v1::AuditService::CallbackService& audit() = 0;
  // Its reports speak of the partition's ledgers only; its seals of any.
  virtual v1::ReportService::CallbackService& report() = 0;
};

// Thread-safe.
class Routes {
 public:
  virtual ~Routes() = default;
  virtual uint32_t partitions() const = 0;
  virtual uint32_t PartitionOf(const LedgerId& ledger) const = 0;
  // nullptr: this node does not hold the partition, or its views have not caught up yet.
  virtual std::shared_ptr<Shard> Held(uint32_t partition) const = 0;
  // To the node that owns the partition. kUnavailable (PARTITION_MOVING), with a retry hint: nobody is known to own it,
  // or it is this node, which is not ready yet.
  virtual absl::StatusOr<std::shared_ptr<grpc::Channel>> ChannelToOwner(uint32_t partition) const = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_ROUTES_H_

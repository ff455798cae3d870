// Reports of ledgers that lie in several partitions: each partition is asked for its own, here or on the node that owns
// it, and one is made of theirs.
#ifndef HUIYIN_SERVICES_CLUSTER_GATHERED_REPORTS_H_
#define HUIYIN_SERVICES_CLUSTER_GATHERED_REPORTS_H_

#include <grpcpp/channel.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "services/cluster/gathered_stream.h"
#include "services/cluster/partition_channels.h"
#include "services/cluster/routes.h"
#include "services/stream_limit.h"
#include "services/stream_pump.h"

namespace huiyin {

// Reports under way at a time. One more is answered kResourceExhausted (TOO_MANY_STREAMS).
inline constexpr int kGatheredReportsMax = 32;

// Thread-safe. What it is given must outlive it.
class GatheredReports {
 public:
  GatheredReports(const Routes& routes, const PartitionChannels& channels, const Clock& clock)
      : routes_(routes), channels_(channels), clock_(clock) {}

  // Errors before the report begins: those of CheckReportRequest and of the channels. Permissions are the shards' to
  // check: the credentials of `context`, which must outlive the answer, travel.
  //
  // To the caller of `context`, without a thread that waits.
  absl::StatusOr<grpc::ServerWriteReactor<v1::GetReportResponse>*> Serve(grpc::CallbackServerContext& context,
                                                                         const v1::GetReportRequest& request);
  // To be read here, on a thread that may wait.
  absl::StatusOr<std::unique_ptr<StreamSource<v1::GetReportResponse>>> Read(grpc::CallbackServerContext& context,
                                                                            const v1::GetReportRequest& request);

 private:
  // What one partition is asked.
  struct Part {
    uint32_t partition;
    std::shared_ptr<grpc::Channel> channel;
    v1::GetReportRequest request;
  };
  struct Parts {
    StreamLimit::Place place;
    std::unique_ptr<StreamMerge<v1::GetReportResponse>> merge;
    std::vector<Part> parts;
  };
  absl::StatusOr<Parts> PartsOf(const v1::GetReportRequest& request);

  const Routes& routes_;
  const PartitionChannels& channels_;
  const Clock& clock_;
  StreamLimit reports_{kGatheredReportsMax};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_GATHERED_REPORTS_H_

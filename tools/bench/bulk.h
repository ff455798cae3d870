// Commands in bulk: through Execute as an import sends them.
#ifndef HUIYIN_TOOLS_BENCH_BULK_H_
#define HUIYIN_TOOLS_BENCH_BULK_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/channel.h"
#include "huiyin/v1/proposal_service.pb.h"
#include "tools/bench/generate.h"

namespace huiyin {

// The register's commands in messages of 512.
std::vector<v1::ExecuteRequest> MakeBulk(const RegisterShape& shape, bool historical);

// Sends them over one stream and answers how many commands were accepted, once all are answered. kInternal: one was
// refused, or the stream broke.
absl::StatusOr<uint64_t> SendBulk(const std::shared_ptr<grpc::Channel>& channel,
                                  const std::vector<v1::ExecuteRequest>& bulk);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_BULK_H_

// Many single calls over gRPC, a given number of them under way at once.
#ifndef HUIYIN_TOOLS_BENCH_UNARY_LOAD_H_
#define HUIYIN_TOOLS_BENCH_UNARY_LOAD_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/byte_buffer.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {

// A call ready to be sent: what a client's stub would have serialised.
struct PreparedCall {
  std::string method;
  grpc::ByteBuffer request;
};

// The command as the RPC of its own.
PreparedCall PrepareCall(const v1::Command& command);

struct LoadResult {
  absl::Duration took;
  // Of each call; sorted.
  std::vector<absl::Duration> latencies;

  double per_second() const { return static_cast<double>(latencies.size()) / absl::ToDoubleSeconds(took); }
  // Nearest rank; `percent` from 1 to 100.
  absl::Duration Percentile(double percent) const;
};

std::shared_ptr<grpc::Channel> LoopbackChannel(int port);

// Starts them in order, answered in any; ends when all were answered. kInternal: a call was refused, with the first
// refusal's words.
absl::StatusOr<LoadResult> RunUnaryLoad(const std::shared_ptr<grpc::Channel>& channel, size_t in_flight,
                                        absl::Span<const PreparedCall> calls);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_UNARY_LOAD_H_

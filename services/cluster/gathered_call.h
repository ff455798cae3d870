// One question asked of several partitions at once, and one answer made of theirs.
#ifndef HUIYIN_SERVICES_CLUSTER_GATHERED_CALL_H_
#define HUIYIN_SERVICES_CLUSTER_GATHERED_CALL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/server_callback.h"
#include "services/cluster/forwarding.h"
#include "services/rpc_status.h"
#include "services/stream_limit.h"

namespace huiyin {

// Lives until the last partition has answered, and then finishes the call. An error of one partition is the answer:
// lists never come short.
template <typename Response>
class GatheredCall final : public std::enable_shared_from_this<GatheredCall<Response>> {
 public:
  using Done = std::function<void(grpc::Status)>;
  using Ask = std::function<void(size_t partition, grpc::ClientContext*, Response*, Done)>;
  // What becomes of the partitions' answers.
  using Merge = std::function<absl::StatusOr<Response>(std::vector<Response>)>;

  GatheredCall(grpc::ServerUnaryReactor* reactor, Response* response, Merge merge, StreamLimit::Place place)
      : reactor_(reactor), response_(response), merge_(std::move(merge)), place_(std::move(place)) {}

  // Each partition's call in a context of `contexts`, in order.
  void Start(std::vector<std::unique_ptr<grpc::ClientContext>> contexts, const Ask& ask) {
    contexts_ = std::move(contexts);
    answers_.resize(contexts_.size());
    statuses_.resize(contexts_.size());
    left_ = contexts_.size();
    for (size_t i = 0; i < contexts_.size(); ++i) {
      ask(i, contexts_[i].get(), &answers_[i], [self = this->shared_from_this(), i](grpc::Status status) {
        self->statuses_[i] = std::move(status);
        if (--self->left_ == 0) self->Finish();
      });
    }
  }

 private:
  void Finish() {
    const grpc::Status failed = FirstError();
    place_.reset();
    if (!failed.ok()) return reactor_->Finish(failed);
    absl::StatusOr<Response> merged = merge_(std::move(answers_));
    if (merged.ok()) *response_ = *std::move(merged);
    reactor_->Finish(ToRpc(merged.status()));
  }

  // What is wrong with the question comes before a partition that is away.
  grpc::Status FirstError() const {
    grpc::Status first;
    for (size_t i = 0; i < statuses_.size(); ++i) {
      if (statuses_[i].ok()) continue;
      const grpc::Status error = FromOneOfAll(static_cast<uint32_t>(i), statuses_[i]);
      if (error.error_code() != grpc::StatusCode::UNAVAILABLE) return error;
      if (first.ok()) first = error;
    }
    return first;
  }

  grpc::ServerUnaryReactor* const reactor_;
  Response* const response_;
  const Merge merge_;
  // Given back before the caller is answered: whoever bounds the calls need not outlive the answer.
  std::optional<StreamLimit::Place> place_;
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts_;
  std::vector<Response> answers_;
  std::vector<grpc::Status> statuses_;
  std::atomic<size_t> left_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_GATHERED_CALL_H_

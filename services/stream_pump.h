// Server streaming with back-pressure: messages are made one at a time, on the work pool, each when the one before was
// sent. A slow reader costs no thread and no memory.
#ifndef HUIYIN_SERVICES_STREAM_PUMP_H_
#define HUIYIN_SERVICES_STREAM_PUMP_H_

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "services/held_call.h"
#include "services/log_bell.h"
#include "services/rpc_status.h"
#include "services/work_pool.h"

namespace huiyin {

enum class Pumped {
  kMessage,  // Send it.
  kNothing,  // Nothing until the bell rings again.
  kEnd,      // The stream ends well.
};

// Where the messages of one stream come from. Used by one thread at a time.
template <typename Response>
class StreamSource {
 public:
  virtual ~StreamSource() = default;
  virtual absl::StatusOr<Pumped> Next(Response& response) = 0;
};

// Serves one call and deletes itself. Pool and bell must outlive it.
template <typename Response>
class StreamPump final : public grpc::ServerWriteReactor<Response> {
 public:
  // `held` goes last of all.
  StreamPump(WorkPool& pool, LogBell& bell, std::unique_ptr<StreamSource<Response>> source, HeldCall held = nullptr)
      : held_(std::move(held)), pool_(pool), bell_(bell), source_(std::move(source)) {
    const absl::Status started = pool_.Start([this] { Step(); });
    if (!started.ok()) this->Finish(ToRpc(started));
  }

  void OnWriteDone(bool ok) override {
    if (ok) {
      pool_.Continue([this] { Step(); });
    } else {
      this->Finish(grpc::Status::CANCELLED);
    }
  }

  void OnCancel() override {
    uint64_t ticket = 0;
    {
      absl::MutexLock lock(&waiting_->mu);
      waiting_->cancelled = true;
      ticket = std::exchange(waiting_->ticket, 0);
    }
    if (ticket != 0 && bell_.Cancel(ticket)) this->Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override { delete this; }

 private:
  // Outlives the pump where a wake-up overtakes the thread that asked for it.
  struct Waiting {
    absl::Mutex mu;
    bool cancelled ABSL_GUARDED_BY(mu) = false;
    // Of the bell, while waiting for it; else 0.
    uint64_t ticket ABSL_GUARDED_BY(mu) = 0;
  };

  // Whatever it starts may end on another thread and delete this: it is always the last thing done.
  void Step() {
    const uint64_t rings = bell_.rings();
    if (Cancelled()) return this->Finish(grpc::Status::CANCELLED);
    response_.Clear();
    absl::StatusOr<Pumped> pumped = source_->Next(response_);
    if (!pumped.ok()) return this->Finish(ToRpc(pumped.status()));
    switch (*pumped) {
      case Pumped::kMessage:
        return this->StartWrite(&response_);
      case Pumped::kEnd:
        return this->Finish(grpc::Status::OK);
      case Pumped::kNothing:
        return AwaitBell(rings);
    }
  }

  bool Cancelled() {
    absl::MutexLock lock(&waiting_->mu);
    waiting_->ticket = 0;
    return waiting_->cancelled;
  }

  void AwaitBell(uint64_t rings) {
    std::shared_ptr<Waiting> waiting = waiting_;
    WorkPool& pool = pool_;
    bool cancelled = false;
    {
      absl::MutexLock lock(&waiting->mu);
      cancelled = waiting->cancelled;
      if (!cancelled) waiting->ticket = bell_.Wait(rings, [this, &pool] { pool.Continue([this] { Step(); }); });
    }
    if (cancelled) this->Finish(grpc::Status::CANCELLED);
  }

  const HeldCall held_;
  WorkPool& pool_;
  LogBell& bell_;
  const std::unique_ptr<StreamSource<Response>> source_;
  Response response_;  // gRPC's while it is written.
  const std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

// A stream that ends before it began.
template <typename Response>
class RefusedStream final : public grpc::ServerWriteReactor<Response> {
 public:
  explicit RefusedStream(const absl::Status& status) { this->Finish(ToRpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_STREAM_PUMP_H_

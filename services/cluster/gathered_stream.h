// Streams of several partitions, read side by side and written to one caller as one. Of each at most one message is
// held, and the next is asked for when that one was used: a slow reader slows them all, and costs no thread.
#ifndef HUIYIN_SERVICES_CLUSTER_GATHERED_STREAM_H_
#define HUIYIN_SERVICES_CLUSTER_GATHERED_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"
#include "grpcpp/support/server_callback.h"
#include "services/cluster/forwarding.h"
#include "services/stream_limit.h"

namespace huiyin {

// What is known of one partition's stream: its next message, or how it ended.
template <typename Response>
struct PartitionHead {
  enum class State { kAwaited, kMessage, kEnded };

  explicit PartitionHead(uint32_t of) : partition(of) {}

  uint32_t partition;
  State state = State::kAwaited;
  Response message;
  grpc::Status end;
};

// What is to be done next.
struct MergeStep {
  enum class Kind {
    kAwait,  // Until one more head is known.
    kWrite,  // `response`; the message of the head `used` has been used.
    kDrop,   // Nothing to write for the message of the head `used`.
    kEnd,    // With `end`.
  };

  static MergeStep Await() { return {}; }
  static MergeStep Write(size_t used) { return {Kind::kWrite, used, {}}; }
  static MergeStep Drop(size_t used) { return {Kind::kDrop, used, {}}; }
  static MergeStep End(grpc::Status end) { return {Kind::kEnd, 0, std::move(end)}; }

  Kind kind = Kind::kAwait;
  size_t used = 0;
  grpc::Status end;
};

// In which order. Used by one thread at a time.
template <typename Response>
class StreamMerge {
 public:
  using Heads = std::vector<PartitionHead<Response>>;

  virtual ~StreamMerge() = default;
  // May take the message out of the head that it uses.
  virtual MergeStep Next(Heads& heads, Response& response) = 0;
};

// One stream, as it is.
template <typename Response>
class PassOn final : public StreamMerge<Response> {
 public:
  MergeStep Next(typename StreamMerge<Response>::Heads& heads, Response& response) override {
    PartitionHead<Response>& only = heads.front();
    switch (only.state) {
      case PartitionHead<Response>::State::kAwaited:
        return MergeStep::Await();
      case PartitionHead<Response>::State::kMessage:
        response.Swap(&only.message);
        return MergeStep::Write(0);
      case PartitionHead<Response>::State::kEnded:
        return MergeStep::End(FromOwner(only.partition, only.end));
    }
    __builtin_unreachable();
  }
};

// One stream to be read.
template <typename Response>
struct StreamToRead {
  uint32_t partition = 0;
  std::unique_ptr<grpc::ClientContext> context;
  // Binds the call to the reader, without starting it.
  std::function<void(grpc::ClientContext*, grpc::ClientReadReactor<Response>*)> bind;
};

// `request`, asked of the partition over `channel` by `rpc`, for `call`.
template <typename Service, typename Request, typename Response>
StreamToRead<Response> ToRead(grpc::CallbackServerContext& call, uint32_t partition,
                              const std::shared_ptr<grpc::Channel>& channel, Request request,
                              void (Service::StubInterface::async_interface::*rpc)(
                                  grpc::ClientContext*, const Request*, grpc::ClientReadReactor<Response>*)) {
  StreamToRead<Response> stream;
  stream.partition = partition;
  stream.context = ForwardingContext(call, partition);
  std::shared_ptr<typename Service::StubInterface> stub = Service::NewStub(channel);
  stream.bind = [stub = std::move(stub), request = std::move(request), rpc](grpc::ClientContext* context,
                                                                            grpc::ClientReadReactor<Response>* reader) {
    (stub->async()->*rpc)(context, &request, reader);
  };
  return stream;
}

// Serves one call and goes away by itself. gRPC calls it on any thread; what is decided under the lock is done after it
// was let go, since gRPC may call back at once.
template <typename Response>
class GatheredStream final : public grpc::ServerWriteReactor<Response> {
 public:
  static GatheredStream* Start(std::vector<StreamToRead<Response>> streams,
                               std::unique_ptr<StreamMerge<Response>> merge, StreamLimit::Place place) {
    std::shared_ptr<GatheredStream> stream(new GatheredStream(std::move(streams), std::move(merge), std::move(place)));
    {
      absl::MutexLock lock(&stream->mu_);
      stream->self_ = stream;
    }
    for (const std::unique_ptr<Reader>& reader : stream->readers_) reader->Begin();
    return stream.get();
  }

  void OnWriteDone(bool ok) override {
    Handle([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
      writing_ = false;
      cancelled_ = cancelled_ || !ok;
    });
  }
  void OnCancel() override {
    Handle([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { cancelled_ = true; });
  }
  void OnDone() override {
    Handle([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
      --open_;
      // Whoever bounds the streams need not outlive the partitions' ends.
      place_.reset();
    });
  }

 private:
  using State = typename PartitionHead<Response>::State;

  // One partition's stream. gRPC's hold keeps the call open between two reads.
  class Reader final : public grpc::ClientReadReactor<Response> {
   public:
    Reader(GatheredStream& stream, size_t index, StreamToRead<Response> to_read)
        : stream_(stream), index_(index), to_read_(std::move(to_read)) {}

    void Begin() {
      to_read_.bind(to_read_.context.get(), this);
      this->AddHold();
      Read();
      this->StartCall();
    }
    void Read() { this->StartRead(&stream_.heads_[index_].message); }
    void Cancel() { to_read_.context->TryCancel(); }

    void OnReadDone(bool ok) override { stream_.OnRead(index_, ok); }
    void OnDone(const grpc::Status& status) override { stream_.OnEnded(index_, status); }

   private:
    GatheredStream& stream_;
    const size_t index_;
    const StreamToRead<Response> to_read_;
  };

  // What is to be done without the lock, in this order.
  struct Work {
    std::vector<size_t> reads;
    bool write = false;
    bool finish = false;
    grpc::Status end;
    std::vector<size_t> releases;
  };

  GatheredStream(std::vector<StreamToRead<Response>> streams, std::unique_ptr<StreamMerge<Response>> merge,
                 StreamLimit::Place place)
      : merge_(std::move(merge)), open_(streams.size() + 1), place_(std::move(place)) {
    for (StreamToRead<Response>& stream : streams) {
      heads_.emplace_back(stream.partition);
      readers_.push_back(std::make_unique<Reader>(*this, readers_.size(), std::move(stream)));
    }
  }

  void OnRead(size_t index, bool ok) {
    Handle([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
      if (ok && !finished_) {
        heads_[index].state = State::kMessage;
      } else {
        work_.releases.push_back(index);
      }
    });
  }
  void OnEnded(size_t index, const grpc::Status& status) {
    Handle([&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
      --open_;
      heads_[index].state = State::kEnded;
      heads_[index].end = status;
    });
  }

  // Every call of gRPC comes through here.
  template <typename Note>
  void Handle(Note note) {
    // Stays until the end of this call, also where the last of what is open ends meanwhile.
    std::shared_ptr<GatheredStream> self;
    Work work;
    {
      absl::MutexLock lock(&mu_);
      self = self_;
      note();
      Decide();
      work = std::exchange(work_, Work());
      if (open_ == 0) self_ = nullptr;
    }
    Do(work);
  }

  void Decide() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    while (!writing_ && !finished_) {
      if (cancelled_) return Conclude(grpc::Status::CANCELLED);
      response_.Clear();
      MergeStep step = merge_->Next(heads_, response_);
      switch (step.kind) {
        case MergeStep::Kind::kAwait:
          return;
        case MergeStep::Kind::kWrite:
          writing_ = work_.write = true;
          [[fallthrough]];
        case MergeStep::Kind::kDrop:
          heads_[step.used].state = State::kAwaited;
          work_.reads.push_back(step.used);
          break;
        case MergeStep::Kind::kEnd:
          return Conclude(std::move(step.end));
      }
    }
  }

  void Conclude(grpc::Status end) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    finished_ = work_.finish = true;
    work_.end = std::move(end);
    // The others are being read, and let go in OnRead.
    for (size_t i = 0; i < heads_.size(); ++i) {
      if (heads_[i].state == State::kMessage) work_.releases.push_back(i);
    }
  }

  void Do(const Work& work) {
    for (size_t index : work.reads) readers_[index]->Read();
    if (work.write) this->StartWrite(&response_);
    if (work.finish) {
      for (const std::unique_ptr<Reader>& reader : readers_) reader->Cancel();
      this->Finish(work.end);
    }
    for (size_t index : work.releases) readers_[index]->RemoveHold();
  }

  const std::unique_ptr<StreamMerge<Response>> merge_;
  std::vector<std::unique_ptr<Reader>> readers_;

  absl::Mutex mu_;
  // A message is gRPC's while its head is awaited.
  typename StreamMerge<Response>::Heads heads_;
  Response response_;  // gRPC's while writing_.
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  bool finished_ ABSL_GUARDED_BY(mu_) = false;
  Work work_ ABSL_GUARDED_BY(mu_);
  // The caller's call, and the partitions' streams, that are not done yet.
  size_t open_ ABSL_GUARDED_BY(mu_);
  std::optional<StreamLimit::Place> place_ ABSL_GUARDED_BY(mu_);
  std::shared_ptr<GatheredStream> self_ ABSL_GUARDED_BY(mu_);
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_GATHERED_STREAM_H_

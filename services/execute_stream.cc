#include "services/execute_stream.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "base/error.h"
#include "google/protobuf/arena.h"
#include "grpcpp/alarm.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

// How soon a group that found its lane full is offered again.
constexpr std::chrono::milliseconds kQueueRetryDelay(2);

// One message of the stream, from its arrival to its answer. A thousand commands in one piece of memory are made and
// dropped in a fraction of the time.
struct Message {
  google::protobuf::Arena arena;
  v1::ExecuteRequest& request = *google::protobuf::Arena::CreateMessage<v1::ExecuteRequest>(&arena);
  uint64_t first_index = 0;
  // One for each command.
  std::vector<absl::StatusOr<CommandReceipt>> outcomes;
  // Groups that were not answered yet.
  size_t groups_open = 0;
};

// A group on its way to its lane.
struct Parcel {
  uint32_t lane = 0;
  std::unique_ptr<CommandGroup> group;
};

absl::Status MessageTooLarge() {
  return Error(absl::StatusCode::kInvalidArgument, "MESSAGE_TOO_LARGE", "at most 1,024 commands and 1 MiB a message",
               "每条消息至多 1024 条命令、1 MiB", "commands");
}

absl::Status ShuttingDown() {
  return Error(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
               "the server is shutting down; retry with the same command_id",
               "服务器正在停止；请稍后用同一 command_id 重试");
}

}  // namespace

class ExecuteStreams::Stream final : public Reactor {
 public:
  Stream(grpc::CallbackServerContext& context, ExecuteStreams& streams, absl::StatusOr<StreamLimit::Place> place)
      : streams_(streams), gateway_(streams.gateway_), place_(std::move(place)) {
    absl::StatusOr<Caller> caller = CallerOf(context, gateway_.authenticator());
    Todo todo;
    {
      absl::MutexLock lock(&mu_);
      if (caller.ok()) {
        caller_ = *std::move(caller);
      } else {
        Refuse(caller.status());
      }
      if (!place_.ok()) Refuse(place_.status());
      todo = Next();
    }
    Do(this, todo);
  }

  void OnReadDone(bool ok) override {
    Todo todo;
    {
      absl::MutexLock lock(&mu_);
      reading_ = false;
      if (ok && !no_more_reads_) {
        Take();
      } else {
        no_more_reads_ = true;
      }
      todo = Next();
    }
    Do(this, todo);
  }

  void OnWriteDone(bool ok) override {
    Todo todo;
    {
      absl::MutexLock lock(&mu_);
      writing_ = false;
      // The client is gone; what was taken is still executed.
      if (!ok) no_more_reads_ = broken_ = true;
      todo = Next();
    }
    Do(this, todo);
  }

  void OnCancel() override {
    absl::MutexLock lock(&mu_);
    no_more_reads_ = broken_ = true;
  }

  void OnDone() override {
    {
      absl::MutexLock lock(&streams_.mu_);
      streams_.open_.erase(this);
    }
    delete this;
  }

  // Takes no more; ends when what was taken is answered. Calls nothing back before it returns.
  void Close() {
    absl::MutexLock lock(&mu_);
    if (finished_ || close_pending_) return;
    close_pending_ = true;
    close_alarm_.Set(std::chrono::system_clock::now(), [this](bool) { OnClose(); });
  }

 private:
  // What to start once the lock is released. When it holds nothing, the stream may already be gone by then.
  struct Todo {
    v1::ExecuteRequest* read = nullptr;
    bool write = false;
    bool retry = false;
    bool finish = false;
    grpc::Status status;
    std::vector<std::unique_ptr<CommandGroup>> given_up;
  };

  void Refuse(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    if (status_.ok()) status_ = std::move(status);
    no_more_reads_ = true;
  }

  // Splits the message just read into groups, one a lane.
  void Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    Message* message = incoming_.get();
    if (message->request.commands_size() > kExecuteCommandsMax ||
        message->request.ByteSizeLong() > kExecuteMessageBytesMax) {
      Refuse(MessageTooLarge());
      return;
    }
    message->first_index = commands_taken_;
    commands_taken_ += message->request.commands_size();
    message->outcomes.resize(message->request.commands_size());
    messages_.push_back(std::move(incoming_));

    struct Share {
      std::unique_ptr<CommandGroup> group = std::make_unique<CommandGroup>();
      std::vector<int> indexes;  // Into the message.
    };
    std::map<uint32_t, Share> shares;
    for (int i = 0; i < message->request.commands_size(); ++i) {
      v1::Command& command = *message->request.mutable_commands(i);
      absl::StatusOr<PreparedCommand> prepared = gateway_.Admit(caller_, message->request.historical(), command);
      if (!prepared.ok()) {
        message->outcomes[i] = prepared.status();
        continue;
      }
      Share& share = shares[gateway_.lanes().LaneOf(LedgerId(command.ledger_id()))];
      share.group->commands.push_back(*std::move(prepared));
      share.indexes.push_back(i);
    }
    message->groups_open = shares.size();
    for (auto& [lane, share] : shares) {
      share.group->done = [this, message, indexes = std::move(share.indexes)](CommandGroup& group) {
        Answered(*message, indexes, group);
      };
      share.group->broken = broken_order_;
      parcels_.push_back({lane, std::move(share.group)});
    }
    Send();
  }

  // Hands parcels to their lanes, in order, until one is full.
  void Send() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    while (!parcels_.empty()) {
      Parcel& parcel = parcels_.front();
      absl::Status taken = gateway_.lanes().Submit(parcel.lane, parcel.group);
      if (taken.code() == absl::StatusCode::kResourceExhausted) return;
      if (!taken.ok()) {
        GiveUp(taken);
        return;
      }
      parcels_.pop_front();
    }
  }

  // Nothing that is not in a lane yet will be executed.
  void GiveUp(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    std::deque<Parcel> parcels = std::move(parcels_);
    parcels_.clear();
    for (Parcel& parcel : parcels) {
      parcel.group->outcomes.assign(parcel.group->commands.size(), status);
      given_up_.push_back(std::move(parcel.group));
    }
    Refuse(status);
  }

  // What was not executed for the server's sake will be sent again; nothing that comes after it may overtake it.
  void BreakOff(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    *broken_order_ = true;
    // Its client may be waiting for answers before it says more.
    closing_ = true;
    GiveUp(status);
  }

  void Answered(Message& message, const std::vector<int>& indexes, CommandGroup& group) {
    Todo todo;
    {
      absl::MutexLock lock(&mu_);
      for (size_t i = 0; i < indexes.size(); ++i) {
        if (absl::IsUnavailable(group.outcomes[i].status())) BreakOff(group.outcomes[i].status());
        message.outcomes[indexes[i]] = std::move(group.outcomes[i]);
      }
      --message.groups_open;
      todo = Next();
    }
    Do(this, todo);
  }

  void OnRetry() {
    Todo todo;
    {
      absl::MutexLock lock(&mu_);
      retrying_ = false;
      Send();
      todo = Next();
    }
    Do(this, todo);
  }

  void OnClose() {
    Todo todo;
    {
      absl::MutexLock lock(&mu_);
      close_pending_ = false;
      closing_ = true;
      Refuse(ShuttingDown());
      todo = Next();
    }
    Do(this, todo);
  }

  // The one place that says what comes next.
  Todo Next() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    Todo todo;
    if (finished_) return todo;
    if (broken_) {
      while (!messages_.empty() && messages_.front()->groups_open == 0 && !writing_) messages_.pop_front();
    }
    if (!writing_ && !messages_.empty() && messages_.front()->groups_open == 0) {
      FillAnswer(*messages_.front());
      messages_.pop_front();
      todo.write = writing_ = true;
    }
    if (!parcels_.empty() && !retrying_) todo.retry = retrying_ = true;
    if (!no_more_reads_ && !reading_ && parcels_.empty() && messages_.size() < kMessagesInFlightMax) {
      incoming_ = std::make_unique<Message>();
      todo.read = &incoming_->request;
      reading_ = true;
    }
    // A call that closes does not wait for a client that has nothing to say.
    const bool idle = (!reading_ || closing_) && !writing_ && !retrying_ && !close_pending_ && messages_.empty();
    if (no_more_reads_ && idle) {
      todo.finish = finished_ = true;
      todo.status = ToRpc(status_);
    }
    todo.given_up.swap(given_up_);
    return todo;
  }

  void FillAnswer(const Message& message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    answer_.Clear();
    answer_.mutable_outcomes()->Reserve(message.request.commands_size());
    for (int i = 0; i < message.request.commands_size(); ++i) {
      v1::CommandOutcome& outcome = *answer_.add_outcomes();
      outcome.set_index(message.first_index + i);
      if (message.outcomes[i].ok()) {
        SetReceipt(message.request.commands(i), *message.outcomes[i], *outcome.mutable_receipt());
      } else {
        *outcome.mutable_refusal() = ToRefusal(message.outcomes[i].status());
      }
    }
  }

  // Outside the lock: gRPC may call back at once. Touches the stream only for what there is to do.
  static void Do(Stream* stream, Todo& todo) {
    if (todo.read) stream->StartRead(todo.read);
    if (todo.write) stream->StartWrite(&stream->answer_);
    if (todo.retry) {
      stream->alarm_.Set(std::chrono::system_clock::now() + kQueueRetryDelay, [stream](bool) { stream->OnRetry(); });
    }
    for (std::unique_ptr<CommandGroup>& group : todo.given_up) group->done(*group);
    if (todo.finish) stream->Finish(std::move(todo.status));
  }

  ExecuteStreams& streams_;
  const CommandGateway& gateway_;
  const absl::StatusOr<StreamLimit::Place> place_;
  Caller caller_;
  grpc::Alarm alarm_;
  grpc::Alarm close_alarm_;
  // Of all groups of the stream.
  const std::shared_ptr<std::atomic<bool>> broken_order_ = std::make_shared<std::atomic<bool>>(false);

  absl::Mutex mu_;
  std::unique_ptr<Message> incoming_ ABSL_GUARDED_BY(mu_);  // gRPC's while reading_.
  v1::ExecuteResponse answer_;                              // gRPC's while writing_.
  // Under way, in the order of their coming.
  std::deque<std::unique_ptr<Message>> messages_ ABSL_GUARDED_BY(mu_);
  std::deque<Parcel> parcels_ ABSL_GUARDED_BY(mu_);
  std::vector<std::unique_ptr<CommandGroup>> given_up_ ABSL_GUARDED_BY(mu_);
  uint64_t commands_taken_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
  bool reading_ ABSL_GUARDED_BY(mu_) = false;
  bool writing_ ABSL_GUARDED_BY(mu_) = false;
  bool retrying_ ABSL_GUARDED_BY(mu_) = false;
  bool no_more_reads_ ABSL_GUARDED_BY(mu_) = false;
  bool broken_ ABSL_GUARDED_BY(mu_) = false;
  bool close_pending_ ABSL_GUARDED_BY(mu_) = false;
  bool closing_ ABSL_GUARDED_BY(mu_) = false;
  bool finished_ ABSL_GUARDED_BY(mu_) = false;
};

ExecuteStreams::Reactor* ExecuteStreams::Start(grpc::CallbackServerContext& context) {
  auto* stream = new Stream(context, *this, limit_.Take());
  absl::MutexLock lock(&mu_);
  open_.insert(stream);
  if (stopped_) stream->Close();
  return stream;
}

void ExecuteStreams::Stop() {
  absl::MutexLock lock(&mu_);
  if (std::exchange(stopped_, true)) return;
  for (Stream* stream : open_) stream->Close();
}

}  // namespace huiyin

#include "tools/bench/unary_load.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "huiyin/v1/receipt.pb.h"

namespace huiyin {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr absl::Duration kCallTimeout = absl::Seconds(60);

// The field of the oneof `command` that is set.
const FieldDescriptor& BodyField(const v1::Command& command) {
  const FieldDescriptor* field =
      command.GetReflection()->GetOneofFieldDescriptor(command, v1::Command::descriptor()->FindOneofByName("command"));
  CHECK(field != nullptr);
  return *field;
}

v1::CommandHeader HeaderOf(const v1::Command& command) {
  v1::CommandHeader header;
  header.set_command_id(command.command_id());
  header.set_ledger_id(command.ledger_id());
  *header.mutable_occurred_at() = command.occurred_at();
  *header.mutable_actor() = command.actor();
  return header;
}

void AppendField(int number, const Message& message, std::string& out) {
  const std::string bytes = message.SerializeAsString();
  out.push_back(static_cast<char>(number << 3 | 2));
  for (size_t size = bytes.size(); true; size >>= 7) {
    out.push_back(static_cast<char>((size & 0x7f) | (size > 0x7f ? 0x80 : 0)));
    if (size <= 0x7f) break;
  }
  out.append(bytes);
}

// Keeps `in_flight` calls under way until all are done. Its slots call themselves again from gRPC's threads.
class Load {
 public:
  Load(const std::shared_ptr<grpc::Channel>& channel, size_t in_flight, absl::Span<const PreparedCall> calls)
      : calls_(calls), stub_(channel), latencies_(calls.size()), slots_(std::min(in_flight, calls.size())) {}

  absl::StatusOr<LoadResult> Run() {
    open_ = slots_.size();
    const absl::Time start = absl::Now();
    for (Slot& slot : slots_) StartNext(slot);
    absl::MutexLock lock(&mu_);
    const auto done = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return open_ == 0; };
    mu_.Await(absl::Condition(&done));
    LoadResult result{absl::Now() - start, std::move(latencies_)};
    std::sort(result.latencies.begin(), result.latencies.end());
    if (!refusal_.empty()) return absl::InternalError(refusal_);
    return result;
  }

 private:
  struct Slot {
    size_t call = 0;
    absl::Time start;
    std::optional<grpc::ClientContext> context;
    grpc::ByteBuffer answer;
  };

  void StartNext(Slot& slot) {
    slot.call = next_.fetch_add(1);
    if (slot.call >= calls_.size() || stopped_) {
      absl::MutexLock lock(&mu_);
      --open_;
      return;
    }
    slot.start = absl::Now();
    slot.context.emplace();
    slot.context->set_deadline(absl::ToChronoTime(slot.start + kCallTimeout));
    slot.answer.Clear();
    const PreparedCall& call = calls_[slot.call];
    stub_.UnaryCall(&*slot.context, call.method, {}, &call.request, &slot.answer,
                    [this, &slot](const grpc::Status& status) { Answered(slot, status); });
  }

  void Answered(Slot& slot, const grpc::Status& status) {
    latencies_[slot.call] = absl::Now() - slot.start;
    if (!status.ok()) {
      absl::MutexLock lock(&mu_);
      if (refusal_.empty()) refusal_ = absl::StrCat(calls_[slot.call].method, ": ", status.error_message());
      stopped_ = true;
    }
    StartNext(slot);
  }

  const absl::Span<const PreparedCall> calls_;
  grpc::GenericStub stub_;
  // Each element is written by the slot that has the call.
  std::vector<absl::Duration> latencies_;
  std::vector<Slot> slots_;
  std::atomic<size_t> next_ = 0;
  std::atomic<bool> stopped_ = false;

  absl::Mutex mu_;
  size_t open_ ABSL_GUARDED_BY(mu_) = 0;
  std::string refusal_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

PreparedCall PrepareCall(const v1::Command& command) {
  // `Rpc(RpcRequest)`, where RpcRequest has the header as field 1 and the body, a message named Rpc, as field 2.
  const FieldDescriptor& body = BodyField(command);
  const std::string& rpc = body.message_type()->name();
  const Descriptor* request = body.file()->pool()->FindMessageTypeByName("huiyin.v1." + rpc + "Request");
  CHECK(request != nullptr);
  const char* service =
      absl::StrContains(request->file()->name(), "ledger_service") ? "LedgerService" : "ProposalService";
  std::string bytes;
  AppendField(1, HeaderOf(command), bytes);
  AppendField(2, command.GetReflection()->GetMessage(command, &body), bytes);
  const grpc::Slice slice(bytes);
  return {absl::StrCat("/huiyin.v1.", service, "/", rpc), grpc::ByteBuffer(&slice, 1)};
}

absl::Duration LoadResult::Percentile(double percent) const {
  const double rank = std::ceil(percent / 100 * static_cast<double>(latencies.size()));
  return latencies[static_cast<size_t>(std::max(rank, 1.0)) - 1];
}

std::shared_ptr<grpc::Channel> LoopbackChannel(int port) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials(), arguments);
}

absl::StatusOr<LoadResult> RunUnaryLoad(const std::shared_ptr<grpc::Channel>& channel, size_t in_flight,
                                        absl::Span<const PreparedCall> calls) {
  return Load(channel, in_flight, calls).Run();
}

}  // namespace huiyin

#include "tools/cli/bulk_execute.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

// Not a word about the command, but about the server: the run is over.
bool IsServerFailure(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kUnknown:
      return true;
    default:
      return false;
  }
}

}  // namespace

BulkExecute::BulkExecute(Connection& connection, bool historical, absl::Duration patience, ImportReport& report)
    : connection_(connection), historical_(historical), patience_(patience, connection), report_(report) {
  OpenStream();
}

BulkExecute::~BulkExecute() { Finish().IgnoreError(); }

void BulkExecute::OpenStream() {
  context_ = std::make_unique<grpc::ClientContext>();
  connection_.Prepare(*context_, absl::InfiniteDuration());
  stub_ = v1::ProposalService::NewStub(connection_.channel());
  stream_ = stub_->Execute(context_.get());
  {
    absl::MutexLock lock(&mu_);
    sent_ = answered_before_ = answered_;
    ended_ = false;
    failure_ = absl::OkStatus();
  }
  reader_ = std::thread([this] { ReadOutcomes(); });
}

absl::Status BulkExecute::CloseStream() {
  stream_->WritesDone();
  reader_.join();
  const absl::Status ended = FromRpc(stream_->Finish());
  absl::MutexLock lock(&mu_);
  if (!failure_.ok()) return failure_;
  if (!ended.ok() || lines_.empty()) return ended;
  return Error(absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE", "the server ended before it answered everything",
               "服务器在全部答复之前中断");
}

bool BulkExecute::OpenAgain(const absl::Status& why) {
  {
    absl::MutexLock lock(&mu_);
    if (answered_ > answered_before_) patience_.Answered();
  }
  finished_ = !patience_.Again(why);
  if (finished_) {
    result_ = why;
  } else {
    OpenStream();
  }
  return !finished_;
}

bool BulkExecute::Enqueue(Line line) {
  while (!finished_) {
    bool has_ended = false;
    {
      absl::MutexLock lock(&mu_);
      if (!IsFull()) {
        bytes_ += line.bytes;
        lines_.push_back(std::move(line));
        ReportMalformed();
        return true;
      }
    }
    // What stands in the way may not be sent yet.
    if (!Flush()) return false;
    {
      absl::MutexLock lock(&mu_);
      const auto may_go_on = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return ended_ || !IsFull(); };
      mu_.Await(absl::Condition(&may_go_on));
      has_ended = ended_ && IsFull();
    }
    if (has_ended && !OpenAgain(CloseStream())) return false;
  }
  return false;
}

bool BulkExecute::Send(uint64_t line, v1::Command& command) {
  const size_t bytes = command.ByteSizeLong();
  const bool full = unsent_ >= kMessageCommandsMax || unsent_bytes_ + bytes > kMessageBytesMax;
  if (full && !Flush()) return false;
  auto kept = std::make_unique<v1::Command>();
  kept->Swap(&command);
  if (!Enqueue({line, absl::OkStatus(), std::move(kept), bytes})) return false;
  ++unsent_;
  unsent_bytes_ += bytes;
  return true;
}

bool BulkExecute::Skip(uint64_t line, absl::Status malformed) {
  return Enqueue({line, std::move(malformed), nullptr, 0});
}

void BulkExecute::FillRequest() {
  absl::MutexLock lock(&mu_);
  sent_ = std::max(sent_, answered_);
  size_t bytes = 0;
  for (; sent_ < answered_ + lines_.size() && request_.commands_size() < kMessageCommandsMax; ++sent_) {
    Line& line = lines_[sent_ - answered_];
    if (line.command == nullptr) continue;
    if (bytes > 0 && bytes + line.bytes > kMessageBytesMax) break;
    bytes += line.bytes;
    request_.mutable_commands()->UnsafeArenaAddAllocated(line.command.get());
  }
}

bool BulkExecute::Flush() {
  unsent_ = 0;
  unsent_bytes_ = 0;
  request_.set_historical(historical_);
  while (!finished_) {
    FillRequest();
    if (request_.commands_size() == 0) return true;
    const bool written = stream_->Write(request_);
    // They are the lines' own; those that were answered meanwhile are gone.
    request_.mutable_commands()->UnsafeArenaExtractSubrange(0, request_.commands_size(), nullptr);
    if (!written) OpenAgain(CloseStream());
  }
  return false;
}

void BulkExecute::ReadOutcomes() {
  v1::ExecuteResponse response;
  bool going_on = true;
  while (going_on && stream_->Read(&response)) {
    absl::MutexLock lock(&mu_);
    // After the first that failed the server executes none; it ends the stream by itself.
    for (int i = 0; failure_.ok() && going_on && i < response.outcomes_size(); ++i) {
      going_on = ReportOutcome(response.outcomes(i));
    }
    if (absl::Status written = report_.Flush(); going_on && !written.ok()) {
      failure_ = std::move(written);
      going_on = false;
    }
  }
  if (!going_on) context_->TryCancel();
  absl::MutexLock lock(&mu_);
  ended_ = true;
}

bool BulkExecute::ReportOutcome(const v1::CommandOutcome& outcome) {
  if (lines_.empty()) {
    failure_ = Error(absl::StatusCode::kInternal, "SERVER_CONFUSED", "the server answered more commands than were sent",
                     "服务器答复的命令多于发送的命令");
    return false;
  }
  const uint64_t line = lines_.front().number;
  if (outcome.has_receipt()) {
    report_.Taken(line, outcome.receipt());
  } else {
    absl::Status refusal = FromRefusal(outcome.refusal());
    if (IsServerFailure(refusal)) {
      failure_ = std::move(refusal);
      return absl::IsUnavailable(failure_);
    }
    report_.Refused(line, refusal);
  }
  DropFirst();
  ReportMalformed();
  return true;
}

void BulkExecute::DropFirst() {
  bytes_ -= lines_.front().bytes;
  lines_.pop_front();
  ++answered_;
}

void BulkExecute::ReportMalformed() {
  while (!lines_.empty() && !lines_.front().malformed.ok()) {
    report_.Refused(lines_.front().number, lines_.front().malformed);
    DropFirst();
  }
}

absl::Status BulkExecute::Finish() {
  while (!finished_ && Flush()) {
    const absl::Status why = CloseStream();
    if (!why.ok()) {
      OpenAgain(why);
      continue;
    }
    finished_ = true;
    absl::MutexLock lock(&mu_);
    result_ = report_.Flush();
  }
  return result_;
}

}  // namespace huiyin

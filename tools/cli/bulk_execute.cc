#include "tools/cli/bulk_execute.h"

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

BulkExecute::BulkExecute(const Connection& connection, bool historical, ImportReport& report)
    : historical_(historical), stub_(v1::ProposalService::NewStub(connection.channel())), report_(report) {
  connection.Prepare(context_, absl::InfiniteDuration());
  stream_ = stub_->Execute(&context_);
  reader_ = std::thread([this] { ReadOutcomes(); });
}

BulkExecute::~BulkExecute() { Finish().IgnoreError(); }

bool BulkExecute::IsFull() {
  absl::MutexLock lock(&mu_);
  return lines_.size() >= kUnderWayMax;
}

bool BulkExecute::Enqueue(Line line) {
  // What stands in the way may still lie in the unsent request.
  if (IsFull() && !Flush()) return false;
  absl::MutexLock lock(&mu_);
  const auto may_go_on = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return ended_ || lines_.size() < kUnderWayMax; };
  mu_.Await(absl::Condition(&may_go_on));
  if (ended_) return false;
  lines_.push_back(std::move(line));
  ReportMalformed();
  return true;
}

bool BulkExecute::Send(uint64_t line, v1::Command& command) {
  const size_t bytes = command.ByteSizeLong();
  const bool full = request_.commands_size() >= kMessageCommandsMax || request_bytes_ + bytes > kMessageBytesMax;
  if (full && !Flush()) return false;
  if (!Enqueue({line, absl::OkStatus()})) return false;
  request_.add_commands()->Swap(&command);
  request_bytes_ += bytes;
  return true;
}

bool BulkExecute::Skip(uint64_t line, absl::Status malformed) { return Enqueue({line, std::move(malformed)}); }

bool BulkExecute::Flush() {
  if (request_.commands_size() == 0) return true;
  request_.set_historical(historical_);
  const bool sent = stream_->Write(request_);
  request_.Clear();
  request_bytes_ = 0;
  return sent;
}

void BulkExecute::ReadOutcomes() {
  v1::ExecuteResponse response;
  bool going_on = true;
  while (going_on && stream_->Read(&response)) {
    absl::MutexLock lock(&mu_);
    for (const v1::CommandOutcome& outcome : response.outcomes()) {
      if (!(going_on = ReportOutcome(outcome))) break;
    }
    if (absl::Status written = report_.Flush(); going_on && !written.ok()) {
      failure_ = std::move(written);
      going_on = false;
    }
  }
  if (!going_on) context_.TryCancel();
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
      return false;
    }
    report_.Refused(line, refusal);
  }
  lines_.pop_front();
  ReportMalformed();
  return true;
}

void BulkExecute::ReportMalformed() {
  for (; !lines_.empty() && !lines_.front().malformed.ok(); lines_.pop_front()) {
    report_.Refused(lines_.front().number, lines_.front().malformed);
  }
}

absl::Status BulkExecute::Finish() {
  if (finished_) return result_;
  finished_ = true;
  Flush();
  stream_->WritesDone();
  reader_.join();
  const absl::Status ended = FromRpc(stream_->Finish());
  absl::MutexLock lock(&mu_);
  if (!failure_.ok()) {
    result_ = failure_;
  } else if (!ended.ok()) {
    result_ = ended;
  } else if (!lines_.empty()) {
    result_ = Error(absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE",
                    "the server ended before it answered everything", "服务器在全部答复之前中断");
  } else {
    result_ = report_.Flush();
  }
  return result_;
}

}  // namespace huiyin

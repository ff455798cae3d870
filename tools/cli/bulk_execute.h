// Many commands through ProposalService.Execute: batched, with a bounded number under way, outcomes reported in the
// order of the file.
#ifndef HUIYIN_TOOLS_CLI_BULK_EXECUTE_H_
#define HUIYIN_TOOLS_CLI_BULK_EXECUTE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "huiyin/v1/proposal_service.grpc.pb.h"
#include "tools/cli/connection.h"
#include "tools/cli/import_report.h"

namespace huiyin {

// One stream. Send and Skip, then Finish; all from one thread. Outcomes come back on a thread of its own, so that the
// report is nobody else's until Finish returns.
class BulkExecute {
 public:
  // Limits of a message, and of what was sent and not answered yet.
  static constexpr int kMessageCommandsMax = 512;
  static constexpr size_t kMessageBytesMax = 256 << 10;
  static constexpr size_t kUnderWayMax = 8'192;

  BulkExecute(const Connection& connection, bool historical, ImportReport& report);
  // As Finish.
  ~BulkExecute();

  // Takes over the command of line `line`. False: the stream has ended; Finish says why.
  bool Send(uint64_t line, v1::Command& command);
  // A malformed line, told in its turn.
  bool Skip(uint64_t line, absl::Status malformed);

  // Sends the rest and waits for all outcomes. An error when the server did not answer every command (kUnavailable,
  // kDataLoss …), or the outcomes could not be written. What was answered is in the report.
  absl::Status Finish();

 private:
  // A line whose outcome was not reported yet; its status is not OK when it needs none from the server.
  struct Line {
    uint64_t number;
    absl::Status malformed;
  };

  bool Flush();
  bool IsFull();
  bool Enqueue(Line line);
  void ReadOutcomes();
  bool ReportOutcome(const v1::CommandOutcome& outcome) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ReportMalformed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const bool historical_;
  const std::unique_ptr<v1::ProposalService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ExecuteRequest, v1::ExecuteResponse>> stream_;
  v1::ExecuteRequest request_;
  size_t request_bytes_ = 0;
  bool finished_ = false;
  absl::Status result_;

  absl::Mutex mu_;
  ImportReport& report_ ABSL_GUARDED_BY(mu_);
  std::deque<Line> lines_ ABSL_GUARDED_BY(mu_);
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mu_);
  // Last: it uses the rest.
  std::thread reader_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_BULK_EXECUTE_H_

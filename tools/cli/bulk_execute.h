// Many commands through ProposalService.Execute: batched, with a bounded number under way, outcomes reported in the
// order of the file. A stream that broke is opened again, and goes on with the first line that was not answered, so
// that the order is the file's.
#ifndef HUIYIN_TOOLS_CLI_BULK_EXECUTE_H_
#define HUIYIN_TOOLS_CLI_BULK_EXECUTE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "huiyin/v1/proposal_service.grpc.pb.h"
#include "tools/cli/connection.h"
#include "tools/cli/import_report.h"
#include "tools/cli/patience.h"

namespace huiyin {

// Send and Skip, then Finish; all from one thread. Outcomes come back on a thread of its own, so that the report is
// nobody else's until Finish returns.
class BulkExecute {
 public:
  // Limits of a message, and of what was given and not answered yet.
  static constexpr int kMessageCommandsMax = 512;
  static constexpr size_t kMessageBytesMax = 256 << 10;
  static constexpr size_t kUnderWayMax = 8'192;
  static constexpr size_t kUnderWayBytesMax = 32 << 20;

  // `patience`: how long a stream that broke is opened again without any line answered. `connection` must outlive it.
  BulkExecute(Connection& connection, bool historical, absl::Duration patience, ImportReport& report);
  // As Finish.
  ~BulkExecute();

  // Takes over the command of line `line`. False: it is over; Finish says why.
  bool Send(uint64_t line, v1::Command& command);
  // A malformed line, told in its turn.
  bool Skip(uint64_t line, absl::Status malformed);

  // Sends the rest and waits for all outcomes. An error when the server did not answer every command (kUnavailable,
  // kDataLoss …), or the outcomes could not be written. What was answered is in the report.
  absl::Status Finish();

 private:
  // A line whose outcome was not reported yet.
  struct Line {
    uint64_t number = 0;
    // Not OK: it needs no outcome from the server.
    absl::Status malformed;
    std::unique_ptr<v1::Command> command;
    size_t bytes = 0;
  };

  void OpenStream();
  // Waits for the outcomes of all that was sent. Why not every line is answered; OK: every one is.
  absl::Status CloseStream();
  // After a stream that ended. False: so it ends for good.
  bool OpenAgain(const absl::Status& why);
  bool Enqueue(Line line);
  bool IsFull() const ABSL_SHARED_LOCKS_REQUIRED(mu_) {
    return lines_.size() >= kUnderWayMax || bytes_ >= kUnderWayBytesMax;
  }
  // Sends all lines that were not sent in this stream.
  bool Flush();
  // The next of them that fit into one message; they stay in lines_.
  void FillRequest();
  void ReadOutcomes();
  bool ReportOutcome(const v1::CommandOutcome& outcome) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void ReportMalformed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void DropFirst() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  Connection& connection_;
  const bool historical_;
  Patience patience_;
  std::unique_ptr<v1::ProposalService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::ExecuteRequest, v1::ExecuteResponse>> stream_;
  v1::ExecuteRequest request_;
  size_t unsent_bytes_ = 0;
  int unsent_ = 0;
  // Lines answered when the stream was opened.
  uint64_t answered_before_ = 0;
  bool finished_ = false;
  absl::Status result_;

  absl::Mutex mu_;
  ImportReport& report_ ABSL_GUARDED_BY(mu_);
  std::deque<Line> lines_ ABSL_GUARDED_BY(mu_);
  size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
  // How many lines were reported; counted as they, how many were sent in this stream.
  uint64_t answered_ ABSL_GUARDED_BY(mu_) = 0;
  uint64_t sent_ ABSL_GUARDED_BY(mu_) = 0;
  bool ended_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mu_);
  // Last: it uses the rest.
  std::thread reader_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_BULK_EXECUTE_H_

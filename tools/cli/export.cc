#include "tools/cli/export.h"

#include <cstdio>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/command_of.h"
#include "eventstore/record_codec.h"
#include "exchange/command_writer.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/record.pb.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

absl::Status OutputClosed() {
  return Error(absl::StatusCode::kUnavailable, "OUTPUT_CLOSED",
               "the output cannot be written; the export is not complete", "无法写入输出；导出不完整");
}

absl::Status LedgerUnknown(const std::string& ledger) {
  return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", ledger),
               absl::StrCat("没有登记册 ", ledger), "--ledger");
}

// Writes whole lines: one call of fwrite a message of the stream. What it writes of is no longer `awaited`.
absl::Status WriteRecords(const v1::SubscribedRecords& records, v1::Record& record, std::set<std::string>& awaited) {
  std::string lines;
  for (const std::string& bytes : records.record_bytes()) {
    RETURN_IF_ERROR(Decode(bytes, record));
    if (!awaited.empty()) awaited.erase(record.ledger_id());
    absl::StrAppend(&lines, WriteCommand(CommandOf(record)), "\n");
  }
  return std::fwrite(lines.data(), 1, lines.size(), stdout) == lines.size() ? absl::OkStatus() : OutputClosed();
}

}  // namespace

absl::Status Export(const ExportOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(options.connection, {.views = false}));
  v1::SubscribeRequest request;
  request.mutable_beginning();
  request.set_stop_when_caught_up(true);
  for (const std::string& ledger : options.ledgers) request.mutable_filter()->add_ledger_ids(ledger);

  grpc::ClientContext context;
  connection->Prepare(context, absl::InfiniteDuration());
  const auto stub = v1::SubscriptionService::NewStub(connection->channel());
  const auto stream = stub->Subscribe(&context, request);
  Progress progress("exporting 导出", 0);
  v1::SubscribeResponse response;
  v1::Record record;
  std::set<std::string> awaited(options.ledgers.begin(), options.ledgers.end());
  uint64_t exported = 0;
  absl::Status written;
  while (written.ok() && stream->Read(&response)) {
    if (!response.has_records()) continue;
    written = WriteRecords(response.records(), record, awaited);
    exported += response.records().record_bytes_size();
    progress.Show(exported, absl::StrCat(exported, " commands"));
  }
  if (!written.ok()) context.TryCancel();
  const absl::Status ended = FromRpc(stream->Finish());
  RETURN_IF_ERROR(written);
  RETURN_IF_ERROR(ended);
  if (std::fflush(stdout) != 0) return OutputClosed();
  // A ledger has at least the event that opened it.
  return awaited.empty() ? absl::OkStatus() : LedgerUnknown(*awaited.begin());
}

}  // namespace huiyin

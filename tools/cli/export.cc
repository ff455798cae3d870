#include "tools/cli/export.h"

#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <vector>

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
#include "tools/cli/ledger_choice.h"
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

// Writes whole lines: one call of fwrite a message of the stream.
absl::Status WriteRecords(const v1::SubscribedRecords& records, v1::Record& record) {
  std::string lines;
  for (const std::string& bytes : records.record_bytes()) {
    RETURN_IF_ERROR(Decode(bytes, record));
    absl::StrAppend(&lines, WriteCommand(CommandOf(record)), "\n");
  }
  return std::fwrite(lines.data(), 1, lines.size(), stdout) == lines.size() ? absl::OkStatus() : OutputClosed();
}

// Counts what it wrote in `exported`.
absl::Status ExportLedger(const Connection& connection, const std::string& ledger, Progress& progress,
                          uint64_t& exported) {
  v1::SubscribeRequest request;
  request.mutable_beginning();
  request.set_stop_when_caught_up(true);
  // Commands as they were given, but for those erased since.
  request.set_personal_data(true);
  request.mutable_filter()->add_ledger_ids(ledger);
  grpc::ClientContext context;
  connection.Prepare(context, absl::InfiniteDuration());
  const auto stub = v1::SubscriptionService::NewStub(connection.channel());
  const auto stream = stub->Subscribe(&context, request);
  v1::SubscribeResponse response;
  v1::Record record;
  const uint64_t before = exported;
  absl::Status written;
  while (written.ok() && stream->Read(&response)) {
    if (!response.has_records()) continue;
    written = WriteRecords(response.records(), record);
    exported += response.records().record_bytes_size();
    progress.Show(exported, absl::StrCat(exported, " commands"));
  }
  if (!written.ok()) context.TryCancel();
  const absl::Status ended = FromRpc(stream->Finish());
  RETURN_IF_ERROR(written);
  RETURN_IF_ERROR(ended);
  // A ledger has at least the event that opened it.
  return exported > before ? absl::OkStatus() : LedgerUnknown(ledger);
}

}  // namespace

absl::Status Export(const ExportOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(options.connection, {}));
  // Ledger after ledger, by id: how their events lie between each other in the log is chance, and no part of the
  // register.
  ASSIGN_OR_RETURN(const std::vector<std::string> chosen, NamedOrAll(*connection, options.ledgers));
  const std::set<std::string> ledgers(chosen.begin(), chosen.end());
  Progress progress("exporting 导出", 0);
  uint64_t exported = 0;
  for (const std::string& ledger : ledgers) RETURN_IF_ERROR(ExportLedger(*connection, ledger, progress, exported));
  return std::fflush(stdout) == 0 ? absl::OkStatus() : OutputClosed();
}

}  // namespace huiyin

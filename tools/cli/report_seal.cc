#include "tools/cli/report_seal.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/ledger_choice.h"
#include "tools/cli/message_json.h"
#include "tools/cli/printable.h"
#include "tools/cli/table.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;

// A command without a body, which the service puts in.
absl::StatusOr<v1::CommandHeader> HeaderOf(const OrderHeader& order) {
  ASSIGN_OR_RETURN(const v1::Command command, EnvelopeOf(order));
  v1::CommandHeader header;
  header.set_command_id(command.command_id());
  header.set_ledger_id(command.ledger_id());
  *header.mutable_occurred_at() = command.occurred_at();
  if (command.has_actor()) *header.mutable_actor() = command.actor();
  return header;
}

absl::Status Differs(const v1::RebuildReportResponse& rebuilt) {
  const std::string& id = rebuilt.sealed().seal_id();
  return Error(absl::StatusCode::kDataLoss, "SEAL_DIFFERS",
               absl::StrCat("the report does not come out as it was sealed as ", id,
                            "; `huiyin verify` says whether a record was changed"),
               absl::StrCat("重算结果与封存报表 ", id, " 不符；请用 huiyin verify 检查记录是否被改动"));
}

void PrintRebuilt(const v1::RebuildReportResponse& rebuilt, bool chinese) {
  const v1::SealReport& seal = rebuilt.sealed();
  const std::string seq = absl::StrCat(rebuilt.seq());
  if (rebuilt.differences().empty()) {
    std::printf(chinese ? "一致：%s（第 %s 条事件由 %s 封存），摘要 %s\n"
                        : "equal: %s (sealed by event %s, by %s), digest %s\n",
                Printable(seal.report()).c_str(), seq.c_str(), Printable(rebuilt.sealed_by().id()).c_str(),
                seal.digest().c_str());
    return;
  }
  Table table({{chinese ? "项目" : "what"}, {chinese ? "封存时" : "sealed"}, {chinese ? "现在" : "now"}});
  for (const v1::SealDifference& difference : rebuilt.differences()) {
    table.Add({difference.what(), difference.sealed(), difference.now()});
  }
  std::fputs(table.Render(TerminalWidth()).c_str(), stdout);
}

}  // namespace

absl::Status SealReport(const Connection& connection, const SealOptions& options) {
  v1::SealReportRequest request;
  request.set_seal_id(options.seal_id);
  ASSIGN_OR_RETURN(*request.mutable_report(), ReportRequestOf(connection, options.report));
  OrderHeader header = options.header;
  if (header.ledger.empty() && !request.report().ledger_ids().empty()) header.ledger = request.report().ledger_ids(0);
  ASSIGN_OR_RETURN(header.ledger, ChooseLedger(connection, header.ledger));
  ASSIGN_OR_RETURN(*request.mutable_header(), HeaderOf(header));
  grpc::ClientContext context;
  connection.Prepare(context, absl::InfiniteDuration());
  v1::SealReportResponse response;
  const auto stub = v1::ReportService::NewStub(connection.channel());
  const absl::Status sealed = FromRpc(stub->SealReport(&context, request, &response));
  if (!sealed.ok()) return WithAdvice(sealed, options.header, header);
  if (options.json) {
    std::puts(MessageJson(response).dump().c_str());
    return absl::OkStatus();
  }
  const bool chinese = LanguageOf(options.language) == Language::kChinese;
  std::printf(chinese ? "已封存 %s：登记册 %s 第 %s 条事件，摘要 %s\n" : "sealed %s: ledger %s, event %s, digest %s\n",
              options.seal_id.c_str(), response.receipt().ledger_id().c_str(),
              absl::StrCat(response.receipt().first_seq()).c_str(), response.sealed().digest().c_str());
  return absl::OkStatus();
}

absl::Status RebuildReport(const Connection& connection, const RebuildOptions& options) {
  v1::RebuildReportRequest request;
  ASSIGN_OR_RETURN(*request.mutable_ledger_id(), ChooseLedger(connection, options.ledger));
  request.set_seal_id(options.seal_id);
  grpc::ClientContext context;
  connection.Prepare(context, absl::InfiniteDuration());
  v1::RebuildReportResponse response;
  const auto stub = v1::ReportService::NewStub(connection.channel());
  RETURN_IF_ERROR(FromRpc(stub->RebuildReport(&context, request, &response)));
  if (options.json) {
    std::puts(MessageJson(response).dump().c_str());
  } else {
    PrintRebuilt(response, LanguageOf(options.language) == Language::kChinese);
  }
  return response.differences().empty() ? absl::OkStatus() : Differs(response);
}

}  // namespace huiyin

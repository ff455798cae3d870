#include "tools/cli/ledger_choice.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

// So many ids are named in an error.
constexpr size_t kNamedMax = 5;

}  // namespace

absl::StatusOr<std::vector<v1::LedgerFacts>> AllLedgers(const Connection& connection) {
  const auto stub = v1::QueryService::NewStub(connection.channel());
  std::vector<v1::LedgerFacts> ledgers;
  v1::ListLedgersRequest request;
  request.set_page_size(1'000);
  do {
    grpc::ClientContext context;
    connection.Prepare(context);
    v1::ListLedgersResponse response;
    RETURN_IF_ERROR(FromRpc(stub->ListLedgers(&context, request, &response)));
    ledgers.insert(ledgers.end(), response.ledgers().begin(), response.ledgers().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return ledgers;
}

absl::StatusOr<std::string> ChooseLedger(const Connection& connection, const std::string& wish) {
  if (!wish.empty()) return wish;
  ASSIGN_OR_RETURN(const std::vector<v1::LedgerFacts> ledgers, AllLedgers(connection));
  if (ledgers.size() == 1) return ledgers[0].ledger_id();
  if (ledgers.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "LEDGER_NOT_NAMED",
                 "there is no ledger yet; import one, or open one with `huiyin open-ledger`",
                 "尚无登记册；请先导入，或用 huiyin open-ledger 开设");
  }
  std::string names;
  for (size_t i = 0; i < std::min(ledgers.size(), kNamedMax); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", ledgers[i].ledger_id());
  }
  if (ledgers.size() > kNamedMax) names += ", …";
  return Error(absl::StatusCode::kInvalidArgument, "LEDGER_NOT_NAMED",
               absl::StrCat("there are ", ledgers.size(), " ledgers (", names, "); say which with --ledger"),
               absl::StrCat("共有 ", ledgers.size(), " 个登记册（", names, "）；请用 --ledger 指定"));
}

}  // namespace huiyin

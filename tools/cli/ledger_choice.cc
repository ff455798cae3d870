#include "tools/cli/ledger_choice.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

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

absl::StatusOr<std::vector<std::string>> NamedOrAll(const Connection& connection, std::vector<std::string> named) {
  if (!named.empty()) return named;
  ASSIGN_OR_RETURN(const std::vector<v1::LedgerFacts> known, AllLedgers(connection));
  for (const v1::LedgerFacts& ledger : known) named.push_back(ledger.ledger_id());
  return named;
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

std::vector<std::string> SubtreeOf(const std::string& root, const std::vector<v1::LedgerFacts>& ledgers) {
  std::multimap<std::string, std::string> children;
  std::set<std::string> found;
  for (const v1::LedgerFacts& ledger : ledgers) {
    children.emplace(ledger.parent_ledger_id(), ledger.ledger_id());
    if (ledger.ledger_id() == root) found.insert(root);
  }
  std::deque<std::string> open(found.begin(), found.end());
  while (!open.empty()) {
    const auto [first, last] = children.equal_range(open.front());
    open.pop_front();
    for (auto child = first; child != last; ++child) {
      if (found.insert(child->second).second) open.push_back(child->second);
    }
  }
  return {found.begin(), found.end()};
}

absl::StatusOr<std::vector<std::string>> ChooseLedgers(const Connection& connection,
                                                       const std::vector<std::string>& named,
                                                       const std::vector<std::string>& roots) {
  if (roots.empty()) return named;
  ASSIGN_OR_RETURN(const std::vector<v1::LedgerFacts> ledgers, AllLedgers(connection));
  std::set<std::string> chosen(named.begin(), named.end());
  for (const std::string& root : roots) {
    const std::vector<std::string> subtree = SubtreeOf(root, ledgers);
    if (subtree.empty()) {
      return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", root),
                   absl::StrCat("没有登记册 ", root), "--subtree");
    }
    chosen.insert(subtree.begin(), subtree.end());
  }
  return std::vector<std::string>(chosen.begin(), chosen.end());
}

}  // namespace huiyin

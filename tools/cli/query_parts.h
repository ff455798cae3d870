// What the questions to the register share: asking, the words of one language, names for ids.
#ifndef HUIYIN_TOOLS_CLI_QUERY_PARTS_H_
#define HUIYIN_TOOLS_CLI_QUERY_PARTS_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "domain/words.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/connection.h"
#include "tools/cli/table.h"
#include "tools/cli/terminal.h"

namespace huiyin {

// A question and its answer.
template <typename Request, typename Response>
absl::StatusOr<Response> Ask(const Connection& connection,
                             grpc::Status (v1::QueryService::Stub::*rpc)(grpc::ClientContext*, const Request&,
                                                                         Response*),
                             const Request& request) {
  grpc::ClientContext context;
  connection.Prepare(context);
  const auto stub = v1::QueryService::NewStub(connection.channel());
  Response response;
  RETURN_IF_ERROR(FromRpc((stub.get()->*rpc)(&context, request, &response)));
  return response;
}

// A question whose answer comes in pages: all of them as one.
template <typename Request, typename Response>
absl::StatusOr<Response> AskAll(const Connection& connection,
                                grpc::Status (v1::QueryService::Stub::*rpc)(grpc::ClientContext*, const Request&,
                                                                            Response*),
                                Request request) {
  Response whole;
  do {
    ASSIGN_OR_RETURN(const Response page, Ask(connection, rpc, request));
    whole.MergeFrom(page);
    whole.clear_next_page_token();
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return whole;
}

// The words of one language.
class Phrases {
 public:
  explicit Phrases(const Shown& shown) : language_(LanguageOf(shown.language)) {}
  std::string operator()(absl::string_view english, absl::string_view chinese) const {
    return std::string(language_ == Language::kChinese ? chinese : english);
  }
  std::string operator()(const Words& words) const { return (*this)(words.english, words.chinese); }
  Language language() const { return language_; }

 private:
  const Language language_;
};

void PrintTable(const Table& table);
void PrintJson(const nlohmann::ordered_json& json);

// Empty for 0.
std::string NumberText(uint32_t number);
// "2020-05-25", with "?" while it is provisional; empty when there is none.
std::string DueText(bool known, int32_t day, bool provisional);
// What the "?" means.
std::string ProvisionalNote(const Phrases& words);
// "HANDLING", from the second round on "HANDLING (round 2)".
std::string StatusAndRound(v1::Proposal::Status status, uint32_t round, const Phrases& words);
// Empty when not given.
std::string VerdictText(v1::Evaluation::Verdict verdict, const Phrases& words);

absl::StatusOr<v1::GetDirectoryResponse> DirectoryOf(const Connection& connection, const std::string& ledger);

// What a ledger's units and deputies are called.
class Names {
 public:
  explicit Names(const v1::GetDirectoryResponse& directory);

  // The id, where there is no name.
  std::string Unit(const std::string& id) const { return NameOr(units_, id); }
  std::string Deputy(const std::string& id) const { return NameOr(deputies_, id); }
  // "u-road 交通办".
  std::string UnitWithId(const std::string& id) const { return WithId(units_, id); }
  std::string DeputyWithId(const std::string& id) const { return WithId(deputies_, id); }

 private:
  using ById = absl::flat_hash_map<std::string, std::string>;
  static std::string NameOr(const ById& names, const std::string& id);
  static std::string WithId(const ById& names, const std::string& id);

  ById units_;
  ById deputies_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_QUERY_PARTS_H_

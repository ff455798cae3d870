#include "tools/cli/order.h"

#include <cstdint>
#include <cstdio>
#include <random>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "exchange/command_reader.h"
#include "exchange/formats.h"
#include "huiyin/v1/proposal_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/ledger_choice.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;

// A random UUID (RFC 9562, version 4).
std::string RandomUuid() {
  std::random_device random;
  const uint64_t high = (uint64_t{random()} << 32) | random(), low = (uint64_t{random()} << 32) | random();
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%012x", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFF,
                         0x8000 | ((low >> 48) & 0x3FFF), low & 0xFFFFFFFFFFFF);
}

void PutText(const char* name, const std::string& value, Json& json) {
  if (!value.empty()) json[name] = value;
}

absl::StatusOr<v1::Receipt> Execute(const Connection& connection, v1::Command command) {
  grpc::ClientContext context;
  connection.Prepare(context);
  const auto stub = v1::ProposalService::NewStub(connection.channel());
  const auto stream = stub->Execute(&context);
  v1::ExecuteRequest request;
  *request.add_commands() = std::move(command);
  stream->Write(request);
  stream->WritesDone();
  v1::ExecuteResponse response, rest;
  const bool answered = stream->Read(&response) && response.outcomes_size() == 1;
  while (stream->Read(&rest)) {
  }
  RETURN_IF_ERROR(FromRpc(stream->Finish()));
  if (!answered) {
    return Error(absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE",
                 "the server did not answer; send the same command_id again",
                 "服务器没有答复；请用同一 command_id 重新发送");
  }
  if (response.outcomes(0).has_refusal()) return FromRefusal(response.outcomes(0).refusal());
  return response.outcomes(0).receipt();
}

void PrintReceipt(const v1::Receipt& receipt, const std::string& command_id, bool json) {
  if (json) {
    const Json answer{{"ledger_id", receipt.ledger_id()}, {"command_id", command_id},
                      {"seq", receipt.first_seq()},       {"count", receipt.count()},
                      {"tree_size", receipt.tree_size()}, {"repeated", receipt.repeated_command()}};
    std::puts(answer.dump().c_str());
    return;
  }
  std::printf("%s  ledger %s  seq %s  command %s\n", receipt.repeated_command() ? "REPEAT (nothing new)" : "OK",
              receipt.ledger_id().c_str(), absl::StrCat(receipt.first_seq()).c_str(), command_id.c_str());
}

}  // namespace

absl::StatusOr<v1::Command> OrderOf(const OrderHeader& header, const std::string& name, const Json& body) {
  for (const std::string* text :
       {&header.command_id, &header.ledger, &header.actor_id, &header.actor_unit, &header.on_behalf_of,
        &header.correlation_id, &header.occurred_at, &header.actor_role}) {
    if (FirstNonUtf8(*text)) {
      return Error(absl::StatusCode::kInvalidArgument, "NOT_UTF8", "a flag is not UTF-8", "参数不是 UTF-8 编码");
    }
  }
  Json line = Json::object();
  line["command_id"] = header.command_id.empty() ? RandomUuid() : header.command_id;
  PutText("ledger_id", header.ledger, line);
  line["occurred_at"] = header.occurred_at.empty()
                            ? absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone())
                            : header.occurred_at;
  Json actor = Json::object();
  PutText("id", header.actor_id, actor);
  PutText("role", absl::StrReplaceAll(absl::AsciiStrToUpper(header.actor_role), {{"-", "_"}}), actor);
  PutText("unit_id", header.actor_unit, actor);
  if (!actor.empty()) line["actor"] = std::move(actor);
  PutText("on_behalf_of", header.on_behalf_of, line);
  PutText("correlation_id", header.correlation_id, line);
  line[name] = body;
  v1::Command command;
  RETURN_IF_ERROR(ReadCommand(line.dump(), command));
  return command;
}

absl::Status SendOrder(const OrderOptions& options, const std::string& name, const CommandFlags& flags) {
  ASSIGN_OR_RETURN(const Json body, flags.ToJson());
  OrderHeader header = options.header;
  // What the flags show to be malformed is said before any register is opened.
  RETURN_IF_ERROR(OrderOf(header, name, body).status());
  const bool opens_ledger = name == "open_ledger";
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                   Connection::Open(options.connection, {.create_if_missing = opens_ledger}));
  if (!opens_ledger) {
    ASSIGN_OR_RETURN(header.ledger, ChooseLedger(*connection, header.ledger));
  }
  ASSIGN_OR_RETURN(v1::Command command, OrderOf(header, name, body));
  const std::string command_id = command.command_id();
  ASSIGN_OR_RETURN(const v1::Receipt receipt, Execute(*connection, std::move(command)));
  PrintReceipt(receipt, command_id, options.json);
  return absl::OkStatus();
}

}  // namespace huiyin

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
#include "tools/cli/terminal.h"

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
    return Error(absl::StatusCode::kUnavailable, "SERVER_UNREACHABLE", "the server did not answer", "服务器没有答复");
  }
  if (response.outcomes(0).has_refusal()) return FromRefusal(response.outcomes(0).refusal());
  return response.outcomes(0).receipt();
}

void PrintReceipt(const v1::Receipt& receipt, const std::string& command_id, const OrderOptions& options) {
  if (options.json) {
    const Json answer{{"ledger_id", receipt.ledger_id()}, {"command_id", command_id},
                      {"seq", receipt.first_seq()},       {"count", receipt.count()},
                      {"tree_size", receipt.tree_size()}, {"repeated", receipt.repeated_command()}};
    std::puts(answer.dump().c_str());
    return;
  }
  const bool chinese = LanguageOf(options.language) == Language::kChinese;
  const char* outcome = receipt.repeated_command() ? chinese ? "重复，未新增" : "REPEAT (nothing new)"
                        : chinese                  ? "已入册"
                                                   : "OK";
  std::printf(chinese ? "%s  登记册 %s  序号 %s  命令 %s\n" : "%s  ledger %s  seq %s  command %s\n", outcome,
              receipt.ledger_id().c_str(), absl::StrCat(receipt.first_seq()).c_str(), command_id.c_str());
}

std::string Now() { return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone()); }

// The same error, its sentences followed by `english` and `chinese`.
absl::Status Advised(const absl::Status& status, absl::string_view english, absl::string_view chinese) {
  return Error(status.code(), ReasonOf(status), absl::StrCat(status.message(), ". ", english),
               absl::StrCat(ChineseOf(status), "。", chinese), FieldOf(status));
}

absl::StatusOr<Json> EnvelopeJson(const OrderHeader& header) {
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
  line["occurred_at"] = header.occurred_at.empty() ? Now() : header.occurred_at;
  Json actor = Json::object();
  PutText("id", header.actor_id, actor);
  PutText("role", absl::StrReplaceAll(absl::AsciiStrToUpper(header.actor_role), {{"-", "_"}}), actor);
  PutText("unit_id", header.actor_unit, actor);
  if (!actor.empty()) line["actor"] = std::move(actor);
  PutText("on_behalf_of", header.on_behalf_of, line);
  PutText("correlation_id", header.correlation_id, line);
  return line;
}

}  // namespace

absl::StatusOr<v1::Command> OrderOf(const OrderHeader& header, const std::string& name, const Json& body) {
  ASSIGN_OR_RETURN(Json line, EnvelopeJson(header));
  line[name] = body;
  v1::Command command;
  RETURN_IF_ERROR(ReadCommand(line.dump(), command));
  return command;
}

absl::StatusOr<v1::Command> EnvelopeOf(const OrderHeader& header) {
  // Any body does: it is taken out again.
  ASSIGN_OR_RETURN(v1::Command command, OrderOf(header, "record_correction", Json::object()));
  command.clear_command();
  return command;
}

absl::Status WithAdvice(const absl::Status& refusal, const OrderHeader& given, const OrderHeader& sent) {
  if (IsFateUnknown(refusal)) {
    const std::string flags = absl::StrCat("--command-id ", sent.command_id, " --occurred-at ", sent.occurred_at);
    return Advised(refusal,
                   absl::StrCat("The command may be in the register or not; to repeat it safely, add: ", flags),
                   absl::StrCat("命令可能已入册，也可能没有；要安全地重复，请加上：", flags));
  }
  if (ReasonOf(refusal) == "COMMAND_ID_REUSED" && given.occurred_at.empty()) {
    return Advised(refusal,
                   "To repeat a command, give the --occurred-at of the first time too: it is part of the command",
                   "重复一条命令时，还须给出首次的 --occurred-at：它是命令内容的一部分");
  }
  if (ReasonOf(refusal) == "ROLE_NOT_ALLOWED" && given.actor_role.empty()) {
    return Advised(refusal, "Say who acts, with --actor-id and --actor-role",
                   "请用 --actor-id 和 --actor-role 说明由谁办理");
  }
  return refusal;
}

absl::Status SendOrder(const OrderOptions& options, const std::string& name, const CommandFlags& flags) {
  ASSIGN_OR_RETURN(const Json body, flags.ToJson());
  OrderHeader header = options.header;
  if (header.command_id.empty()) header.command_id = RandomUuid();
  if (header.occurred_at.empty()) header.occurred_at = Now();
  // What the flags show to be malformed is said before any register is opened.
  RETURN_IF_ERROR(OrderOf(header, name, body).status());
  const bool opens_ledger = name == "open_ledger";
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                   Connection::Open(options.connection, {.create_if_missing = opens_ledger}));
  if (!opens_ledger) {
    ASSIGN_OR_RETURN(header.ledger, ChooseLedger(*connection, header.ledger));
  }
  ASSIGN_OR_RETURN(const v1::Command command, OrderOf(header, name, body));
  Patience patience(options.connection.data.empty() ? absl::Seconds(options.retry_seconds) : absl::ZeroDuration(),
                    *connection);
  absl::StatusOr<v1::Receipt> receipt = Execute(*connection, command);
  while (!receipt.ok() && patience.Again(receipt.status())) receipt = Execute(*connection, command);
  if (!receipt.ok()) return WithAdvice(receipt.status(), options.header, header);
  PrintReceipt(*receipt, header.command_id, options);
  return absl::OkStatus();
}

}  // namespace huiyin

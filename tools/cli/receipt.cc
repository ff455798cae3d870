#include "tools/cli/receipt.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/audit_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/printable.h"
#include "tools/cli/public_key.h"
#include "tools/cli/receipt_check.h"
#include "tools/cli/record_json.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

absl::Status WriteNewFile(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0 && errno == EEXIST) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_EXISTS",
                 absl::StrCat(path, " is there already; name another with --out"),
                 absl::StrCat(path, " 已存在；请用 --out 另取文件名"), "--out");
  }
  const bool is_written = fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (fd >= 0 && close(fd) == 0 && is_written) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "FILE_UNWRITABLE", absl::StrCat("cannot write ", path),
               absl::StrCat("无法写入 ", path), "--out");
}

std::string TimeText(absl::Time time) { return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone()); }

void PrintChecked(const CheckedReceipt& receipt, const std::string& record, bool chinese) {
  const merkle::Checkpoint& checkpoint = receipt.trusted.checkpoint;
  const std::string origin = Printable(checkpoint.origin);
  const std::string seq = absl::StrCat(receipt.seq.value()), size = absl::StrCat(checkpoint.size.value());
  if (chinese) {
    std::printf("证明成立：登记册 %s 第 %s 条事件，在 %s 签署的 %s 条记录之中\n", receipt.ledger.value().c_str(),
                seq.c_str(), origin.c_str(), size.c_str());
  } else {
    std::printf("proven: ledger %s, event %s is among the %s records that %s signed for\n",
                receipt.ledger.value().c_str(), seq.c_str(), size.c_str(), origin.c_str());
  }
  for (const merkle::Cosignature& one : receipt.trusted.cosignatures) {
    std::printf(chinese ? "见证人 %s 已于 %s 会签\n" : "cosigned by %s at %s\n", Printable(one.witness).c_str(),
                TimeText(one.made_at).c_str());
  }
  std::puts(PrintableLines(nlohmann::ordered_json::parse(record).dump(2)).c_str());
}

void PrintCheckedAsJson(const CheckedReceipt& receipt, const std::string& record) {
  const merkle::Checkpoint& checkpoint = receipt.trusted.checkpoint;
  nlohmann::ordered_json cosigned = nlohmann::ordered_json::array();
  for (const merkle::Cosignature& one : receipt.trusted.cosignatures) {
    cosigned.push_back({{"witness", one.witness}, {"at", TimeText(one.made_at)}});
  }
  const nlohmann::ordered_json line = {{"ledger_id", receipt.ledger.value()},
                                       {"seq", receipt.seq.value()},
                                       {"origin", checkpoint.origin},
                                       {"tree_size", checkpoint.size.value()},
                                       {"root", checkpoint.root.Base64()},
                                       {"cosigned", cosigned},
                                       {"record", nlohmann::ordered_json::parse(record)}};
  std::puts(line.dump().c_str());
}

}  // namespace

absl::Status PrintCheckpoint(const Connection& connection, const std::string& ledger) {
  grpc::ClientContext context;
  connection.Prepare(context);
  v1::GetCheckpointRequest request;
  request.set_ledger_id(ledger);
  v1::GetCheckpointResponse response;
  RETURN_IF_ERROR(
      FromRpc(v1::AuditService::NewStub(connection.channel())->GetCheckpoint(&context, request, &response)));
  std::fputs(response.note().c_str(), stdout);
  return absl::OkStatus();
}

absl::Status FetchReceipt(const Connection& connection, const ReceiptOptions& options, const Shown& shown) {
  grpc::ClientContext context;
  connection.Prepare(context);
  v1::GetReceiptFileRequest request;
  request.set_ledger_id(options.ledger);
  request.set_seq(options.seq);
  v1::GetReceiptFileResponse response;
  RETURN_IF_ERROR(
      FromRpc(v1::AuditService::NewStub(connection.channel())->GetReceiptFile(&context, request, &response)));
  if (options.out == "-") {
    std::fputs(response.proof_file().c_str(), stdout);
    return absl::OkStatus();
  }
  const std::string path =
      options.out.empty() ? absl::StrCat(options.ledger, "-", options.seq, ".tlog-proof") : options.out;
  RETURN_IF_ERROR(WriteNewFile(path, response.proof_file()));
  if (shown.json) {
    std::puts(nlohmann::ordered_json({{"file", path}}).dump().c_str());
  } else if (LanguageOf(shown.language) == Language::kChinese) {
    std::printf("回执已存入 %s；用 huiyin proof check 可离线核验\n", Printable(path).c_str());
  } else {
    std::printf("the receipt is in %s; huiyin proof check verifies it anywhere\n", Printable(path).c_str());
  }
  return absl::OkStatus();
}

absl::Status CheckProof(const ProofCheckOptions& options, const Shown& shown) {
  ASSIGN_OR_RETURN(const std::vector<merkle::VerifierKey> keys, PublicKeys(options.keys));
  ASSIGN_OR_RETURN(const std::vector<merkle::VerifierKey> witnesses, PublicKeys(options.witnesses));
  ASSIGN_OR_RETURN(const std::string file, WholeFile(options.file, "FILE"));
  ASSIGN_OR_RETURN(const CheckedReceipt receipt, CheckReceipt(file, keys, witnesses));
  ASSIGN_OR_RETURN(const std::string record, RecordJson(receipt.record));
  if (shown.json) {
    PrintCheckedAsJson(receipt, record);
  } else {
    PrintChecked(receipt, record, LanguageOf(shown.language) == Language::kChinese);
  }
  return absl::OkStatus();
}

}  // namespace huiyin

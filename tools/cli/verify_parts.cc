#include "tools/cli/verify_parts.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/command_of.h"
#include "eventstore/merkle/checkpoint.h"
#include "services/checkpoints.h"
#include "tools/cli/printable.h"

namespace huiyin {

absl::Status CheckDigest(const v1::Record& record) {
  if (CommandDigest(CommandOf(record)) == record.command_digest()) return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, "COMMAND_DIGEST_WRONG", "it is not what its command said",
               "与其命令的内容不符");
}

absl::Status CheckSigned(const std::vector<merkle::VerifierKey>& keys, const LedgerId& ledger,
                         const KeptCheckpoint& kept) {
  merkle::LogTrust trust{OriginOf(keys[0].name(), ledger), {}, {}, 0};
  for (const merkle::VerifierKey& key : keys) {
    ASSIGN_OR_RETURN(merkle::VerifierKey named, key.Named(OriginOf(key.name(), ledger)));
    trust.log_keys.push_back(std::move(named));
  }
  return merkle::OpenCheckpoint(kept.note, trust).status();
}

std::string Counted(uint64_t count, absl::string_view what) {
  return absl::StrCat(count, " ", what, count == 1 ? "" : "s");
}

FaultLines::FaultLines(const Shown& shown)
    : json_(shown.json), chinese_(LanguageOf(shown.language) == Language::kChinese) {}

void FaultLines::Tell(const LogFault& fault) {
  ++count_;
  if (json_) {
    nlohmann::ordered_json line = {{"reason", ReasonOf(fault.what)},
                                   {"message", std::string(fault.what.message())},
                                   {"message_zh", ChineseOf(fault.what)}};
    if (!fault.ledger.empty()) line["ledger_id"] = fault.ledger.value();
    if (fault.seq.has_value()) line["seq"] = fault.seq->value();
    std::puts(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
    return;
  }
  const std::string sentence = chinese_ ? ChineseOf(fault.what) : std::string(fault.what.message());
  std::printf("%s [%s]\n", Printable(sentence).c_str(), ReasonOf(fault.what).c_str());
}

void FaultLines::PrintSummary(absl::string_view verified, uint64_t records_a_second) const {
  const std::string faults = chinese_ ? absl::StrCat(count_) : Counted(count_, "fault");
  std::printf(chinese_ ? "%s，发现 %s 处问题；每秒 %s 条\n" : "%s: %s; %s records/s\n", std::string(verified).c_str(),
              faults.c_str(), absl::StrCat(records_a_second).c_str());
}

absl::Status FaultLines::Result() const {
  if (count_ == 0) return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, "FAULTS_FOUND", absl::StrCat(Counted(count_, "fault"), " found"),
               absl::StrCat("共发现 ", count_, " 处问题"));
}

}  // namespace huiyin

#include "services/server/witness_clients.h"

#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/server/text_file.h"

namespace huiyin {
namespace {

absl::Status Malformed(absl::string_view reason, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, reason, english, chinese, "--witness");
}

absl::StatusOr<merkle::VerifierKey> WitnessKey(const std::string& given) {
  absl::StatusOr<merkle::VerifierKey> key = merkle::VerifierKey::Parse(given);
  if (!key.ok()) {
    const absl::StatusOr<std::string> text = ReadTextFile(given);
    if (text.ok()) key = merkle::VerifierKey::Parse(absl::StripSuffix(*text, "\n"));
  }
  if (key.ok() && key->type() == merkle::KeyType::kCosignature) return key;
  return Malformed("KEY_MALFORMED", absl::StrCat(given, " is not the public key of a witness, nor a file of one"),
                   absl::StrCat(given, " 不是见证人的公钥，也不是公钥文件"));
}

// On a single line for who greps, and loud when the register is not what it was.
void PrintTrouble(const absl::Status& trouble) {
  const char* loud = absl::IsDataLoss(trouble) ? "ALARM 警报 " : "";
  std::fprintf(stderr, "%shuiyin: witness 见证人 [%s] %s %s\n", loud, ReasonOf(trouble).c_str(),
               std::string(trouble.message()).c_str(), ChineseOf(trouble).c_str());
  std::fflush(stderr);
}

}  // namespace

absl::StatusOr<std::vector<WitnessClientOptions>> ParseWitnesses(absl::Span<const std::string> given,
                                                                 bool has_checkpoint_key) {
  if (!has_checkpoint_key && !given.empty()) {
    return Malformed("WITNESS_WITHOUT_KEY", "witnesses cosign what --checkpoint-key signs: give both",
                     "见证人会签检查点：须同时指定 --checkpoint-key");
  }
  if (given.size() > kWitnessesMax) {
    return Malformed("TOO_MANY_WITNESSES", absl::StrCat("at most ", kWitnessesMax, " witnesses"),
                     absl::StrCat("见证人最多 ", kWitnessesMax, " 个"));
  }
  std::vector<WitnessClientOptions> witnesses;
  for (const std::string& one : given) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(one, absl::MaxSplits('=', 1));
    if (parts.second.empty()) {
      return Malformed("WITNESS_MALFORMED", "a witness is URL=PUBLIC_KEY_FILE", "见证人应写作“网址=公钥文件”");
    }
    ASSIGN_OR_RETURN(HttpUrl url, ParseHttpUrl(parts.first));
    ASSIGN_OR_RETURN(merkle::VerifierKey key, WitnessKey(parts.second));
    witnesses.push_back({.url = std::move(url), .key = std::move(key), .on_trouble = PrintTrouble});
  }
  return witnesses;
}

WitnessClients WitnessClientsOf(const EventLog& log, const std::vector<WitnessClientOptions>& witnesses) {
  WitnessClients clients;
  for (const WitnessClientOptions& witness : witnesses) {
    clients.push_back(std::make_unique<WitnessClient>(log, witness));
  }
  return clients;
}

}  // namespace huiyin

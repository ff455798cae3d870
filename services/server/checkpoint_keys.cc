#include "services/server/checkpoint_keys.h"

#include <openssl/crypto.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "services/checkpoints.h"

namespace huiyin {
namespace {

constexpr char kOfOffice[] = "--checkpoint-key";
constexpr char kOfWitness[] = "--key";

absl::Status Refused(absl::string_view reason, absl::string_view english, absl::string_view chinese,
                     absl::string_view flag = kOfOffice) {
  return Error(absl::StatusCode::kInvalidArgument, reason, english, chinese, flag);
}

bool LiesIn(const std::string& file, const std::string& directory) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::weakly_canonical(std::filesystem::absolute(file), error);
  std::filesystem::path root = std::filesystem::weakly_canonical(std::filesystem::absolute(directory), error);
  if (!root.has_filename()) root = root.parent_path();
  return std::mismatch(root.begin(), root.end(), path.begin(), path.end()).first == root.end();
}

absl::StatusOr<merkle::SignerKey> ReadKey(const std::string& file, const std::string& data_directory,
                                          absl::string_view flag) {
  if (LiesIn(file, data_directory)) {
    return Refused("KEY_IN_DATA_DIRECTORY",
                   absl::StrCat(file, " lies in the data directory; whoever has a backup of it could sign"),
                   absl::StrCat(file, " 位于数据目录内：拿到备份的人即可签名，请移到别处"), flag);
  }
  struct stat status;
  std::ifstream in(file, std::ios::binary);
  if (stat(file.c_str(), &status) != 0 || !in) {
    return Refused("FILE_UNREADABLE", absl::StrCat("cannot read ", file), absl::StrCat("无法读取文件 ", file), flag);
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Refused("KEY_FILE_READABLE", absl::StrCat("others may read ", file, "; chmod 600 it"),
                   absl::StrCat("其他用户可读取 ", file, "，请执行 chmod 600"), flag);
  }
  std::string text(std::istreambuf_iterator<char>(in), {});
  absl::string_view line = text;
  absl::ConsumeSuffix(&line, "\n");
  absl::StatusOr<merkle::SignerKey> key = merkle::SignerKey::Parse(line);
  OPENSSL_cleanse(text.data(), text.size());
  if (!key.ok()) return Prefixed(key.status(), absl::StrCat(file, ": "), absl::StrCat(file, "："));
  return key;
}

}  // namespace

absl::StatusOr<std::vector<merkle::SignerKey>> ReadCheckpointKeys(absl::Span<const std::string> files,
                                                                  const std::string& data_directory) {
  std::vector<merkle::SignerKey> keys;
  for (const std::string& file : files) {
    ASSIGN_OR_RETURN(merkle::SignerKey key, ReadKey(file, data_directory, kOfOffice));
    RETURN_IF_ERROR(CheckSigningKey(key));
    keys.push_back(std::move(key));
    if (keys.back().verifier().name() == keys.front().verifier().name()) continue;
    return Refused("KEYS_OF_TWO_NAMES", "the keys have different names; a ledger has one origin",
                   "密钥名称不同；一个登记册只有一个来源名");
  }
  return keys;
}

absl::StatusOr<merkle::SignerKey> ReadWitnessKey(const std::string& file, const std::string& state_directory) {
  ASSIGN_OR_RETURN(merkle::SignerKey key, ReadKey(file, state_directory, kOfWitness));
  if (key.verifier().type() == merkle::KeyType::kCosignature) return key;
  return Refused("KEY_MALFORMED", absl::StrCat(file, " is not the key of a witness (huiyin key new --witness)"),
                 absl::StrCat(file, " 不是见证人的密钥（huiyin key new --witness）"), kOfWitness);
}

}  // namespace huiyin

#include "tools/cli/key.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "eventstore/merkle/note_key.h"
#include "services/checkpoints.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

constexpr size_t kSeedBytes = 32;

absl::StatusOr<merkle::SignerKey> MakeKey(const std::string& name, merkle::KeyType type) {
  std::array<unsigned char, kSeedBytes> seed;
  CHECK_EQ(RAND_priv_bytes(seed.data(), seed.size()), 1);
  absl::StatusOr<merkle::SignerKey> key =
      merkle::SignerKey::FromSeed(name, type, {reinterpret_cast<const char*>(seed.data()), seed.size()});
  OPENSSL_cleanse(seed.data(), seed.size());
  if (!key.ok()) return key.status();
  if (type == merkle::KeyType::kEd25519) RETURN_IF_ERROR(CheckSigningKey(*key));
  return key;
}

absl::Status Unwritable(const std::string& file) {
  if (errno == EEXIST) {
    return Error(absl::StatusCode::kInvalidArgument, "FILE_EXISTS",
                 absl::StrCat(file, " is there already; a key is never overwritten"),
                 absl::StrCat(file, " 已存在；密钥不会被覆盖"), "FILE");
  }
  return Error(absl::StatusCode::kInvalidArgument, "FILE_UNWRITABLE", absl::StrCat("cannot write ", file),
               absl::StrCat("无法写入 ", file), "FILE");
}

// Into a file that is not there yet, on the disk when OK.
absl::Status WriteSecret(const std::string& file, std::string& text) {
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd < 0) return Unwritable(file);
  const bool is_written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  const bool is_closed = close(fd) == 0;
  OPENSSL_cleanse(text.data(), text.size());
  if (is_written && is_closed) return absl::OkStatus();
  unlink(file.c_str());
  return Unwritable(file);
}

}  // namespace

absl::Status NewKey(const KeyOptions& options) {
  ASSIGN_OR_RETURN(const merkle::SignerKey key,
                   MakeKey(options.name, options.witness ? merkle::KeyType::kCosignature : merkle::KeyType::kEd25519));
  std::string secret = absl::StrCat(key.Text(), "\n");
  RETURN_IF_ERROR(WriteSecret(options.file, secret));
  std::puts(key.verifier().Text().c_str());
  return absl::OkStatus();
}

absl::Status ShowKey(const KeyOptions& options) {
  ASSIGN_OR_RETURN(std::string text, WholeFile(options.file, "FILE"));
  absl::string_view line = text;
  absl::ConsumeSuffix(&line, "\n");
  const absl::StatusOr<merkle::SignerKey> key = merkle::SignerKey::Parse(line);
  OPENSSL_cleanse(text.data(), text.size());
  if (!key.ok()) return key.status();
  merkle::VerifierKey shown = key->verifier();
  if (!options.ledger.empty()) {
    ASSIGN_OR_RETURN(shown, shown.Named(OriginOf(shown.name(), LedgerId(options.ledger))));
  }
  std::puts(shown.Text().c_str());
  return absl::OkStatus();
}

}  // namespace huiyin

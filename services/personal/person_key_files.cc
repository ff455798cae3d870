#include "services/personal/person_key_files.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/reasons.h"

namespace huiyin {
namespace {

constexpr size_t kKeyTextBytes = 88;

absl::Status Unusable(const std::string& path) {
  const std::string why = std::strerror(errno);
  return Error(absl::StatusCode::kUnavailable, "PERSON_KEYS_UNUSABLE",
               absl::StrCat("the persons' keys in ", path, " cannot be used: ", why),
               absl::StrCat("无法使用个人信息密钥 ", path, "：", why));
}

absl::Status Damaged(const std::string& path, size_t line) {
  return Error(absl::StatusCode::kDataLoss, "PERSON_KEYS_DAMAGED",
               absl::StrCat("the persons' keys are damaged: ", path, ", line ", line),
               absl::StrCat("个人信息密钥已损坏：", path, " 第 ", line, " 行"));
}

// What is secret in it is overwritten when it goes.
class SecretText {
 public:
  explicit SecretText(std::string text) : text_(std::move(text)) {}
  ~SecretText() { OPENSSL_cleanse(text_.data(), text_.size()); }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  absl::string_view view() const { return text_; }

 private:
  std::string text_;
};

// A ledger's file while it is looked at or changed: others wait.
class LockedFile {
 public:
  enum class For { kReading, kChanging };

  LockedFile(std::string path, For purpose) : path_(std::move(path)) {
    const bool reading = purpose == For::kReading;
    file_ = open(path_.c_str(), reading ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file_ >= 0 && flock(file_, reading ? LOCK_SH : LOCK_EX) != 0) Close();
  }
  ~LockedFile() { Close(); }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  bool is_open() const { return file_ >= 0; }
  const std::string& path() const { return path_; }

  absl::StatusOr<std::string> ReadAll() const {
    struct stat status;
    if (fstat(file_, &status) != 0) return Unusable(path_);
    std::string text(static_cast<size_t>(status.st_size), '\0');
    size_t length = 0;
    while (length < text.size()) {
      const ssize_t got = pread(file_, text.data() + length, text.size() - length, static_cast<off_t>(length));
      if (got < 0) return Unusable(path_);
      if (got == 0) break;
      length += static_cast<size_t>(got);
    }
    text.resize(length);
    return text;
  }

  // Durable when it returns.
  absl::Status Write(absl::string_view text, size_t at) const {
    for (size_t written = 0; written < text.size();) {
      const ssize_t put = pwrite(file_, text.data() + written, text.size() - written, static_cast<off_t>(at + written));
      if (put <= 0) return Unusable(path_);
      written += static_cast<size_t>(put);
    }
    return Sync();
  }
  absl::Status Sync() const { return fdatasync(file_) == 0 ? absl::OkStatus() : Unusable(path_); }

 private:
  void Close() {
    if (file_ >= 0) close(file_);
    file_ = -1;
  }

  const std::string path_;
  int file_ = -1;
};

struct Slot {
  absl::string_view person_id;
  absl::string_view key_text;
  // Of key_text in the file.
  size_t at = 0;

  bool destroyed() const { return key_text.front() == '-'; }
};

struct Slots {
  std::vector<Slot> slots;
  // Where the next line begins.
  size_t end = 0;

  const Slot* Find(absl::string_view person_id) const {
    for (const Slot& slot : slots) {
      if (slot.person_id == person_id) return &slot;
    }
    return nullptr;
  }
};

// They point into `text`.
absl::StatusOr<Slots> Parse(absl::string_view text, const std::string& path) {
  Slots parsed;
  while (true) {
    const size_t line_end = text.find('\n', parsed.end);
    if (line_end == absl::string_view::npos) return parsed;
    const absl::string_view line = text.substr(parsed.end, line_end - parsed.end);
    const size_t tab = line.find('\t');
    if (tab == absl::string_view::npos || line.size() - tab - 1 != kKeyTextBytes) {
      return Damaged(path, parsed.slots.size() + 1);
    }
    parsed.slots.push_back({line.substr(0, tab), line.substr(tab + 1), parsed.end + tab + 1});
    parsed.end = line_end + 1;
  }
}

absl::StatusOr<PersonKey> KeyOf(const Slots& slots, const Slot& slot, const std::string& path) {
  std::string bytes;
  const bool decoded = absl::Base64Unescape(slot.key_text, &bytes);
  const SecretText secret(std::move(bytes));
  const std::optional<PersonKey> key = decoded ? PersonKey::FromBytes(secret.view()) : std::nullopt;
  if (!key.has_value()) return Damaged(path, static_cast<size_t>(&slot - slots.slots.data()) + 1);
  return *key;
}

absl::Status SyncDirectory(const std::string& directory) {
  const int file = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return Unusable(directory);
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : Unusable(directory);
}

}  // namespace

absl::StatusOr<PersonKeyFiles> PersonKeyFiles::Open(std::string directory) {
  if (mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST) return Unusable(directory);
  struct stat status;
  if (stat(directory.c_str(), &status) != 0) return Unusable(directory);
  if (!S_ISDIR(status.st_mode)) {
    errno = ENOTDIR;
    return Unusable(directory);
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error(
        absl::StatusCode::kInvalidArgument, "PERSON_KEYS_READABLE",
        absl::StrCat("others than its owner may use ", directory, ", which holds the persons' keys: chmod 700"),
        absl::StrCat(directory, " 存放个人信息密钥，只应其所有者可用：请执行 chmod 700"));
  }
  return PersonKeyFiles(std::move(directory));
}

std::string PersonKeyFiles::PathOf(const LedgerId& ledger) const {
  return absl::StrCat(directory_, "/", ledger.value());
}

absl::StatusOr<KeyRing> PersonKeyFiles::Read(const LedgerId& ledger) const {
  const LockedFile file(PathOf(ledger), LockedFile::For::kReading);
  if (!file.is_open()) return errno == ENOENT ? absl::StatusOr<KeyRing>(KeyRing()) : Unusable(file.path());
  ASSIGN_OR_RETURN(std::string text, file.ReadAll());
  const SecretText secret(std::move(text));
  ASSIGN_OR_RETURN(const Slots slots, Parse(secret.view(), file.path()));
  KeyRing ring;
  for (const Slot& slot : slots.slots) {
    std::optional<PersonKey>& key = ring[std::string(slot.person_id)];
    if (slot.destroyed()) continue;
    ASSIGN_OR_RETURN(key, KeyOf(slots, slot, file.path()));
  }
  return ring;
}

absl::StatusOr<PersonKey> PersonKeyFiles::Need(const LedgerId& ledger, absl::string_view person_id) const {
  const LockedFile file(PathOf(ledger), LockedFile::For::kChanging);
  if (!file.is_open()) return Unusable(file.path());
  ASSIGN_OR_RETURN(std::string text, file.ReadAll());
  const SecretText secret(std::move(text));
  ASSIGN_OR_RETURN(const Slots slots, Parse(secret.view(), file.path()));
  if (const Slot* const slot = slots.Find(person_id); slot != nullptr) {
    if (slot->destroyed()) return Refused(Reason::kPersonErased, {person_id});
    // Whoever wrote the last line may have ended before it was durable.
    if (slot == &slots.slots.back()) RETURN_IF_ERROR(file.Sync());
    return KeyOf(slots, *slot, file.path());
  }
  const PersonKey key = PersonKey::Random();
  const SecretText line(absl::StrCat(person_id, "\t", absl::Base64Escape(key.bytes()), "\n"));
  RETURN_IF_ERROR(file.Write(line.view(), slots.end));
  if (slots.end == 0) RETURN_IF_ERROR(SyncDirectory(directory_));
  return key;
}

absl::Status PersonKeyFiles::Destroy(const LedgerId& ledger, absl::string_view person_id) const {
  const LockedFile file(PathOf(ledger), LockedFile::For::kChanging);
  if (!file.is_open()) return Unusable(file.path());
  ASSIGN_OR_RETURN(std::string text, file.ReadAll());
  const SecretText secret(std::move(text));
  ASSIGN_OR_RETURN(const Slots slots, Parse(secret.view(), file.path()));
  const std::string nothing(kKeyTextBytes, '-');
  const Slot* const slot = slots.Find(person_id);
  // Also what is destroyed already: nobody knows whether that has reached the disk.
  if (slot != nullptr) return file.Write(nothing, slot->at);
  RETURN_IF_ERROR(file.Write(absl::StrCat(person_id, "\t", nothing, "\n"), slots.end));
  return slots.end == 0 ? SyncDirectory(directory_) : absl::OkStatus();
}

}  // namespace huiyin

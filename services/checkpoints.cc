#include "services/checkpoints.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/checkpoint.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/signed_note.h"
#include "eventstore/merkle/witness.h"

namespace huiyin {
namespace {

constexpr size_t kHeadsPage = 1'000;

absl::Status Pending(const LedgerId& ledger) {
  return Error(absl::StatusCode::kUnavailable, "CHECKPOINT_PENDING",
               absl::StrCat("the checkpoint of ", ledger.value(), " is not signed yet; repeat in a moment"),
               absl::StrCat("登记册 ", ledger.value(), " 的检查点尚未签署，请稍后重试"));
}

absl::Status NoKey() {
  return Error(absl::StatusCode::kFailedPrecondition, "NO_CHECKPOINT_KEY",
               "nobody signs checkpoints here: start with --checkpoint-key FILE (huiyin key new makes one)",
               "此处未签署检查点：请用 --checkpoint-key 指定密钥文件（由 huiyin key new 生成）");
}

absl::Status Contradicted(const LedgerId& ledger, merkle::TreeSize kept) {
  return Error(absl::StatusCode::kDataLoss, "CHECKPOINT_CONTRADICTED",
               absl::StrCat("ledger ", ledger.value(), ": the log no longer holds the ", kept.value(),
                            " records that were signed for; it was rolled back or changed, and nothing more is signed"),
               absl::StrCat("登记册 ", ledger.value(), "：日志已不是当初签署的那 ", kept.value(),
                            " 条记录，疑似被回退或篡改，不再签署"));
}

}  // namespace

std::string OriginOf(absl::string_view key_name, const LedgerId& ledger) {
  return absl::StrCat(key_name, "/", ledger.value());
}

absl::Status CheckSigningKey(const merkle::SignerKey& key) {
  if (key.verifier().type() == merkle::KeyType::kEd25519 && key.verifier().name().size() <= kOfficeNameBytesMax) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kInvalidArgument, "KEY_MALFORMED",
               absl::StrCat("not a key that signs checkpoints: of type Ed25519, its name at most ", kOfficeNameBytesMax,
                            " bytes"),
               absl::StrCat("不是签署检查点的密钥：须为 Ed25519，名称不超过 ", kOfficeNameBytesMax, " 字节"));
}

absl::StatusOr<std::unique_ptr<Checkpoints>> Checkpoints::Open(const EventLog& log, CheckpointsOptions options) {
  std::unique_ptr<Checkpoints> checkpoints(new Checkpoints(log, std::move(options)));
  if (checkpoints->keys_.empty()) return checkpoints;
  RETURN_IF_ERROR(checkpoints->files_.Prepare());
  checkpoints->thread_ = std::thread([self = checkpoints.get()] { self->Run(); });
  return checkpoints;
}

Checkpoints::Checkpoints(const EventLog& log, CheckpointsOptions options)
    : log_(log),
      files_(std::move(options.directory)),
      keys_(options.keys),
      interval_(options.interval),
      on_signed_(std::move(options.on_signed)) {
  for (const merkle::SignerKey& key : keys_) CHECK_EQ(key.verifier().name(), keys_[0].verifier().name());
}

Checkpoints::~Checkpoints() { Stop(); }

void Checkpoints::Stop() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Checkpoints::Grew(const LedgerId& ledger) {
  if (keys_.empty()) return;
  absl::MutexLock lock(&mu_);
  MakeDue(ledger, ledgers_[ledger]);
}

void Checkpoints::MakeDue(const LedgerId& id, Ledger& ledger) {
  if (std::exchange(ledger.is_due, true)) return;
  // Not before its time, which may be in the past: then at once, before those that must wait.
  due_.emplace(ledger.not_before, id);
}

absl::Status Checkpoints::OthersGrew() {
  LedgerId after;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<LedgerHead> heads, log_.Heads(after, kHeadsPage));
    if (heads.empty()) return absl::OkStatus();
    for (const LedgerHead& head : heads) {
      const std::optional<KeptCheckpoint> kept = files_.Read(head.ledger);
      const bool is_current = kept.has_value() && kept->checkpoint.size.value() == head.next.value();
      if (!is_current || !IsSignedByAll(head.ledger, *kept)) Grew(head.ledger);
    }
    after = heads.back().ledger;
  }
}

std::optional<LedgerId> Checkpoints::NextDue() {
  absl::MutexLock lock(&mu_);
  while (true) {
    const absl::Time next = due_.empty() ? absl::InfiniteFuture() : due_.begin()->first;
    const bool is_due = !due_.empty() && (stopping_ || next <= absl::Now());
    if (is_due) break;
    if (stopping_) return std::nullopt;
    const auto earlier = [this, next]() ABSL_SHARED_LOCKS_REQUIRED(mu_) {
      return stopping_ || (!due_.empty() && due_.begin()->first < next);
    };
    mu_.AwaitWithDeadline(absl::Condition(&earlier), next);
  }
  LedgerId id = due_.extract(due_.begin()).value().second;
  Ledger& ledger = ledgers_[id];
  ledger.is_due = false;
  ledger.not_before = absl::Now() + interval_;
  return id;
}

void Checkpoints::Settle(const LedgerId& id, const absl::StatusOr<KeptCheckpoint>& outcome) {
  absl::MutexLock lock(&mu_);
  Ledger& ledger = ledgers_[id];
  ledger.status = outcome.status();
  if (outcome.ok()) ledger.covered = outcome->checkpoint.size;
  if (absl::IsUnavailable(outcome.status()) && !stopping_) MakeDue(id, ledger);
}

void Checkpoints::Run() {
  // What it could not list is signed when it grows next.
  OthersGrew().IgnoreError();
  while (const std::optional<LedgerId> ledger = NextDue()) {
    const uint64_t before = signed_count();
    Settle(*ledger, Sign(*ledger));
    if (signed_count() > before && on_signed_ != nullptr) on_signed_(*ledger);
  }
}

absl::Status Checkpoints::CheckExtends(const LedgerId& ledger, const KeptCheckpoint& kept,
                                       merkle::TreeSize size) const {
  if (kept.checkpoint.size > size) return Contradicted(ledger, kept.checkpoint.size);
  ASSIGN_OR_RETURN(const merkle::Hash root, merkle::RootAt(kept.checkpoint.size, LedgerTiles(log_, ledger)));
  return root == kept.checkpoint.root ? absl::OkStatus() : Contradicted(ledger, kept.checkpoint.size);
}

bool Checkpoints::IsSignedByAll(const LedgerId& ledger, const KeptCheckpoint& kept) const {
  const std::vector<merkle::NoteSignature>& signatures = kept.parsed.signatures;
  return std::all_of(keys_.begin(), keys_.end(), [&](const merkle::SignerKey& key) {
    const absl::StatusOr<merkle::VerifierKey> named = key.verifier().Named(OriginOf(key.verifier().name(), ledger));
    return named.ok() && std::any_of(signatures.begin(), signatures.end(),
                                     [&](const auto& signature) { return named->IsNamedBy(signature); });
  });
}

absl::StatusOr<std::string> Checkpoints::SignedNoteOf(const LedgerId& ledger, const std::string& text) const {
  merkle::SignedNote note{text, {}};
  for (const merkle::SignerKey& key : keys_) {
    ASSIGN_OR_RETURN(const merkle::SignerKey named, key.Named(OriginOf(key.verifier().name(), ledger)));
    note.signatures.push_back(named.Sign(text));
  }
  return merkle::FormatNote(note);
}

absl::StatusOr<KeptCheckpoint> Checkpoints::Sign(const LedgerId& ledger) {
  ASSIGN_OR_RETURN(const TreeHead head, TreeHeadOf(log_, ledger));
  std::optional<KeptCheckpoint> kept = files_.Read(ledger);
  if (kept.has_value()) RETURN_IF_ERROR(CheckExtends(ledger, *kept, head.size));
  ASSIGN_OR_RETURN(const std::string text,
                   merkle::FormatCheckpoint({OriginOf(keys_[0].verifier().name(), ledger), head.size, head.root, {}}));
  if (kept.has_value() && kept->parsed.text == text && IsSignedByAll(ledger, *kept)) return *std::move(kept);
  ASSIGN_OR_RETURN(std::string note, SignedNoteOf(ledger, text));
  {
    absl::MutexLock lock(&files_mu_);
    RETURN_IF_ERROR(files_.Write(ledger, note));
  }
  absl::MutexLock lock(&mu_);
  ++signed_;
  return ParseKeptCheckpoint(std::move(note));
}

absl::Status Checkpoints::StatusOf(const LedgerId& ledger) const {
  absl::MutexLock lock(&mu_);
  const auto found = ledgers_.find(ledger);
  return found == ledgers_.end() ? absl::OkStatus() : found->second.status;
}

absl::StatusOr<KeptCheckpoint> Checkpoints::Latest(const LedgerId& ledger) const {
  RETURN_IF_ERROR(StatusOf(ledger));
  std::optional<KeptCheckpoint> kept = files_.Read(ledger);
  if (!kept.has_value() && keys_.empty()) return NoKey();
  // One that another key signed is signed anew.
  if (!kept.has_value() || !IsSignedByAll(ledger, *kept)) return Pending(ledger);
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log_.Head(ledger));
  const uint64_t records = head.has_value() ? head->next.value() : 0;
  if (kept->checkpoint.size.value() > records) return Contradicted(ledger, kept->checkpoint.size);
  return *std::move(kept);
}

absl::StatusOr<KeptCheckpoint> Checkpoints::Covering(const LedgerId& ledger, Seq seq, absl::Time deadline) const {
  absl::StatusOr<KeptCheckpoint> kept = Latest(ledger);
  if (kept.ok() && seq.value() < kept->checkpoint.size.value()) return kept;
  if (keys_.empty()) return NoKey();
  {
    absl::MutexLock lock(&mu_);
    const auto is_settled = [&]() ABSL_SHARED_LOCKS_REQUIRED(mu_) {
      const auto found = ledgers_.find(ledger);
      return found != ledgers_.end() && (!found->second.status.ok() || seq.value() < found->second.covered.value());
    };
    mu_.AwaitWithDeadline(absl::Condition(&is_settled), deadline);
  }
  kept = Latest(ledger);
  if (kept.ok() && seq.value() >= kept->checkpoint.size.value()) return Pending(ledger);
  return kept;
}

absl::Status Checkpoints::AddCosignatures(const LedgerId& ledger, const KeptCheckpoint& submitted,
                                          absl::string_view answer, const merkle::VerifierKey& witness) {
  RETURN_IF_ERROR(merkle::WithCosignatures(submitted.note, answer, {&witness, 1}).status());
  absl::MutexLock lock(&files_mu_);
  const std::optional<KeptCheckpoint> kept = files_.Read(ledger);
  if (!kept.has_value() || kept->parsed.text != submitted.parsed.text) return absl::OkStatus();
  // The kept one may have another witness's by now.
  ASSIGN_OR_RETURN(const std::string note, merkle::WithCosignatures(kept->note, answer, {&witness, 1}));
  return files_.Write(ledger, note);
}

uint64_t Checkpoints::signed_count() const {
  absl::MutexLock lock(&mu_);
  return signed_;
}

}  // namespace huiyin

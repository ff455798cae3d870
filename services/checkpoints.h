// The checkpoints of a log's ledgers: signed behind the log by a thread, kept in files, handed out.
//
// A ledger that has grown gets a checkpoint at once, but one in `interval` at most; so the last event is covered within
// an interval, whatever the load. The same tree is signed once. A checkpoint never contradicts the one before: where
// the kept one is not the beginning of the log's tree (it was rolled back, or changed), nothing is signed.
#ifndef HUIYIN_SERVICES_CHECKPOINTS_H_
#define HUIYIN_SERVICES_CHECKPOINTS_H_

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "eventstore/merkle/note_key.h"
#include "services/checkpoint_files.h"

namespace huiyin {

// A ledger's origin: the name under which its checkpoints are signed, and trusted.
std::string OriginOf(absl::string_view key_name, const LedgerId& ledger);

// Room for "/" and a ledger's id (decision A04) in the name of a key.
inline constexpr size_t kOfficeNameBytesMax = merkle::kKeyNameBytesMax - 65;

// kInvalidArgument (KEY_MALFORMED): not a key that can sign checkpoints: of another type, or with too long a name.
absl::Status CheckSigningKey(const merkle::SignerKey& key);

struct CheckpointsOptions {
  // Of CheckpointFiles.
  std::string directory;
  // Those that sign, each every checkpoint: one, or while keys change two. They have passed CheckSigningKey, and have
  // one name. None: what is kept is handed out, and nothing is signed. Not owned.
  absl::Span<const merkle::SignerKey> keys;
  absl::Duration interval = absl::Seconds(1);
  // Hears which ledgers have a new checkpoint, on the thread that signs: it must not wait for anything. May be null.
  std::function<void(const LedgerId&)> on_signed = nullptr;
};

// Thread-safe.
class Checkpoints {
 public:
  // `log` and the keys must outlive it. Ledgers that have no checkpoint of their present tree get one soon. Errors of
  // CheckpointFiles::Prepare.
  static absl::StatusOr<std::unique_ptr<Checkpoints>> Open(const EventLog& log, CheckpointsOptions options);
  // As Stop.
  ~Checkpoints();

  // After an Append to `ledger`. Does not wait for anything.
  void Grew(const LedgerId& ledger) ABSL_LOCKS_EXCLUDED(mu_);

  // The last one. kFailedPrecondition (NO_CHECKPOINT_KEY): there is none, and nothing
  // signs. kUnavailable (CHECKPOINT_PENDING): not yet. kDataLoss (CHECKPOINT_CONTRADICTED): the kept one is not the
  // beginning of the log.
  absl::StatusOr<KeptCheckpoint> Latest(const LedgerId& ledger) const ABSL_LOCKS_EXCLUDED(mu_);
  // One whose tree has the record `seq`, which is in the log. Waits for it; at `deadline` CHECKPOINT_PENDING.
  absl::StatusOr<KeptCheckpoint> Covering(const LedgerId& ledger, Seq seq, absl::Time deadline) const
      ABSL_LOCKS_EXCLUDED(mu_);

  // What a witness answered to `submitted`: its cosignatures, kept with that checkpoint while it is the last one.
  // Errors of merkle::WithCosignatures; kUnavailable (CHECKPOINT_UNWRITABLE).
  absl::Status AddCosignatures(const LedgerId& ledger, const KeptCheckpoint& submitted, absl::string_view answer,
                               const merkle::VerifierKey& witness) ABSL_LOCKS_EXCLUDED(files_mu_);

  // How many were signed since it was opened.
  uint64_t signed_count() const ABSL_LOCKS_EXCLUDED(mu_);

  // Signs what has grown, at once, then no more. Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Ledger {
    // The next one is not signed before.
    absl::Time not_before = absl::InfinitePast();
    // It is in due_.
    bool is_due = false;
    // What came of signing it last, and how large the tree is that was signed.
    absl::Status status;
    merkle::TreeSize covered;
  };

  Checkpoints(const EventLog& log, CheckpointsOptions options);

  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  // All ledgers whose kept checkpoint is not of their present tree, as if they had grown now.
  absl::Status OthersGrew() ABSL_LOCKS_EXCLUDED(mu_);
  // Waits for it. nullopt: it stops, and nothing is left.
  std::optional<LedgerId> NextDue() ABSL_LOCKS_EXCLUDED(mu_);
  void Settle(const LedgerId& ledger, const absl::StatusOr<KeptCheckpoint>& outcome) ABSL_LOCKS_EXCLUDED(mu_);
  void MakeDue(const LedgerId& id, Ledger& ledger) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // What its tree is now, signed and kept, unless it is already.
  absl::StatusOr<KeptCheckpoint> Sign(const LedgerId& ledger) ABSL_LOCKS_EXCLUDED(mu_, files_mu_);
  absl::Status CheckExtends(const LedgerId& ledger, const KeptCheckpoint& kept, merkle::TreeSize size) const;
  absl::StatusOr<std::string> SignedNoteOf(const LedgerId& ledger, const std::string& text) const;
  bool IsSignedByAll(const LedgerId& ledger, const KeptCheckpoint& kept) const;
  // What came of signing it last.
  absl::Status StatusOf(const LedgerId& ledger) const ABSL_LOCKS_EXCLUDED(mu_);

  const EventLog& log_;
  const CheckpointFiles files_;
  const absl::Span<const merkle::SignerKey> keys_;
  const absl::Duration interval_;
  const std::function<void(const LedgerId&)> on_signed_;

  // Held by who writes a file. Never with mu_.
  absl::Mutex files_mu_;
  mutable absl::Mutex mu_;
  // Those that grew since it was opened: as many as the log has ledgers.
  absl::flat_hash_map<LedgerId, Ledger> ledgers_ ABSL_GUARDED_BY(mu_);
  std::set<std::pair<absl::Time, LedgerId>> due_ ABSL_GUARDED_BY(mu_);
  uint64_t signed_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CHECKPOINTS_H_

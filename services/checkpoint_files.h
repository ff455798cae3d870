// The last checkpoint of each ledger, as a file in a directory of its own: what was said stays known after a restart.
//
//   DIR/<ledger id>    the signed note (C2SP tlog-checkpoint), byte for byte
//
// Replaced by renaming, so that a reader sees the old note or the new one. Not synced: what a power cut takes is signed
// again, the same.
#ifndef HUIYIN_SERVICES_CHECKPOINT_FILES_H_
#define HUIYIN_SERVICES_CHECKPOINT_FILES_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/ids.h"
#include "eventstore/merkle/checkpoint.h"
#include "eventstore/merkle/signed_note.h"

namespace huiyin {

struct KeptCheckpoint {
  std::string note;
  merkle::SignedNote parsed;
  merkle::Checkpoint checkpoint;
};

// Thread-safe, but for two writers of one ledger.
class CheckpointFiles {
 public:
  explicit CheckpointFiles(std::string directory) : directory_(std::move(directory)) {}

  // Before the first Write: makes the directory when it is absent, for its owner's eyes only. kUnavailable
  // (CHECKPOINT_UNWRITABLE).
  absl::Status Prepare() const;

  // nullopt: there is none, or what is there is no checkpoint: a power cut may leave such a thing.
  std::optional<KeptCheckpoint> Read(const LedgerId& ledger) const;
  // kUnavailable (CHECKPOINT_UNWRITABLE).
  absl::Status Write(const LedgerId& ledger, const std::string& note) const;

 private:
  const std::string directory_;
};

// kInvalidArgument (NOTE_MALFORMED, CHECKPOINT_MALFORMED).
absl::StatusOr<KeptCheckpoint> ParseKeptCheckpoint(std::string note);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CHECKPOINT_FILES_H_

// What a witness must not forget, in files. A lost state would let a log show a second history.
//
//   DIR/lock                               held while a witness runs
//   DIR/<origin hash>/checkpoint           the last checkpoint that was cosigned, with the cosignature
//   DIR/<origin hash>/evidence/<name>.known   the same, at the time when
//   DIR/<origin hash>/evidence/<name>.shown   this request contradicted it
//
// The origin hash is merkle::OriginHash. Files are replaced by renaming, and are on the disk when a call returns OK.
#ifndef HUIYIN_SERVICES_WITNESS_WITNESS_STATE_H_
#define HUIYIN_SERVICES_WITNESS_WITNESS_STATE_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/checkpoint_files.h"

namespace huiyin {

inline constexpr size_t kWitnessedLogsMax = 100'000;
// Of one log and kind: anybody may send checkpoints that were published, with proofs that prove nothing.
inline constexpr size_t kEvidenceFilesMax = 32;

struct Evidence {
  // Two roots of one size, signed: nothing else has to be shown. Otherwise growth that was not proven.
  bool is_fork = false;
  merkle::TreeSize size;
  merkle::Hash root;
  std::string known;
  std::string shown;
};

// Thread-safe, but for two calls on one log.
class WitnessState {
 public:
  // Makes the directory when it is absent. kUnavailable: WITNESS_STATE_IN_USE, by another witness;
  // WITNESS_STATE_UNWRITABLE. kDataLoss (WITNESS_STATE_DAMAGED): a checkpoint in it is none.
  static absl::StatusOr<std::unique_ptr<WitnessState>> Open(std::string directory);
  ~WitnessState();
  WitnessState(const WitnessState&) = delete;
  WitnessState& operator=(const WitnessState&) = delete;

  // nullopt: none was cosigned. kDataLoss (WITNESS_STATE_DAMAGED).
  absl::StatusOr<std::optional<KeptCheckpoint>> Last(absl::string_view origin_hash) const;
  // kUnavailable (WITNESS_STATE_UNWRITABLE). kResourceExhausted (WITNESS_STATE_FULL): kWitnessedLogsMax are there.
  absl::Status SetLast(absl::string_view origin_hash, absl::string_view note);

  // Where it is. nullopt: it is there already, or there is enough of its kind. kUnavailable (WITNESS_STATE_UNWRITABLE).
  absl::StatusOr<std::optional<std::string>> Keep(absl::string_view origin_hash, const Evidence& evidence);

 private:
  WitnessState(std::string directory, int lock) : directory_(std::move(directory)), lock_(lock) {}
  absl::Status CheckAll();

  const std::string directory_;
  const int lock_;
  std::atomic<size_t> logs_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_WITNESS_WITNESS_STATE_H_

// A witness (C2SP tlog-witness): cosigns a log's checkpoint only when it extends the last that it cosigned, so that a
// log cannot show one history to some and another to others.
//
//   POST /add-checkpoint               merkle/witness.h
//   GET  /<origin hash>/checkpoint     the last that was cosigned (merkle::OriginHash)
//
// What it decided is on the disk before it answers. A checkpoint that a log signed and that contradicts the last one is
// kept as evidence.
#ifndef HUIYIN_SERVICES_WITNESS_WITNESS_H_
#define HUIYIN_SERVICES_WITNESS_WITNESS_H_

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "eventstore/merkle/note_key.h"
#include "eventstore/merkle/witness.h"
#include "services/http/http_message.h"
#include "services/witness/known_logs.h"
#include "services/witness/witness_state.h"

namespace huiyin {

// Of a request: a proof of a hundred hashes, and a checkpoint with as many signatures as a note may have.
inline constexpr size_t kAddCheckpointBytesMax = 64 << 10;

struct WitnessOptions {
  // Of type kCosignature.
  merkle::SignerKey key;
  KnownLogs logs;
  // Of WitnessState.
  std::string state_directory;
  // Hears of what people should know: evidence that was kept (WITNESS_SAW_TWO_HISTORIES, WITNESS_INCONSISTENT), state
  // that cannot be read or written. From several threads.
  std::function<void(const absl::Status&)> on_news;
  // Not owned.
  const Clock* clock = nullptr;
};

// Thread-safe.
class Witness {
 public:
  // Errors of WitnessState::Open. CHECKs that the key is a witness's.
  static absl::StatusOr<std::unique_ptr<Witness>> Open(WitnessOptions options);

  HttpAnswer Answer(const HttpRequest& request);

 private:
  Witness(WitnessOptions options, std::unique_ptr<WitnessState> state)
      : options_(std::move(options)), state_(std::move(state)) {}

  HttpAnswer AddCheckpoint(absl::string_view body);
  HttpAnswer Decide(const merkle::AddCheckpoint& request, absl::string_view body, merkle::WitnessedLog& log);
  absl::StatusOr<std::string> Cosign(const merkle::AddCheckpoint& request, const merkle::WitnessedLog& log);
  void KeepEvidence(const merkle::AddCheckpoint& request, absl::string_view body, const KeptCheckpoint& known);
  HttpAnswer LastOf(absl::string_view origin_hash);
  // A fault of ours.
  HttpAnswer Failed(const absl::Status& status);
  absl::Mutex& LockOf(absl::string_view origin);

  const WitnessOptions options_;
  const std::unique_ptr<WitnessState> state_;
  // Of the logs, hashed over them: one decision at a time.
  std::array<absl::Mutex, 64> locks_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_WITNESS_WITNESS_H_

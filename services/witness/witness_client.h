// The log's side of one witness (C2SP tlog-witness): submits the ledgers' checkpoints, on a thread of its own, and
// keeps the cosignatures with them.
//
// The newest checkpoint of each ledger is submitted, those before it not any more. Nobody waits for a witness: one that
// does not answer is tried again, after longer and longer. What is remembered is a little of each ledger.
#ifndef HUIYIN_SERVICES_WITNESS_WITNESS_CLIENT_H_
#define HUIYIN_SERVICES_WITNESS_WITNESS_CLIENT_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "eventstore/merkle/note_key.h"
#include "services/checkpoints.h"
#include "services/http/cancellation.h"
#include "services/http/http_client.h"

namespace huiyin {

struct WitnessClientOptions {
  // Without "/add-checkpoint".
  HttpUrl url;
  // Of type kCosignature.
  merkle::VerifierKey key;
  // Hears of trouble, once until it becomes another: kUnavailable, HTTP_UNREACHABLE, WITNESS_FAILED: tried again.
  // kNotFound (WITNESS_LOG_UNKNOWN), kFailedPrecondition (WITNESS_REFUSED), kAborted (WITNESS_CONFLICT): of a ledger,
  // tried with its next checkpoint. kDataLoss: WITNESS_INCONSISTENT, WITNESS_AHEAD: the register is not what it was;
  // NOTE_SIGNATURE_WRONG. On the client's thread.
  std::function<void(const absl::Status&)> on_trouble;
  // Doubled from the first to the last, while the witness does not answer.
  absl::Duration retry_first = absl::Seconds(1);
  absl::Duration retry_last = absl::Minutes(5);
};

// Thread-safe.
class WitnessClient {
 public:
  // `log` must outlive it.
  WitnessClient(const EventLog& log, WitnessClientOptions options) : log_(log), options_(std::move(options)) {}
  // As Stop.
  ~WitnessClient() { Stop(); }

  // Of CheckpointsOptions::on_signed; also before Start.
  void Signed(const LedgerId& ledger) ABSL_LOCKS_EXCLUDED(mu_);
  // Once. Also submits what was signed before and not cosigned. `checkpoints` must not go before Stop.
  void Start(Checkpoints& checkpoints);
  // Ends what it is at. What is not cosigned is submitted after the next Start. Idempotent.
  void Stop() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  absl::Status AllAreDue() ABSL_LOCKS_EXCLUDED(mu_);
  // Waits for it. nullopt: it stops.
  std::optional<LedgerId> NextDue() ABSL_LOCKS_EXCLUDED(mu_);
  void Settle(const LedgerId& ledger, const absl::Status& outcome) ABSL_LOCKS_EXCLUDED(mu_);
  void Tell(const LedgerId& ledger, const absl::Status& outcome);

  // The last checkpoint of the ledger, unless it is cosigned.
  absl::Status Submit(const LedgerId& ledger);
  absl::Status SubmitFrom(merkle::TreeSize known, const LedgerId& ledger, const KeptCheckpoint& kept);
  absl::StatusOr<HttpReply> Post(merkle::TreeSize known, const LedgerId& ledger, const KeptCheckpoint& kept);
  // The size that the witness says it knows, when the checkpoint can be shown to extend it. nullopt: a newer one is
  // needed, and comes. kDataLoss (WITNESS_AHEAD).
  absl::StatusOr<std::optional<merkle::TreeSize>> KnownAs(const HttpReply& conflict, const LedgerId& ledger,
                                                          const KeptCheckpoint& kept) const;
  absl::Status Refused(const HttpReply& reply, const LedgerId& ledger) const;

  const EventLog& log_;
  const WitnessClientOptions options_;
  Cancellation cancellation_;

  // The thread's own.
  Checkpoints* checkpoints_ = nullptr;
  absl::flat_hash_map<LedgerId, merkle::TreeSize> known_;
  absl::flat_hash_map<LedgerId, std::string> trouble_of_ledger_;
  std::string trouble_of_witness_;
  absl::Duration retry_;

  absl::Mutex mu_;
  std::set<LedgerId> due_ ABSL_GUARDED_BY(mu_);
  absl::Time not_before_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_WITNESS_WITNESS_CLIENT_H_

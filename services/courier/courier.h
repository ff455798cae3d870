// The courier 上下级传递: carries, as SYSTEM, what a ledger passes up to the one above it, and what becomes of it there
// back to the ledger below (courier_policy.h), pass by pass. One for each owner of a partition (docs/adr/0028): it
// reads that partition's ledgers, and orders in whatever ledger the other one is.
//
// A pass waits until the views hold what the log held when it began. It may be interrupted at any point, repeated, or
// run by two instances at once: command ids name what a command carries, and a ledger takes each once. It keeps nothing
// but what it knows to be told; a courier that begins anew finds out by telling it again.
//
// Outcomes of a proposal are told one after the other: none before the other ledger answered for the one before it.
//
// Left alone is a ledger that holds nothing but imported history: what passed between registers then is in their files.
#ifndef HUIYIN_SERVICES_COURIER_COURIER_H_
#define HUIYIN_SERVICES_COURIER_COURIER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/time_zones.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/facts.pb.h"
#include "projections/views.h"
#include "services/command_lanes.h"
#include "services/courier/courier_policy.h"
#include "services/pass_report.h"
#include "services/personal/personal_data.h"

namespace huiyin {

struct CourierOptions {
  // How long the other ledger may take to answer; after that it is asked again in a later pass.
  absl::Duration patience = absl::Seconds(30);
  // Proposals with news that are looked for at a time.
  size_t proposals_at_once = 256;
};

// All must outlive whoever has them.
struct CourierParts {
  const EventLog& log;
  const Views& views;
  // Of all ledgers, also of those that are not in `log`.
  CommandLanes& lanes;
  const TimeZones& zones;
  const Clock& clock;
  // Of the ledgers on both sides.
  const PersonalData& personal;
};

// One thread calls Pass; the rest is thread-safe.
class Courier {
 public:
  explicit Courier(const CourierParts& parts, const CourierOptions& options = {}) : parts_(parts), options_(options) {}

  // An error: no ledger could be looked into. kCancelled: stopped.
  absl::StatusOr<PassReport> Pass(const OnOrder& on_order = nullptr);

  // From now on passes, also one that is under way, end soon, whether or not the lanes answer what they took.
  void Stop() { is_stopped_ = true; }

 private:
  // How a ledger was when it was dealt with.
  struct DealtWith {
    // 0: never, or not wholly.
    uint64_t events = 0;
    absl::Time again_at = absl::InfiniteFuture();
  };
  // What became of an order: the way is free for the next one of the proposal, or not yet.
  enum class Carried { kDone, kLater };

  absl::Status LookInto(const v1::LedgerFacts& ledger);
  absl::Status DealWith(const v1::LedgerFacts& ledger);
  absl::Status CarryAllUp(const LedgerId& ledger);
  absl::Status CarryAllDown(const v1::LedgerFacts& ledger);
  // Those from below with something to tell, from the id `from` on; moves `from` to where they end, and empties it at
  // the end.
  absl::StatusOr<std::vector<v1::ProposalFacts>> FindNews(const LedgerId& ledger, std::string& from) const;
  bool HasNews(const LedgerId& ledger, const v1::ProposalFacts& facts) const;

  absl::Status CarryUp(const LedgerId& ledger, const v1::ProposalFacts& facts);
  // As a reader would be shown. Without a name: there is no such deputy.
  absl::StatusOr<v1::DeputyFacts> DeputyOf(const LedgerId& ledger, const std::string& deputy_id) const;
  absl::Status CarryDown(const Above& above, const v1::ProposalFacts& facts);
  // The outcomes in one stream. kLater: it was not told to the end.
  absl::StatusOr<Carried> TellStream(const LedgerId& ledger, const std::string& proposal, OutcomeTeller& teller,
                                     uint64_t& told);
  // The views here hold the ledger below, and it knows.
  absl::StatusOr<bool> IsKnownBelow(const v1::Command& order) const;

  // Gives the order, in another form where the other ledger wants one. An error: it is not known what became of it.
  absl::StatusOr<Carried> Carry(v1::Command order);
  // What is personal in it is encrypted on the way.
  absl::StatusOr<CommandReceipt> Order(const v1::Command& order) const;

  const CourierParts parts_;
  const CourierOptions options_;
  std::atomic<bool> is_stopped_ = false;

  // Of the pass that is under way.
  const OnOrder* on_order_ = nullptr;
  PassReport report_;

  std::map<std::string, DealtWith> dealt_with_;
  // Up to which seq all is told to the ledger below: by ledger, proposal, and the stream in which it happened, its own
  // or that of a primary.
  std::map<std::tuple<std::string, std::string, std::string>, uint64_t> told_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_COURIER_COURIER_H_

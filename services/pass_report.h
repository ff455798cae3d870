// What a pass of the timekeeper or the courier did.
#ifndef HUIYIN_SERVICES_PASS_REPORT_H_
#define HUIYIN_SERVICES_PASS_REPORT_H_

#include <algorithm>
#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "huiyin/v1/commands.pb.h"
#include "services/command_queue.h"

namespace huiyin {

// Told of every order that was answered.
using OnOrder = std::function<void(const v1::Command&, const absl::StatusOr<CommandReceipt>&)>;

struct PassReport {
  // Looked into: the others had neither a new day nor a new event since they were dealt with.
  uint64_t ledgers = 0;
  // Of the orders, the register took them;
  uint64_t given = 0;
  // had them already;
  uint64_t given_before = 0;
  // refused them, since something happened in between, or no date moves;
  uint64_t moot = 0;
  // was not asked yet, or is to be asked again: past events are being entered, the clock stands before the proposal's
  // latest event, or the ledger that they are for is not ready.
  uint64_t waiting = 0;
  // The first error that kept a ledger from being dealt with; the next pass tries it again. OK: none.
  absl::Status error;

  // Of another pass after this one.
  void Add(const PassReport& other) {
    ledgers = std::max(ledgers, other.ledgers);
    given += other.given;
    given_before += other.given_before;
    moot += other.moot;
    waiting += other.waiting;
    error.Update(other.error);
  }
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_PASS_REPORT_H_

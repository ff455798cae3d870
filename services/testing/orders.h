// Commands for tests of what lies around the domain: plain, and as many as a test wants.
#ifndef HUIYIN_SERVICES_TESTING_ORDERS_H_
#define HUIYIN_SERVICES_TESTING_ORDERS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "domain/references.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin::testing {

// The embedded packs and calendar, the machine's time zones.
const References& TestReferences();

// 2025-03-03 10:00 in Shanghai, a Monday.
absl::Time Monday();

// Orders in one ledger, all at one moment. A command's id is its kind and what it is about, such as "submit-p-1".
class Orders {
 public:
  explicit Orders(std::string ledger, absl::Time occurred_at = Monday())
      : ledger_(std::move(ledger)), occurred_at_(occurred_at) {}

  const std::string& ledger() const { return ledger_; }

  // Opens the ledger (cn-chongqing-township, Asia/Shanghai) with session "s-1", deputy "d-1", units "u-1" and "u-2":
  // kFounding commands.
  static constexpr int kFounding = 5;
  std::vector<v1::Command> Founding() const;

  v1::Command Submit(absl::string_view proposal) const;
  v1::Command Register(absl::string_view proposal) const;
  v1::Command Assign(absl::string_view proposal, absl::string_view unit = "u-1") const;
  v1::Command SignFor(absl::string_view proposal) const;
  v1::Command LogProgress(absl::string_view proposal, absl::string_view note) const;
  v1::Command Reply(absl::string_view proposal) const;
  v1::Command Evaluate(absl::string_view proposal) const;
  v1::Command Close(absl::string_view proposal) const;
  // From submit to close, kLife commands.
  static constexpr int kLife = 8;
  std::vector<v1::Command> Life(absl::string_view proposal) const;

 private:
  v1::Command From(v1::Actor::Role role, absl::string_view actor, absl::string_view command_id) const;
  v1::Command FromOffice(absl::string_view kind, absl::string_view about) const;
  v1::Command FromUnit(absl::string_view kind, absl::string_view about) const;

  const std::string ledger_;
  const absl::Time occurred_at_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_ORDERS_H_

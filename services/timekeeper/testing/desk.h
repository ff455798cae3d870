// A register with its views and writers in memory, a clock that a test puts where it likes, and short words for what
// people order in it. All days are those of Shanghai.
#ifndef HUIYIN_SERVICES_TIMEKEEPER_TESTING_DESK_H_
#define HUIYIN_SERVICES_TIMEKEEPER_TESTING_DESK_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "domain/references.h"
#include "huiyin/v1/record.pb.h"
#include "projections/views.h"
#include "services/command_pipeline.h"
#include "services/testing/orders.h"
#include "services/testing/temporary_directory.h"
#include "services/testing/test_log.h"
#include "services/timekeeper/timekeeper.h"

namespace huiyin::testing {

// "2025-05-06" (noon), or "2025-05-06 00:00:30".
absl::Time ShanghaiTime(absl::string_view text);

class Desk {
 public:
  // At noon of 2025-03-03. `calendar`: the text of one, or empty for the built-in one.
  explicit Desk(absl::string_view calendar = "");

  // The same register in a program that was started again, with another calendar if so said.
  void StartAgain(absl::string_view calendar = "");

  void GoTo(absl::string_view moment) { clock_.Set(ShanghaiTime(moment)); }

  // Orders for the ledger that happen now.
  Orders Now(const std::string& ledger = "town-a") const { return Orders(ledger, clock_.Now()); }
  // Through the writers; the answer is fatal to the test unless it is OK.
  void Order(const v1::Command& command, bool historical = false);
  void OrderAll(const std::vector<v1::Command>& commands, bool historical = false);
  absl::StatusOr<CommandReceipt> Try(const v1::Command& command, bool historical = false);
  // A proposal in handling by u-1: submitted, registered, assigned, signed for, now.
  void Handle(const std::string& proposal, const std::string& ledger = "town-a");
  // A command of the office, now; `body` is the text of a v1::Command.
  v1::Command Office(const std::string& id, const std::string& body) const;
  // Of the unit u-1.
  v1::Command Unit(const std::string& id, const std::string& body) const;

  // What a timekeeper of this desk is made of; `lanes` nullptr: the desk's own.
  TimekeeperParts Parts(CommandLanes* lanes = nullptr);
  // By a timekeeper that lives as long as the desk, until it is started again.
  absl::StatusOr<PassReport> Pass();

  // The commands that a timekeeper gave so far and the register took, in the order of the log.
  std::vector<std::string> Given(const std::string& ledger = "town-a") const;
  // The record of that command; fatal when there is none.
  v1::Record RecordOf(const std::string& command_id, const std::string& ledger = "town-a") const;
  std::vector<v1::Record> Records(const std::string& ledger = "town-a") const { return RecordsOf(log_, ledger); }

  TestLog& log() { return log_; }
  ManualClock& clock() { return clock_; }
  CommandPipeline& pipeline() { return *pipeline_; }
  const References& references() const { return *references_; }
  TimekeeperOptions& options() { return options_; }

 private:
  const TemporaryDirectory directory_;
  TestLog log_;
  ManualClock clock_;
  TimekeeperOptions options_;
  std::unique_ptr<Calendar> calendar_;
  std::unique_ptr<References> references_;
  std::unique_ptr<Views> views_;
  std::unique_ptr<CommandPipeline> pipeline_;
  std::unique_ptr<Timekeeper> timekeeper_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TIMEKEEPER_TESTING_DESK_H_

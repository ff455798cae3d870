// A ledger's records for tests of the folds, written by hand: each event as text format, on a local day.
#ifndef HUIYIN_PROJECTIONS_TESTING_REGISTER_H_
#define HUIYIN_PROJECTIONS_TESTING_REGISTER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "eventstore/event_log.h"
#include "huiyin/v1/record.pb.h"
#include "projections/ledger_fold.h"

namespace huiyin::testing {

// Crashes on text that is no event: a bug of the test.
class Register {
 public:
  // Begins with the ledger's opening in Asia/Shanghai, with units u-1 to u-3 ("Unit 1" …) and deputies d-1 and d-2
  // ("Deputy 1" … of "North", "South").
  explicit Register(std::string ledger = "town-a");

  // `event` is the text of a v1::Event; recorded at noon UTC of `day`.
  Register& Add(absl::string_view day, const std::string& event);
  // What comes next happens on the day it is given, and is recorded at noon UTC of `day`. Empty: on its own day again.
  Register& RecordedOn(absl::string_view day);

  // Shorthands, all on `day`; the proposal is registered under its own number. Main tasks are due on `due`.
  Register& Submitted(absl::string_view day, const std::string& proposal, const std::string& lead = "d-1");
  Register& Registered(absl::string_view day, const std::string& proposal, int number,
                       const std::string& category = "roads");
  Register& Assigned(absl::string_view day, const std::string& proposal, const std::string& unit,
                     absl::string_view due);
  Register& Received(absl::string_view day, const std::string& proposal, const std::string& unit);
  Register& Replied(absl::string_view day, const std::string& proposal, const std::string& unit, absl::string_view due,
                    const std::string& result_class = "A", int round = 1);
  Register& Evaluated(absl::string_view day, const std::string& proposal, const std::string& result = "SATISFIED",
                      int round = 1);

  const std::vector<v1::Record>& records() const { return records_; }
  const std::string& ledger() const { return ledger_; }

  // All records folded.
  std::unique_ptr<LedgerFold> Fold() const;
  // What was not appended yet, one batch. Crashes when refused.
  void AppendTo(EventLog& log);

 private:
  std::string ledger_;
  std::vector<v1::Record> records_;
  std::map<std::string, uint64_t> versions_;
  std::string recorded_on_;
  size_t appended_ = 0;
};

// Noon UTC.
absl::Time Noon(absl::string_view day);

}  // namespace huiyin::testing

#endif  // HUIYIN_PROJECTIONS_TESTING_REGISTER_H_

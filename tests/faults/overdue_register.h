// A register in which everything is overdue, and the reminders that a timekeeper gives of it.
#ifndef HUIYIN_TESTS_FAULTS_OVERDUE_REGISTER_H_
#define HUIYIN_TESTS_FAULTS_OVERDUE_REGISTER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/record.pb.h"
#include "services/system_ids.h"
#include "services/testing/orders.h"

namespace huiyin {

// Imported history of 2025: so many proposals, assigned and left open.
inline std::vector<v1::Command> UnfinishedHistory(const std::string& ledger, int proposals) {
  const testing::Orders orders(ledger);
  std::vector<v1::Command> history = orders.Founding();
  for (int i = 0; i < proposals; ++i) {
    const std::string proposal = absl::StrCat("p-", i);
    history.push_back(orders.Submit(proposal));
    history.push_back(orders.Register(proposal));
    history.push_back(orders.Assign(proposal));
  }
  return history;
}

// Ends the import: since then it is all overdue.
inline v1::Command FirstLive(const std::string& ledger) {
  return testing::Orders(ledger, absl::Now()).Submit("p-live");
}

// Each proposal is said to be overdue, and urged.
inline constexpr int kRemindersAProposal = 2;

// By ledger, event and proposal: how often.
inline void CountReminders(const std::vector<v1::Record>& records, std::map<std::string, int>& reminders) {
  for (const v1::Record& record : records) {
    if (!IsTimekeeperId(record.command_id())) continue;
    ++reminders[absl::StrCat(record.ledger_id(), " ", record.event().event_case(), " ", record.stream_id())];
  }
}

}  // namespace huiyin

#endif  // HUIYIN_TESTS_FAULTS_OVERDUE_REGISTER_H_

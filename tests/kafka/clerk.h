// Somebody who has one command after another recorded in a ledger, each until it is answered, and who remembers every
// answer: what a node acknowledged must be in the log for ever, once, where the answer said.
#ifndef HUIYIN_TESTS_KAFKA_CLERK_H_
#define HUIYIN_TESTS_KAFKA_CLERK_H_

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "eventstore/event_log.h"
#include "eventstore/sample_records.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin {

class Clerk {
 public:
  // Works from now on until Stop. `log` must live until then. Command ids begin with `name`.
  Clerk(EventLog& log, std::string ledger, std::string name)
      : log_(log), ledger_(std::move(ledger)), name_(std::move(name)), thread_([this] { Run(); }) {}
  ~Clerk() { Stop(); }

  void Stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

  // How many commands have been answered.
  size_t answered() const { return answered_; }

  // After Stop: each answered command is in `records` (all of the ledger) once, where the answer said; and of this
  // clerk's others at most the last.
  void Check(const std::vector<v1::Record>& records) const {
    std::map<std::string, std::vector<uint64_t>> found;
    for (const v1::Record& record : records) {
      if (record.command_id().rfind(name_, 0) == 0) found[record.command_id()].push_back(record.seq());
    }
    for (const auto& [command, seq] : answers_) {
      EXPECT_EQ(found[command], std::vector<uint64_t>{seq}) << command;
      found.erase(command);
    }
    EXPECT_LE(found.size(), 1u);
  }

 private:
  void Run() {
    while (!stopping_) {
      const std::string command = absl::StrCat(name_, "-", answered_.load());
      while (!stopping_ && !Submit(command)) absl::SleepFor(absl::Milliseconds(5));
    }
  }

  // True: it is answered.
  bool Submit(const std::string& command) {
    const LedgerId ledger(ledger_);
    const auto earlier = log_.FindCommand(ledger, CommandId(command));
    if (!earlier.ok()) return MayRetry(earlier.status());
    if (earlier->has_value()) return Answered(command, (*earlier)->first);
    const auto head = log_.Head(ledger);
    if (!head.ok()) return MayRetry(head.status());
    const Seq next = head->has_value() ? (*head)->next : Seq(0);
    const Sample sample{.ledger = ledger_, .seq = next.value(), .version = next.value(), .command = command};
    const absl::Status appended = log_.Append({{ledger, next, {SampleEncoded(sample)}}});
    return appended.ok() ? Answered(command, next) : MayRetry(appended);
  }

  bool Answered(const std::string& command, Seq seq) {
    answers_[command] = seq.value();
    ++answered_;
    return true;
  }

  // Several clerks at one ledger overtake each other.
  bool MayRetry(const absl::Status& status) {
    EXPECT_TRUE(absl::IsUnavailable(status) || absl::IsAborted(status)) << status;
    return false;
  }

  EventLog& log_;
  const std::string ledger_;
  const std::string name_;
  std::map<std::string, uint64_t> answers_;  // The thread's own until Stop.
  std::atomic<size_t> answered_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;  // Last: it uses the others.
};

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_CLERK_H_

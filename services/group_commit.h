// What goes into the log with one durable Append, and is answered after it.
#ifndef HUIYIN_SERVICES_GROUP_COMMIT_H_
#define HUIYIN_SERVICES_GROUP_COMMIT_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "eventstore/event_log.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/commands.pb.h"
#include "services/command_queue.h"

namespace huiyin {

// Not thread-safe. While one thread appends and answers it, another may call Find; and status, once it is appended.
class GroupCommit {
 public:
  // An accepted command of it.
  struct Accepted {
    std::string digest;
    Seq seq;
  };

  // The group's outcomes follow, and stay here until they are answered.
  CommandGroup& Take(std::unique_ptr<CommandGroup> group);
  // All groups, without their outcomes, in order; nothing is left. An order that such an outcome broke
  // (CommandGroup::broken) stays broken: who sent it sends it again.
  std::vector<std::unique_ptr<CommandGroup>> GiveBack();

  void Add(const LedgerId& ledger, const PreparedCommand& prepared, EncodedRecord record);
  // A command was refused on the ledger's state before `next`: the log must confirm that it is the latest.
  void Confirm(const LedgerId& ledger, Seq next) { AppendTo(ledger, next); }
  // By what a commit knows a command: its ledger and command id.
  static std::string NameOf(const v1::Command& command);
  // Of an accepted command of it; nullptr: there is none of that name. Needs no command that was answered.
  const Accepted* Find(absl::string_view name) const;

  bool empty() const { return groups_.empty(); }
  // Of all its groups.
  size_t commands() const { return commands_; }
  size_t bytes() const { return bytes_; }

  // Once. After an error every command is answered with it, refused ones too, since what they were refused on may not
  // be in the log: the commands' fate is unknown, and repeating one with the same command_id finds out.
  void Append(EventLog& log);
  // Of Append.
  const absl::Status& status() const { return status_; }
  // Calls every group's `done`, in order. Once.
  void Answer();

 private:
  LedgerBatch& AppendTo(const LedgerId& ledger, Seq next);

  std::vector<std::unique_ptr<CommandGroup>> groups_;
  size_t commands_ = 0;
  size_t bytes_ = 0;
  std::vector<LedgerBatch> appends_;
  absl::flat_hash_map<LedgerId, size_t> slots_;  // Into appends_.
  // By NameOf.
  absl::flat_hash_map<std::string, Accepted> accepted_;
  absl::Status status_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_GROUP_COMMIT_H_

// A log in front of another: every call goes through. A decorator overrides what it changes, and only that.
#ifndef HUIYIN_EVENTSTORE_FORWARDING_LOG_H_
#define HUIYIN_EVENTSTORE_FORWARDING_LOG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/event_log.h"

namespace huiyin {

// As thread-safe as the log behind it.
class ForwardingLog : public EventLog {
 public:
  // `log` must outlive all calls; it may be a member of the derived class.
  explicit ForwardingLog(EventLog& log) : log_(log) {}

  uint32_t partitions() const override { return log_.partitions(); }
  uint32_t PartitionOf(const LedgerId& ledger) const override { return log_.PartitionOf(ledger); }
  absl::string_view engine() const override { return log_.engine(); }
  absl::Status Append(absl::Span<const LedgerBatch> batches) override { return log_.Append(batches); }
  absl::Status MarkMoved(uint32_t partition, const std::string& where) override {
    return log_.MarkMoved(partition, where);
  }
  absl::StatusOr<std::string> MovedTo(uint32_t partition) const override { return log_.MovedTo(partition); }
  absl::Status Fill(absl::Span<const LedgerBatch> batches) override { return log_.Fill(batches); }
  absl::StatusOr<std::optional<LedgerHead>> Head(const LedgerId& ledger) const override { return log_.Head(ledger); }
  absl::StatusOr<std::vector<LedgerHead>> Heads(const LedgerId& after, size_t limit) const override {
    return log_.Heads(after, limit);
  }
  absl::StatusOr<std::optional<CommandEntry>> FindCommand(const LedgerId& ledger,
                                                          const CommandId& command) const override {
    return log_.FindCommand(ledger, command);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadLedger(const LedgerId& ledger, Seq from) const override {
    return log_.ReadLedger(ledger, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadStream(const LedgerId& ledger, const StreamId& stream,
                                                           StreamVersion from) const override {
    return log_.ReadStream(ledger, stream, from);
  }
  absl::StatusOr<std::unique_ptr<RecordCursor>> ReadPartition(uint32_t partition, Offset from) const override {
    return log_.ReadPartition(partition, from);
  }
  absl::StatusOr<Offset> PartitionEnd(uint32_t partition) const override { return log_.PartitionEnd(partition); }
  absl::StatusOr<std::vector<merkle::Hash>> ReadTile(const LedgerId& ledger, const merkle::Tile& tile) const override {
    return log_.ReadTile(ledger, tile);
  }
  bool WaitForMore(uint32_t partition, Offset seen, absl::Time deadline) const override {
    return log_.WaitForMore(partition, seen, deadline);
  }
  void Interrupt() override { log_.Interrupt(); }

 private:
  EventLog& log_;
};

}  // namespace huiyin

#endif  // HUIYIN_EVENTSTORE_FORWARDING_LOG_H_

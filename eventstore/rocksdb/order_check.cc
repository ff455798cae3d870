#include "eventstore/rocksdb/order_check.h"

#include <memory>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin::rocksdb_log {
namespace {

class OrderCheck {
 public:
  OrderCheck(const std::map<LedgerId, LedgerRow>& ledgers, bool gaps, const LogCheckHooks& hooks)
      : ledgers_(ledgers), gaps_(gaps), hooks_(hooks) {}

  void Take(absl::string_view key, absl::string_view value) {
    const std::optional<Offset> first = ParseOrderKey(key);
    const std::optional<OrderRow> run = ParseOrderValue(value);
    if (!first.has_value() || !run.has_value()) {
      return Fault(LedgerId(), std::nullopt, absl::StrCat("position ", end_, ": the entry is damaged"),
                   absl::StrCat("位置 ", end_, "：条目已损坏"));
    }
    const bool follows = gaps_ ? first->value() >= end_ : first->value() == end_;
    if (!follows) {
      Fault(run->ledger_id, run->first, absl::StrCat("position ", first->value(), " where ", end_, " is due"),
            absl::StrCat("位置为 ", first->value(), "，应为 ", end_));
    }
    end_ = first->value() + run->count;
    CheckRun(*run);
  }

  // All that there is was taken.
  void Finish() {
    for (const auto& [id, row] : ledgers_) {
      const Seq next = next_[id];
      if (next == row.next) continue;
      Fault(id, next, absl::StrCat("the order tells of ", next.value(), " records, the ledger has ", row.next.value()),
            absl::StrCat("次序记有 ", next.value(), " 条，登记册有 ", row.next.value(), " 条"));
    }
  }

  void Fault(const LedgerId& ledger, std::optional<Seq> seq, absl::string_view english, absl::string_view chinese) {
    ++faults_;
    std::string at, at_chinese;
    if (seq.has_value()) {
      at = absl::StrCat("ledger ", ledger.value(), ", seq ", seq->value(), ": ");
      at_chinese = absl::StrCat("登记册 ", ledger.value(), " 第 ", seq->value(), " 条：");
    }
    hooks_.on_fault({ledger, seq,
                     Error(absl::StatusCode::kDataLoss, "ORDER_DAMAGED", absl::StrCat(at, "order: ", english),
                           absl::StrCat(at_chinese, "次序：", chinese))});
  }

  uint64_t faults() const { return faults_; }

 private:
  void CheckRun(const OrderRow& run) {
    const auto ledger = ledgers_.find(run.ledger_id);
    if (ledger == ledgers_.end() || ledger->second.ledger != run.ledger) {
      return Fault(run.ledger_id, run.first, "there is no such ledger", "没有这个登记册");
    }
    Seq& next = next_[run.ledger_id];
    if (run.first != next) {
      Fault(run.ledger_id, run.first, absl::StrCat("it comes where seq ", next.value(), " is due"),
            absl::StrCat("该处应为第 ", next.value(), " 条"));
    }
    next = run.first.Plus(run.count);
  }

  const std::map<LedgerId, LedgerRow>& ledgers_;
  const bool gaps_;
  const LogCheckHooks& hooks_;
  uint64_t end_ = 0;
  absl::flat_hash_map<LedgerId, Seq> next_;
  uint64_t faults_ = 0;
};

}  // namespace

uint64_t CheckOrder(const Store& store, const std::map<LedgerId, LedgerRow>& ledgers, bool gaps,
                    const LogCheckHooks& hooks) {
  OrderCheck check(ledgers, gaps, hooks);
  const auto rows = store.NewIterator(Family::kOrder, rocksdb::ReadOptions());
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) check.Take(ToView(rows->key()), ToView(rows->value()));
  if (rows->status().ok()) {
    check.Finish();
  } else {
    // What comes after cannot be reached by key: nobody knows where the next run begins.
    check.Fault(LedgerId(), std::nullopt, rows->status().ToString(), "无法读取");
  }
  return check.faults();
}

}  // namespace huiyin::rocksdb_log

#include "eventstore/rocksdb/log_check.h"

#include <map>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/rocksdb/keys.h"
#include "eventstore/rocksdb/ledger_check.h"
#include "eventstore/rocksdb/order_check.h"
#include "eventstore/rocksdb/store.h"

namespace huiyin {
namespace {

using rocksdb_log::Family;
using rocksdb_log::LedgerNumber;
using rocksdb_log::LedgerRow;
using rocksdb_log::Store;
using rocksdb_log::ToView;

using Ledgers = std::map<LedgerId, LedgerRow>;

constexpr uint64_t kProgressEvery = 4'096;

class WholeCheck {
 public:
  WholeCheck(const Store& store, const LogCheckHooks& hooks) : store_(store), hooks_(hooks) {}

  absl::StatusOr<LogCheckResult> Run() {
    const Ledgers ledgers = ReadLedgers();
    CheckNumbers(ledgers);
    uint64_t total = 0;
    for (const auto& [id, row] : ledgers) total += row.next.value();
    const std::function<void()> on_record = [this, total] {
      if (++result_.records % kProgressEvery == 0 && hooks_.on_progress != nullptr) {
        hooks_.on_progress(result_.records, total);
      }
    };
    for (const auto& [id, row] : ledgers) {
      result_.faults += rocksdb_log::LedgerCheck(store_, id, row, hooks_, on_record).Run();
    }
    ASSIGN_OR_RETURN(const std::optional<std::string> replica_of,
                     store_.Get(Family::kDefault, rocksdb_log::kReplicaOfKey));
    result_.faults += rocksdb_log::CheckOrder(store_, ledgers, replica_of.has_value(), hooks_);
    result_.ledgers = ledgers.size();
    result_.has_trees = store_.format() > rocksdb_log::kFormatWithoutTrees;
    return result_;
  }

 private:
  Ledgers ReadLedgers() {
    Ledgers ledgers;
    const auto rows = store_.NewIterator(Family::kLedgers, rocksdb::ReadOptions());
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
      const LedgerId id(ToView(rows->key()));
      const std::optional<LedgerRow> row = rocksdb_log::ParseLedgerValue(ToView(rows->value()));
      if (row.has_value() && row->next > Seq(0)) {
        ledgers.emplace(id, *row);
      } else {
        Fault(id, absl::StrCat("ledger ", id.value(), ": its entry is damaged"),
              absl::StrCat("登记册 ", id.value(), "：条目已损坏"));
      }
    }
    if (!rows->status().ok())
      Fault(LedgerId(), absl::StrCat("ledgers: ", rows->status().ToString()), "登记册清单无法读取");
    return ledgers;
  }

  // Each number below the count belongs to one ledger, and no row to a number that no ledger has.
  void CheckNumbers(const Ledgers& ledgers) {
    const absl::StatusOr<std::optional<std::string>> stored =
        store_.Get(Family::kDefault, rocksdb_log::kLedgerCountKey);
    const std::optional<uint32_t> count =
        stored.ok() ? rocksdb_log::ParseCount(stored->value_or(std::string(4, '\0'))) : std::nullopt;
    std::set<LedgerNumber> numbers;
    for (const auto& [id, row] : ledgers) {
      if (numbers.insert(row.ledger).second) continue;
      Fault(id, absl::StrCat("ledger ", id.value(), ": its number is another ledger's too"),
            absl::StrCat("登记册 ", id.value(), "：其编号与另一登记册相同"));
    }
    const uint64_t needed = numbers.empty() ? 0 : numbers.rbegin()->value() + 1;
    if (count != needed || numbers.size() != needed) {
      Fault(LedgerId(),
            absl::StrCat("there are entries of ", numbers.size(), " ledgers, and ", count.value_or(0), " were made"),
            absl::StrCat("登记册条目有 ", numbers.size(), " 个，而曾建立 ", count.value_or(0), " 个"));
    }
    for (const Family family : {Family::kRecords, Family::kStreams, Family::kCommands, Family::kTree}) {
      CheckNoRowsFrom(family, LedgerNumber(needed));
    }
  }

  void CheckNoRowsFrom(Family family, LedgerNumber number) {
    rocksdb::ReadOptions options;
    options.total_order_seek = true;
    const auto rows = store_.NewIterator(family, options);
    rows->Seek(rocksdb_log::CommandKey(number, ""));
    if (!rows->Valid()) return;
    Fault(LedgerId(),
          absl::StrCat("there are rows of a ledger with the number ", number.value(), ", which has no entry"),
          absl::StrCat("存在编号 ", number.value(), " 的登记册的数据，却没有它的条目"));
  }

  void Fault(const LedgerId& ledger, absl::string_view english, absl::string_view chinese) {
    ++result_.faults;
    hooks_.on_fault({ledger, std::nullopt, Error(absl::StatusCode::kDataLoss, "LEDGER_ENTRY_WRONG", english, chinese)});
  }

  const Store& store_;
  const LogCheckHooks& hooks_;
  LogCheckResult result_;
};

}  // namespace

absl::StatusOr<LogCheckResult> CheckLog(const RocksDbLogOptions& options, const LogCheckHooks& hooks) {
  CHECK(hooks.on_fault != nullptr);
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, Store::Open(options, rocksdb_log::kFormat));
  return WholeCheck(*store, hooks).Run();
}

absl::Status TryOpening(const RocksDbLogOptions& options) {
  return Store::Open(options, rocksdb_log::kFormat).status();
}

}  // namespace huiyin

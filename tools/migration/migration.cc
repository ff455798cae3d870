#include "tools/migration/migration.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"

namespace huiyin {
namespace {

absl::Status CheckAddresses(const std::string& from, const std::string& to) {
  if (from == to) {
    return Error(absl::StatusCode::kInvalidArgument, "MIGRATION_TO_ITSELF", "source and target are the same log",
                 "源与目标是同一个日志", "--to");
  }
  if (std::max(from.size(), to.size()) <= kMovedToBytesMax) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "LOG_ADDRESS_MALFORMED",
               absl::StrCat("a log's address has at most ", kMovedToBytesMax, " bytes here"),
               absl::StrCat("日志地址在此最多 ", kMovedToBytesMax, " 字节"));
}

// Of each partition.
absl::StatusOr<std::vector<std::string>> MarksOf(const EventLog& log) {
  std::vector<std::string> marks;
  for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
    ASSIGN_OR_RETURN(marks.emplace_back(), log.MovedTo(partition));
  }
  return marks;
}

absl::Status MarkAll(EventLog& log, const std::string& where) {
  for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
    RETURN_IF_ERROR(log.MarkMoved(partition, where));
  }
  return absl::OkStatus();
}

// OK: each mark is absent or `where`.
absl::Status CheckMarks(const std::vector<std::string>& marks, const std::string& where) {
  for (const std::string& mark : marks) {
    if (!mark.empty() && mark != where) return LogMoved(mark);
  }
  return absl::OkStatus();
}

uint64_t RecordsOf(const std::vector<LedgerHead>& heads) {
  uint64_t records = 0;
  for (const LedgerHead& head : heads) records += head.next.value();
  return records;
}

class Migration {
 public:
  Migration(const MigrationSide& from, const MigrationSide& to, const MigrationOptions& options)
      : from_(from), to_(to), options_(options) {}

  absl::StatusOr<MigrationResult> Run() {
    RETURN_IF_ERROR(CheckAddresses(from_.address, to_.address));
    // The source first: a target is not made for one that is not there.
    RETURN_IF_ERROR(OfSource(Open(from_, source_)));
    ASSIGN_OR_RETURN(const std::vector<std::string> marks, MarksOf(*source_));
    RETURN_IF_ERROR(OfSource(CheckMarks(marks, to_.address)));
    RETURN_IF_ERROR(OfTarget(Open(to_, target_)));
    ASSIGN_OR_RETURN(const std::vector<LedgerHead> heads, AllHeads(*source_));
    total_ = RecordsOf(heads);
    const bool has_left = std::count(marks.begin(), marks.end(), "") == 0;
    RETURN_IF_ERROR(has_left ? CheckArrived() : BringAll(marks));
    RETURN_IF_ERROR(OfTarget(MarkAll(*target_, "")));
    return std::move(result_);
  }

 private:
  static absl::Status Open(const MigrationSide& side, std::unique_ptr<EventLog>& log) {
    ASSIGN_OR_RETURN(log, side.open());
    return absl::OkStatus();
  }

  // The source was marked, so all was verified before; the target may take commands by now.
  absl::Status CheckArrived() {
    ASSIGN_OR_RETURN(const std::vector<std::string> marks, MarksOf(*target_));
    RETURN_IF_ERROR(OfTarget(CheckMarks(marks, from_.address)));
    RETURN_IF_ERROR(Compare(MigrationStep::kVerifying, ReadExtent::kAll));
    return CheckSourceIsBeginning(result_.ledgers);
  }

  // Says of the source what is said already, `marks`, as only who still has it can: not when the target is the same log
  // under another name, since opening it a second time took it from the first.
  absl::Status ConfirmSource(const std::vector<std::string>& marks) {
    for (uint32_t partition = 0; partition < marks.size(); ++partition) {
      const absl::Status marked = source_->MarkMoved(partition, marks[partition]);
      if (marked.ok()) continue;
      return OfSource(Prefixed(marked, "somebody else took it over, perhaps the target, under another name: ",
                               "已被他人接管，也可能目标就是它的另一名称："));
    }
    return absl::OkStatus();
  }

  absl::Status BringAll(const std::vector<std::string>& marks) {
    RETURN_IF_ERROR(ConfirmSource(marks));
    RETURN_IF_ERROR(Compare(MigrationStep::kComparing, ReadExtent::kShared));
    RETURN_IF_ERROR(CheckTargetIsBeginning(result_.ledgers));
    RETURN_IF_ERROR(OfTarget(MarkAll(*target_, from_.address)));
    uint64_t done = 0;
    for (const LedgerPair& pair : result_.ledgers) done += pair.target.next.value();
    RETURN_IF_ERROR(CopyRecords(*source_, *target_, options_.limits, [this, done](uint64_t more) mutable {
      result_.copied += more;
      Show(MigrationStep::kCopying, done += more);
    }));
    target_.reset();
    RETURN_IF_ERROR(OfTarget(Open(to_, target_)));
    RETURN_IF_ERROR(Compare(MigrationStep::kVerifying, ReadExtent::kAll));
    RETURN_IF_ERROR(CheckTargetIsBeginning(result_.ledgers));
    RETURN_IF_ERROR(CheckSourceIsBeginning(result_.ledgers));
    return OfSource(MarkAll(*source_, to_.address));
  }

  absl::Status Compare(MigrationStep step, ReadExtent extent) {
    uint64_t done = 0;
    ASSIGN_OR_RETURN(result_.ledgers, CompareLogs(*source_, *target_, extent,
                                                  [this, step, &done](uint64_t more) { Show(step, done += more); }));
    return absl::OkStatus();
  }

  void Show(MigrationStep step, uint64_t done) const {
    if (options_.progress) options_.progress(step, done, total_);
  }

  const MigrationSide& from_;
  const MigrationSide& to_;
  const MigrationOptions& options_;
  std::unique_ptr<EventLog> source_;
  std::unique_ptr<EventLog> target_;
  uint64_t total_ = 0;  // Records of the source.
  MigrationResult result_;
};

}  // namespace

absl::StatusOr<MigrationResult> Migrate(const MigrationSide& from, const MigrationSide& to,
                                        const MigrationOptions& options) {
  return Migration(from, to, options).Run();
}

}  // namespace huiyin

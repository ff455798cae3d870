#include "eventstore/append_checks.h"

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

constexpr size_t kDigestBytes = 32;

absl::Status Invalid(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "APPEND_INVALID", english, chinese);
}

bool IsLogId(const std::string& id) { return !id.empty() && id.size() <= kLogIdBytesMax; }

absl::Status CheckSizes(absl::Span<const LedgerBatch> batches) {
  size_t records = 0;
  size_t bytes = 0;
  for (const LedgerBatch& batch : batches) {
    records += batch.records.size();
    for (const EncodedRecord& record : batch.records) {
      bytes += record.bytes.size();
      if (record.bytes.size() > kRecordBytesMax) {
        return Invalid(absl::StrCat("a record has more than ", kRecordBytesMax, " bytes"),
                       absl::StrCat("记录超过 ", kRecordBytesMax, " 字节"));
      }
    }
  }
  if (records > kAppendRecordsMax || bytes > kAppendBytesMax) {
    return Invalid(
        absl::StrCat("an append takes at most ", kAppendRecordsMax, " records and ", kAppendBytesMax, " bytes"),
        absl::StrCat("一次追加最多 ", kAppendRecordsMax, " 条记录、", kAppendBytesMax, " 字节"));
  }
  return absl::OkStatus();
}

absl::Status CheckShape(const LedgerId& ledger, const EncodedRecord& record, Seq due) {
  if (!IsLogId(record.stream.value()) || !IsLogId(record.command.value()) ||
      record.command_digest.size() != kDigestBytes || record.bytes.empty()) {
    return Invalid(absl::StrCat("ledger ", ledger.value(), ", seq ", record.seq.value(), ": the record is not whole"),
                   absl::StrCat("登记册 ", ledger.value(), " 第 ", record.seq.value(), " 条：记录不完整"));
  }
  if (record.seq != due) {
    return Invalid(
        absl::StrCat("ledger ", ledger.value(), ": seq ", record.seq.value(), " where ", due.value(), " is due"),
        absl::StrCat("登记册 ", ledger.value(), "：序号应为 ", due.value(), "，却是 ", record.seq.value()));
  }
  return absl::OkStatus();
}

absl::Status CheckBatch(const LedgerBatch& batch) {
  if (!IsLogId(batch.ledger.value())) return Invalid("a ledger id is empty or too long", "登记册编号为空或过长");
  absl::flat_hash_map<absl::string_view, StreamVersion> versions;
  absl::flat_hash_set<absl::string_view> commands;
  versions.reserve(batch.records.size());
  commands.reserve(batch.records.size());
  const EncodedRecord* previous = nullptr;
  Seq due = batch.expected;
  for (const EncodedRecord& record : batch.records) {
    RETURN_IF_ERROR(CheckShape(batch.ledger, record, due));
    due = due.Next();
    auto [version, first] = versions.try_emplace(record.stream.value(), record.stream_version);
    if (!first) {
      if (record.stream_version != version->second.Next()) {
        return StreamVersionNotNext(batch.ledger, record.stream.value(), record.stream_version);
      }
      version->second = record.stream_version;
    }
    const bool goes_on = previous != nullptr && previous->command == record.command;
    if (goes_on ? previous->command_digest != record.command_digest : !commands.insert(record.command.value()).second) {
      return CommandIdReused(batch.ledger, record.command.value());
    }
    previous = &record;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckBatches(absl::Span<const LedgerBatch> batches) {
  RETURN_IF_ERROR(CheckSizes(batches));
  absl::flat_hash_set<absl::string_view> ledgers;
  for (const LedgerBatch& batch : batches) {
    if (!ledgers.insert(batch.ledger.value()).second) {
      return Invalid(absl::StrCat("ledger ", batch.ledger.value(), " stands twice in one append"),
                     absl::StrCat("一次追加中登记册 ", batch.ledger.value(), " 出现两次"));
    }
    RETURN_IF_ERROR(CheckBatch(batch));
  }
  return absl::OkStatus();
}

std::vector<CommandRun> CommandRuns(absl::Span<const EncodedRecord> records) {
  std::vector<CommandRun> runs;
  runs.reserve(records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    if (i == 0 || records[i].command != records[i - 1].command) runs.push_back({i, 0});
    ++runs.back().count;
  }
  return runs;
}

absl::Status ExpectedSeqConflict(const LedgerId& ledger, Seq expected, Seq next) {
  return Error(absl::StatusCode::kAborted, "EXPECTED_SEQ_CONFLICT",
               absl::StrCat("ledger ", ledger.value(), " is at seq ", next.value(), ", not at ", expected.value()),
               absl::StrCat("登记册 ", ledger.value(), " 的下一序号是 ", next.value(), "，不是 ", expected.value()));
}

absl::Status CommandIdReused(const LedgerId& ledger, absl::string_view command) {
  return Error(absl::StatusCode::kAlreadyExists, "COMMAND_ID_REUSED",
               absl::StrCat("ledger ", ledger.value(), " has a command ", command, " already"),
               absl::StrCat("登记册 ", ledger.value(), " 已有命令 ", command));
}

absl::Status StreamVersionNotNext(const LedgerId& ledger, absl::string_view stream, StreamVersion version) {
  return Invalid(
      absl::StrCat("ledger ", ledger.value(), ": version ", version.value(), " is not the next of stream ", stream),
      absl::StrCat("登记册 ", ledger.value(), "：版本 ", version.value(), " 不是流 ", stream, " 的下一版本"));
}

absl::Status LogMoved(absl::string_view where) {
  return Error(absl::StatusCode::kFailedPrecondition, "LOG_MOVED",
               absl::StrCat("this log takes no commands: its register is at ", where),
               absl::StrCat("本日志不再接受命令：登记册已迁至 ", where));
}

absl::Status LogNotMoved() {
  return Error(absl::StatusCode::kFailedPrecondition, "LOG_NOT_MOVED",
               "this log takes commands; nothing can be copied into it", "本日志正在接受命令，不能向其复制");
}

absl::Status RecordDamaged(const LedgerId& ledger, Seq seq, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED",
               absl::StrCat("ledger ", ledger.value(), ", seq ", seq.value(), ": ", english),
               absl::StrCat("登记册 ", ledger.value(), " 第 ", seq.value(), " 条：", chinese));
}

}  // namespace huiyin

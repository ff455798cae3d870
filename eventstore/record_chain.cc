#include "eventstore/record_chain.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/timestamps.h"
#include "eventstore/append_checks.h"
#include "eventstore/record_codec.h"

namespace huiyin {
namespace {

absl::Status Damaged(absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kDataLoss, "RECORD_DAMAGED", english, chinese);
}

// Whether a log has room for what the record says of itself (CheckBatches).
bool CouldBeAppended(const v1::Record& record) {
  return !record.stream_id().empty() && record.stream_id().size() <= kLogIdBytesMax && !record.command_id().empty() &&
         record.command_id().size() <= kLogIdBytesMax && record.command_digest().size() == merkle::Hash::kBytes &&
         record.stream_version() < std::numeric_limits<uint32_t>::max();
}

}  // namespace

bool RecordChain::Add(Seq seq, absl::string_view bytes) {
  const absl::Status placed = CheckPlace(seq, bytes);
  if (!placed.ok()) {
    faults_.Tell(seq, placed);
    Skip();
    return false;
  }
  CheckAgainstThoseBefore(seq);
  const absl::Status checked = check_ != nullptr ? check_(record_) : absl::OkStatus();
  if (!checked.ok()) faults_.Tell(seq, checked);
  return true;
}

absl::Status RecordChain::CheckPlace(Seq seq, absl::string_view bytes) {
  RETURN_IF_ERROR(Decode(bytes, record_));
  const std::string& ledger = record_.ledger_id();
  if (ledger != faults_.ledger().value() || record_.seq() != seq.value()) {
    return Damaged(absl::StrCat("the record there is that of ledger ", ledger, ", seq ", record_.seq()),
                   absl::StrCat("该处的记录属于登记册 ", ledger, " 第 ", record_.seq(), " 条"));
  }
  return CouldBeAppended(record_)
             ? absl::OkStatus()
             : Damaged("no log would have taken what it says of itself", "其元数据不可能为日志所接受");
}

void RecordChain::CheckAgainstThoseBefore(Seq seq) {
  const absl::Time recorded_at = ToTime(record_.recorded_at());
  if (recorded_at < last_recorded_at_) {
    faults_.Tell(seq, "RECORDED_TIME_WENT_BACK", "it was recorded before the record before it", "登记时间早于前一条");
  }
  last_recorded_at_ = recorded_at;

  const uint64_t version = record_.stream_version();
  const auto [due, is_new] = next_versions_.try_emplace(record_.stream_id(), 0);
  // What cannot be read may have been of this stream.
  const bool may_skip = has_gap_ && version > due->second;
  if (version != due->second && !may_skip) {
    faults_.Tell(seq, "STREAM_VERSION_WRONG",
                 absl::StrCat("version ", version, " of ", record_.stream_id(), " where ", due->second, " is due"),
                 absl::StrCat(record_.stream_id(), " 的版本为 ", version, "，应为 ", due->second));
  }
  due->second = version + 1;
}

}  // namespace huiyin

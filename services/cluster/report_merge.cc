#include "services/cluster/report_merge.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>

#include "base/error.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

using Head = PartitionHead<v1::GetReportResponse>;

// What is wrong with the question comes before a partition that is away. nullptr: none has failed.
const Head* FirstFailed(const std::vector<Head>& heads) {
  const Head* first = nullptr;
  for (const Head& head : heads) {
    if (head.state != Head::State::kEnded || head.end.ok()) continue;
    if (head.end.error_code() != grpc::StatusCode::UNAVAILABLE) return &head;
    if (first == nullptr) first = &head;
  }
  return first;
}

grpc::Status CutShort() {
  return ToRpc(Error(absl::StatusCode::kUnavailable, "REPORT_CUT_SHORT", "a partition's report has no end; retry",
                     "某分区的报表不完整；请重试"));
}

MergeStep VersionsDiffer() {
  return MergeStep::End(
      ToRpc(Error(absl::StatusCode::kUnavailable, "REPORT_VERSIONS_DIFFER",
                  "the nodes make different versions of this report; retry when all run the same version of huiyin",
                  "各节点制作的此报表版本不一；请待全部节点运行同一版本的 huiyin 后重试")));
}

}  // namespace

MergeStep ReportMerge::Next(Heads& heads, v1::GetReportResponse& response) {
  if (std::any_of(heads.begin(), heads.end(), [](const Head& head) { return head.state == Head::State::kAwaited; })) {
    return MergeStep::Await();
  }
  if (const Head* failed = FirstFailed(heads)) return MergeStep::End(FromOneOfAll(failed->partition, failed->end));
  std::optional<size_t> first;
  std::optional<size_t> ended;
  for (size_t i = 0; i < heads.size(); ++i) {
    if (heads[i].state != Head::State::kMessage) continue;
    const v1::GetReportResponse& message = heads[i].message;
    if (message.has_header()) return TakeHeader(heads, i, response);
    if (message.has_end()) {
      ended = i;
      continue;
    }
    if (message.has_section()) ledgers_[i] = message.section().provenance().ledger_id();
    if (!first.has_value() || ledgers_[i] < ledgers_[*first]) first = i;
  }
  if (first.has_value()) {
    response.Swap(&heads[*first].message);
    return Write(*first, response);
  }
  if (ended.has_value()) return TakeEnd(heads, *ended, response);
  return MergeStep::End(ends_ == heads.size() ? grpc::Status::OK : CutShort());
}

MergeStep ReportMerge::TakeHeader(Heads& heads, size_t stream, v1::GetReportResponse& response) {
  const v1::ReportHeader& header = heads[stream].message.header();
  if (header_.has_value()) {
    const bool same = google::protobuf::util::MessageDifferencer::Equals(header, *header_);
    return same ? MergeStep::Drop(stream) : VersionsDiffer();
  }
  header_ = header;
  response.Swap(&heads[stream].message);
  return Write(stream, response);
}

MergeStep ReportMerge::TakeEnd(Heads& heads, size_t stream, v1::GetReportResponse& response) {
  totals_.Add(heads[stream].message.end());
  if (++ends_ < heads.size()) return MergeStep::Drop(stream);
  *response.mutable_end() = totals_.Finish();
  return Write(stream, response);
}

MergeStep ReportMerge::Write(size_t stream, v1::GetReportResponse& response) {
  digest_.Add(response);
  if (response.has_end()) response.mutable_end()->set_digest(digest_.Finish());
  return MergeStep::Write(stream);
}

}  // namespace huiyin

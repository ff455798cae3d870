#include "services/cluster/statistics_merge.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace huiyin {
namespace {

using Head = PartitionHead<v1::GetStatisticsResponse>;

}  // namespace

size_t StatisticsMerge::PlaceOf(size_t stream, size_t answered) const {
  const std::vector<size_t>& places = places_[stream];
  return answered < places.size() ? places[answered] : SIZE_MAX;
}

StatisticsMerge::Turn StatisticsMerge::TurnOf(size_t stream, const v1::GetStatisticsResponse& message) const {
  const bool is_header = message.has_statistics();
  const size_t answered = is_header ? headers_[stream] : headers_[stream] - 1;
  return {PlaceOf(stream, answered), is_header ? message.statistics().ledger_id() : message.facts().ledger_id()};
}

const Head* StatisticsMerge::FirstFailed(const Heads& heads) const {
  const Head* first = nullptr;
  std::pair<bool, size_t> turn_of_first;
  for (size_t i = 0; i < heads.size(); ++i) {
    if (heads[i].state != Head::State::kEnded || heads[i].end.ok()) continue;
    const std::pair<bool, size_t> turn(heads[i].end.error_code() == grpc::StatusCode::NOT_FOUND,
                                       PlaceOf(i, headers_[i]));
    if (first != nullptr && turn_of_first <= turn) continue;
    first = &heads[i];
    turn_of_first = turn;
  }
  return first;
}

MergeStep StatisticsMerge::Next(Heads& heads, v1::GetStatisticsResponse& response) {
  if (std::any_of(heads.begin(), heads.end(), [](const Head& head) { return head.state == Head::State::kAwaited; })) {
    return MergeStep::Await();
  }
  const Head* failed = FirstFailed(heads);
  if (failed != nullptr) return MergeStep::End(FromOneOfAll(failed->partition, failed->end));
  std::optional<size_t> first;
  for (size_t i = 0; i < heads.size(); ++i) {
    if (heads[i].state != Head::State::kMessage) continue;
    if (!first || TurnOf(i, heads[i].message) < TurnOf(*first, heads[*first].message)) first = i;
  }
  if (!first) return MergeStep::End(grpc::Status::OK);
  if (heads[*first].message.has_statistics()) ++headers_[*first];
  response.Swap(&heads[*first].message);
  return MergeStep::Write(*first);
}

}  // namespace huiyin

// The statistics of several partitions as one stream: ledger after ledger, each with its facts, in the order that one
// machine with all of them gives.
//
// Nothing is sent before every partition has answered, and an error of one ends all: figures never come short. Of
// several errors the one is told that one machine would meet: a ledger that is not there (NOT_FOUND) is met only at its
// turn, so any other comes first.
#ifndef HUIYIN_SERVICES_CLUSTER_STATISTICS_MERGE_H_
#define HUIYIN_SERVICES_CLUSTER_STATISTICS_MERGE_H_

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "huiyin/v1/query_service.pb.h"
#include "services/cluster/gathered_stream.h"

namespace huiyin {

class StatisticsMerge final : public StreamMerge<v1::GetStatisticsResponse> {
 public:
  // `places[i]`: of the ledgers that stream i was asked for, the places in the request. None anywhere: all ledgers are
  // asked for, and come by id.
  explicit StatisticsMerge(std::vector<std::vector<size_t>> places)
      : places_(std::move(places)), headers_(places_.size()) {}

  MergeStep Next(Heads& heads, v1::GetStatisticsResponse& response) override;

 private:
  // What comes first has the smallest. Valid while the message is.
  using Turn = std::pair<size_t, absl::string_view>;
  Turn TurnOf(size_t stream, const v1::GetStatisticsResponse& message) const;
  // Of the ledger that the stream has answered so many before.
  size_t PlaceOf(size_t stream, size_t answered) const;
  // nullptr: none has failed.
  const PartitionHead<v1::GetStatisticsResponse>* FirstFailed(const Heads& heads) const;

  const std::vector<std::vector<size_t>> places_;
  // How many ledgers each stream has begun to answer.
  std::vector<size_t> headers_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_STATISTICS_MERGE_H_

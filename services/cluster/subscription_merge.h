// The records of several partitions as one subscription: as they come, each partition's in its order.
//
// A token says where every partition's stream goes on, and is exact, as on one machine: whoever keeps what came before
// it and resumes there gets every other record, and none twice. So between two tokens all records are of one partition:
// when one's have begun to come, the others wait until its token follows.
#ifndef HUIYIN_SERVICES_CLUSTER_SUBSCRIPTION_MERGE_H_
#define HUIYIN_SERVICES_CLUSTER_SUBSCRIPTION_MERGE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "huiyin/v1/subscription_service.pb.h"
#include "services/cluster/gathered_stream.h"

namespace huiyin {

// What is asked of each of `partitions` partitions: `request`, from that partition's part of its token.
// kInvalidArgument (SUBSCRIPTION_START_INVALID).
absl::StatusOr<std::vector<v1::SubscribeRequest>> DividedAmong(uint32_t partitions,
                                                               const v1::SubscribeRequest& request);

class SubscriptionMerge final : public StreamMerge<v1::SubscribeResponse> {
 public:
  // Of streams that answer `requests`, which DividedAmong made.
  explicit SubscriptionMerge(const std::vector<v1::SubscribeRequest>& requests);

  MergeStep Next(Heads& heads, v1::SubscribeResponse& response) override;

 private:
  // Where one stream is.
  struct Place {
    uint64_t next_offset = 0;
    std::string last_digest;
    bool known = false;
    bool caught_up = false;
  };

  MergeStep EndOrAwait(const Heads& heads) const;
  // Notes the token and answers with that of all, once the places of all are known.
  MergeStep UseToken(size_t stream, const v1::SubscribeResponse& message, v1::SubscribeResponse& response);
  std::string TokenOfAll() const;

  std::vector<Place> places_;
  // Whose records have come since the last token.
  std::optional<size_t> open_;
  // Who is looked at first: each in turn.
  size_t turn_ = 0;
  bool caught_up_ = false;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_SUBSCRIPTION_MERGE_H_

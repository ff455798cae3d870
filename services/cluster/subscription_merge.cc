#include "services/cluster/subscription_merge.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/resume_token.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

using Head = PartitionHead<v1::SubscribeResponse>;

v1::ResumeToken PartOf(const v1::ResumeToken& token, int partition) {
  v1::ResumeToken part;
  part.add_next_offsets(token.next_offsets(partition));
  part.add_last_digests(token.last_digests(partition));
  return part;
}

}  // namespace

absl::StatusOr<std::vector<v1::SubscribeRequest>> DividedAmong(uint32_t partitions,
                                                               const v1::SubscribeRequest& request) {
  std::vector<v1::SubscribeRequest> requests(partitions, request);
  if (!request.has_resume_token()) return requests;
  ASSIGN_OR_RETURN(const v1::ResumeToken token, ParseResumeToken(request.resume_token(), "", partitions));
  for (uint32_t i = 0; i < partitions; ++i) {
    requests[i].set_resume_token(PartOf(token, static_cast<int>(i)).SerializeAsString());
  }
  return requests;
}

SubscriptionMerge::SubscriptionMerge(const std::vector<v1::SubscribeRequest>& requests) : places_(requests.size()) {
  for (size_t i = 0; i < requests.size(); ++i) {
    // Where "end" is, the stream's first token says.
    places_[i].known = !requests[i].has_end();
    v1::ResumeToken token;
    if (!token.ParseFromString(requests[i].resume_token()) || token.next_offsets_size() != 1) continue;
    places_[i].next_offset = token.next_offsets(0);
    places_[i].last_digest = token.last_digests(0);
  }
}

MergeStep SubscriptionMerge::Next(Heads& heads, v1::SubscribeResponse& response) {
  for (const Head& head : heads) {
    if (head.state == Head::State::kEnded && !head.end.ok()) {
      return MergeStep::End(FromOneOfAll(head.partition, head.end));
    }
  }
  for (size_t tried = 0; tried < heads.size(); ++tried) {
    const size_t stream = open_ ? *open_ : (turn_ + tried) % heads.size();
    if (heads[stream].state != Head::State::kMessage) {
      if (open_) break;
      continue;
    }
    turn_ = stream + 1;
    if (!heads[stream].message.has_records()) return UseToken(stream, heads[stream].message, response);
    open_ = stream;
    response.Swap(&heads[stream].message);
    return MergeStep::Write(stream);
  }
  return EndOrAwait(heads);
}

MergeStep SubscriptionMerge::EndOrAwait(const Heads& heads) const {
  const bool ended =
      std::all_of(heads.begin(), heads.end(), [](const Head& head) { return head.state == Head::State::kEnded; });
  return ended ? MergeStep::End(grpc::Status::OK) : MergeStep::Await();
}

MergeStep SubscriptionMerge::UseToken(size_t stream, const v1::SubscribeResponse& message,
                                      v1::SubscribeResponse& response) {
  const std::string& bytes =
      message.has_caught_up() ? message.caught_up().resume_token() : message.checkpoint().resume_token();
  const absl::StatusOr<v1::ResumeToken> token = ParseResumeToken(bytes, "", 1);
  if (!token.ok()) {
    return MergeStep::End(ToRpc(Error(absl::StatusCode::kInternal, "INTERNAL", "a partition gave no valid resume token",
                                      "分区给出的续传令牌无效")));
  }
  Place& place = places_[stream];
  place.next_offset = token->next_offsets(0);
  place.last_digest = token->last_digests(0);
  place.known = true;
  place.caught_up = place.caught_up || message.has_caught_up();
  open_.reset();
  if (!std::all_of(places_.begin(), places_.end(), [](const Place& one) { return one.known; })) {
    return MergeStep::Drop(stream);
  }
  const bool all_caught_up =
      std::all_of(places_.begin(), places_.end(), [](const Place& one) { return one.caught_up; });
  if (all_caught_up && !caught_up_) {
    caught_up_ = true;
    response.mutable_caught_up()->set_resume_token(TokenOfAll());
  } else {
    response.mutable_checkpoint()->set_resume_token(TokenOfAll());
  }
  return MergeStep::Write(stream);
}

std::string SubscriptionMerge::TokenOfAll() const {
  v1::ResumeToken token;
  for (const Place& place : places_) {
    token.add_next_offsets(place.next_offset);
    token.add_last_digests(place.last_digest);
  }
  return token.SerializeAsString();
}

}  // namespace huiyin

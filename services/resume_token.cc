#include "services/resume_token.h"

#include <string>

#include "base/error.h"

namespace huiyin {
namespace {

// The token's parts fit together and to the subscription.
bool IsWellFormed(const v1::ResumeToken& token, absl::string_view ledger, uint32_t partitions) {
  const bool one_ledger = !ledger.empty();
  const int places = one_ledger ? 1 : static_cast<int>(partitions);
  if (token.ledger_id() != ledger || token.last_digests_size() != places) return false;
  if (token.next_offsets_size() != (one_ledger ? 0 : places)) return false;
  for (int i = 0; i < places; ++i) {
    const bool at_beginning = (one_ledger ? token.next_seq() : token.next_offsets(i)) == 0;
    if (token.last_digests(i).size() != (at_beginning ? 0 : kTokenDigestBytes)) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<v1::ResumeToken> ParseResumeToken(absl::string_view bytes, absl::string_view ledger,
                                                 uint32_t partitions) {
  v1::ResumeToken token;
  if (token.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) && IsWellFormed(token, ledger, partitions)) {
    return token;
  }
  return Error(absl::StatusCode::kInvalidArgument, "SUBSCRIPTION_START_INVALID",
               "the resume token is not one of this log with this filter; start from the beginning or a seq",
               "续传令牌不属于本日志或与筛选条件不符；请从头或从指定 seq 开始", "resume_token");
}

}  // namespace huiyin

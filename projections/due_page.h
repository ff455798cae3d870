// One page of a due list: which rows are on it, and where the next one begins. The same for the live view and for
// history.
#ifndef HUIYIN_PROJECTIONS_DUE_PAGE_H_
#define HUIYIN_PROJECTIONS_DUE_PAGE_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "huiyin/v1/query_service.pb.h"
#include "huiyin/v1/report.pb.h"

namespace huiyin {

inline constexpr uint32_t kDueLimitMax = 10'000;
inline constexpr uint32_t kDueLimitDefault = 1'000;

// A row's place in the list: by due date, then ledger and id.
struct DuePlace {
  int32_t day = INT32_MIN;
  std::string ledger;
  std::string proposal;

  friend auto operator<=>(const DuePlace&, const DuePlace&) = default;
};

DuePlace PlaceOf(const v1::DueProposal& row);

class DuePage {
 public:
  // kInvalidArgument (PAGE_TOKEN_INVALID): the token is not one of this list.
  static absl::StatusOr<DuePage> Of(const v1::ListDueRequest& request);

  // What lies before it was on earlier pages.
  const DuePlace& from() const { return from_; }
  // At most so many rows.
  size_t limit() const { return limit_; }

  // The next row in order. False: the page is full, and the next one begins with this row.
  bool Add(v1::DueProposal row);
  v1::ListDueResponse End() { return std::move(response_); }

 private:
  DuePage(std::string list, size_t limit, DuePlace from)
      : list_(std::move(list)), limit_(limit), from_(std::move(from)) {}

  std::string list_;
  size_t limit_;
  DuePlace from_;
  size_t bytes_ = 0;
  v1::ListDueResponse response_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_DUE_PAGE_H_

// How many streams of one kind are open at a time: bounded, since each holds memory for as long as its reader likes.
#ifndef HUIYIN_SERVICES_STREAM_LIMIT_H_
#define HUIYIN_SERVICES_STREAM_LIMIT_H_

#include <atomic>
#include <utility>

#include "absl/status/statusor.h"
#include "base/error.h"

namespace huiyin {

// Thread-safe. Must outlive its places.
class StreamLimit {
 public:
  explicit StreamLimit(int max) : max_(max) {}

  // Of one open stream; given back by the destructor.
  class Place {
   public:
    explicit Place(std::atomic<int>& open) : open_(&open) {}
    Place(Place&& from) noexcept : open_(std::exchange(from.open_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (open_ != nullptr) --*open_;
    }

   private:
    std::atomic<int>* open_;
  };

  // kResourceExhausted (TOO_MANY_STREAMS).
  absl::StatusOr<Place> Take() {
    ++open_;
    Place place(open_);
    if (open_ <= max_) return place;
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
                 "too many streams of this kind are open; retry later", "此类数据流已达上限，请稍后重试");
  }

 private:
  const int max_;
  std::atomic<int> open_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_STREAM_LIMIT_H_

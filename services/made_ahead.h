// A value made before it is asked for, when a thread of the pool is free; else by who asks, when he asks.
#ifndef HUIYIN_SERVICES_MADE_AHEAD_H_
#define HUIYIN_SERVICES_MADE_AHEAD_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/work_pool.h"

namespace huiyin {

// May go at any time: what nobody has begun to make then is not made; what is being made goes when it is made, so
// `make` owns what it reads, or reads what outlives the pool. For one thread at a time; the pool must outlive the
// constructor.
template <typename T>
class MadeAhead {
 public:
  MadeAhead(WorkPool& pool, std::function<T()> make) : shared_(std::make_shared<Shared>(std::move(make))) {
    // Refused when too many wait: nobody waits for this.
    pool.Start([shared = shared_] { shared->MakeUnlessBegun(); }).IgnoreError();
  }
  MadeAhead(MadeAhead&&) = default;
  MadeAhead& operator=(MadeAhead&& other) {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~MadeAhead() {
    if (shared_ != nullptr) shared_->Abandon();
  }

  // Once.
  T Get() {
    shared_->MakeUnlessBegun();
    return shared_->Take();
  }

 private:
  class Shared {
   public:
    explicit Shared(std::function<T()> make) : make_(std::move(make)) {}

    void MakeUnlessBegun() {
      {
        absl::MutexLock lock(&mu_);
        if (std::exchange(begun_, true)) return;
      }
      T value = make_();
      absl::MutexLock lock(&mu_);
      value_ = std::move(value);
    }
    T Take() {
      const auto made = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return value_.has_value(); };
      absl::MutexLock lock(&mu_);
      mu_.Await(absl::Condition(&made));
      return *std::move(value_);
    }
    void Abandon() {
      absl::MutexLock lock(&mu_);
      begun_ = true;
    }

   private:
    const std::function<T()> make_;
    absl::Mutex mu_;
    bool begun_ ABSL_GUARDED_BY(mu_) = false;
    std::optional<T> value_ ABSL_GUARDED_BY(mu_);
  };

  std::shared_ptr<Shared> shared_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_MADE_AHEAD_H_

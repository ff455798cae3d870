#include "services/answerer.h"

#include <utility>

#include "base/check.h"

namespace huiyin {

void Answerer::Answer(std::vector<std::unique_ptr<CommandGroup>> batch) {
  const auto has_room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return batches_.size() < kBatchesToAnswerMax; };
  absl::MutexLock lock(&mu_);
  CHECK(!finishing_);
  mu_.Await(absl::Condition(&has_room));
  batches_.push_back(std::move(batch));
}

void Answerer::Finish() {
  {
    absl::MutexLock lock(&mu_);
    finishing_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Answerer::Run() {
  const auto has_work = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return finishing_ || !batches_.empty(); };
  while (true) {
    std::vector<std::unique_ptr<CommandGroup>> batch;
    {
      absl::MutexLock lock(&mu_);
      mu_.Await(absl::Condition(&has_work));
      if (batches_.empty()) return;
      batch = std::move(batches_.front());
      batches_.pop_front();
    }
    for (std::unique_ptr<CommandGroup>& group : batch) group->done(*group);
  }
}

}  // namespace huiyin

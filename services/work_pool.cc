#include "services/work_pool.h"

#include <utility>

#include "base/error.h"

namespace huiyin {

WorkPool::WorkPool(size_t threads, size_t waiting_max) : waiting_max_(waiting_max) {
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkPool::~WorkPool() { Stop(); }

absl::Status WorkPool::Start(std::function<void()> work) {
  absl::MutexLock lock(&mu_);
  if (stopping_) {
    return Error(absl::StatusCode::kUnavailable, "SHUTTING_DOWN", "the server is shutting down", "服务器正在停止");
  }
  if (waiting_.size() >= waiting_max_) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_QUERIES",
                 "too many queries are waiting; retry a little later", "等待处理的查询过多，请稍后重试");
  }
  waiting_.push_back(std::move(work));
  return absl::OkStatus();
}

void WorkPool::Continue(std::function<void()> work) {
  absl::MutexLock lock(&mu_);
  waiting_.push_back(std::move(work));
}

void WorkPool::Run() {
  while (true) {
    std::function<void()> work;
    {
      absl::MutexLock lock(&mu_);
      mu_.Await(absl::Condition(
          +[](WorkPool* pool)
               ABSL_EXCLUSIVE_LOCKS_REQUIRED(pool->mu_) { return pool->stopping_ || !pool->waiting_.empty(); },
          this));
      if (waiting_.empty()) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

void WorkPool::Stop() {
  {
    absl::MutexLock lock(&mu_);
    stopping_ = true;
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace huiyin

#include "services/server/health_watch.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace huiyin {
namespace {

constexpr absl::Duration kLookEvery = absl::Milliseconds(250);

void Say(const std::string& line) {
  std::fprintf(stderr, "%s\n", line.c_str());
  std::fflush(stderr);
}

}  // namespace

HealthWatch::HealthWatch(grpc::HealthCheckServiceInterface& health, std::vector<std::string> services,
                         std::vector<WatchedPart> parts)
    : health_(health), services_(std::move(services)), parts_(std::move(parts)), told_(parts_.size()) {
  health_.SetServingStatus("", true);
  for (const std::string& service : services_) health_.SetServingStatus(service, true);
  thread_ = std::thread([this] { Watch(); });
}

HealthWatch::~HealthWatch() { Stop(); }

void HealthWatch::Watch() {
  while (true) {
    {
      absl::MutexLock lock(&mu_);
      if (mu_.AwaitWithTimeout(absl::Condition(&stopping_), kLookEvery)) return;
    }
    Look();
  }
}

void HealthWatch::Look() {
  bool changed = false;
  for (size_t i = 0; i < parts_.size(); ++i) {
    absl::Status state = parts_[i].state();
    if (state == told_[i]) continue;
    changed = true;
    if (state.ok()) {
      Say(absl::StrCat("huiyin: ", parts_[i].name, " is well again 已恢复：", parts_[i].name_zh));
    } else {
      Say(absl::StrCat("huiyin: ", parts_[i].name, " failed 故障：", parts_[i].name_zh, ": ", state.message()));
    }
    told_[i] = std::move(state);
  }
  if (!changed) return;
  std::vector<std::string> failed;
  for (size_t i = 0; i < parts_.size(); ++i) {
    if (!told_[i].ok()) failed.insert(failed.end(), parts_[i].services.begin(), parts_[i].services.end());
  }
  const bool all_well = std::all_of(told_.begin(), told_.end(), [](const absl::Status& state) { return state.ok(); });
  health_.SetServingStatus("", all_well);
  for (const std::string& service : services_) {
    health_.SetServingStatus(service, std::find(failed.begin(), failed.end(), service) == failed.end());
  }
}

void HealthWatch::Stop() {
  {
    absl::MutexLock lock(&mu_);
    if (std::exchange(stopping_, true)) return;
  }
  thread_.join();
  health_.SetServingStatus(false);
}

}  // namespace huiyin

// IANA time zones by name, behind an interface so that the core does not reach for files.
#ifndef HUIYIN_BASE_TIME_ZONES_H_
#define HUIYIN_BASE_TIME_ZONES_H_

#include <map>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace huiyin {

// Thread-safe.
class TimeZones {
 public:
  virtual ~TimeZones() = default;
  // nullopt: no such zone.
  virtual std::optional<absl::TimeZone> Find(absl::string_view name) const = 0;
};

// The zones of the machine (/usr/share/zoneinfo). Remembers at most kRememberedMax names.
class SystemTimeZones final : public TimeZones {
 public:
  static constexpr size_t kRememberedMax = 1'024;
  std::optional<absl::TimeZone> Find(absl::string_view name) const override;

 private:
  mutable absl::Mutex mu_;
  mutable std::map<std::string, std::optional<absl::TimeZone>> remembered_ ABSL_GUARDED_BY(mu_);
};

}  // namespace huiyin

#endif  // HUIYIN_BASE_TIME_ZONES_H_

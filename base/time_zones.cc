#include "base/time_zones.h"

#include "absl/strings/match.h"

namespace huiyin {
namespace {

// A zone name goes to the file system: letters, digits and "_+-/" only, no leading "/", no dots. What the environment
// decides
// ("localtime", "posixrules") is no name, nor is a second copy of the zones ("posix/", "right/").
bool IsZoneName(absl::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '/') return false;
  if (name == "localtime" || name == "posixrules" || name == "Factory") return false;
  if (absl::StartsWith(name, "posix/") || absl::StartsWith(name, "right/")) return false;
  for (char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (!letter && !digit && c != '_' && c != '+' && c != '-' && c != '/') return false;
  }
  return true;
}

}  // namespace

std::optional<absl::TimeZone> SystemTimeZones::Find(absl::string_view name) const {
  if (!IsZoneName(name)) return std::nullopt;
  absl::MutexLock lock(&mu_);
  auto it = remembered_.find(std::string(name));
  if (it != remembered_.end()) return it->second;
  absl::TimeZone zone;
  std::optional<absl::TimeZone> found;
  if (absl::LoadTimeZone(name, &zone)) found = zone;
  if (remembered_.size() >= kRememberedMax) remembered_.clear();
  remembered_.emplace(name, found);
  return found;
}

}  // namespace huiyin

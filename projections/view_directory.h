// The directory of the views: which of its stores is the current one.
//
//   LOCK           held while the views are open
//   CURRENT        := name SP "format" SP number NL, replaced by rename
//   store-NNNNNN/  a ViewStore; those that CURRENT does not name are leftovers of a crash
#ifndef HUIYIN_PROJECTIONS_VIEW_DIRECTORY_H_
#define HUIYIN_PROJECTIONS_VIEW_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace huiyin {

// Not thread-safe.
class ViewDirectory {
 public:
  // Creates the directory, locks it and removes leftovers. kUnavailable: VIEWS_LOCKED, or VIEWS_UNAVAILABLE (the disk).
  static absl::StatusOr<std::unique_ptr<ViewDirectory>> Open(std::string path);
  ~ViewDirectory();

  // The path of the current store. A new one where there is none of this program's format.
  const std::string& current() const { return current_; }
  // A path for a new store, which does not exist yet.
  std::string NextStore();
  // Makes `store`, whose files are on disk, the current one, durably. Atomic: after a crash it is the old or the new
  // one.
  absl::Status SetCurrent(const std::string& store);

 private:
  ViewDirectory(std::string path, int lock_fd) : path_(std::move(path)), lock_fd_(lock_fd) {}
  void ReadCurrent();
  void RemoveEmptyJournals();
  absl::Status RemoveLeftovers();

  const std::string path_;
  const int lock_fd_;
  std::string current_;
  uint64_t number_ = 0;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_VIEW_DIRECTORY_H_

// A temporary directory under TMPDIR, removed with all in it.
#ifndef HUIYIN_TOOLS_BENCH_SCRATCH_H_
#define HUIYIN_TOOLS_BENCH_SCRATCH_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace huiyin {

class Scratch {
 public:
  // "huiyin-PURPOSE-…", in /var/tmp when TMPDIR is not set: /tmp may be memory, where nothing is durable. kUnavailable:
  // it cannot be made.
  static absl::StatusOr<std::unique_ptr<Scratch>> Make(absl::string_view purpose = "bench");
  ~Scratch();

  // `name` inside it.
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  Scratch(std::string path, pid_t owner) : path_(std::move(path)), owner_(owner) {}

  const std::string path_;
  // A forked child must not remove what is its parent's.
  const pid_t owner_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_BENCH_SCRATCH_H_

// The lanes of a process that only reads: they take no command.
#ifndef HUIYIN_SERVICES_CLUSTER_NOT_A_WRITER_H_
#define HUIYIN_SERVICES_CLUSTER_NOT_A_WRITER_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "base/error.h"
#include "base/ids.h"
#include "services/command_lanes.h"

namespace huiyin {

class NotAWriter final : public CommandLanes {
 public:
  uint32_t LaneOf(const LedgerId&) const override { return 0; }
  absl::Status Submit(uint32_t, std::unique_ptr<CommandGroup>&) override { return Refusal(); }

  static absl::Status Refusal() {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_A_WRITER",
                 "this process only reads the register: send commands to a node that was started with huiyin serve",
                 "本进程只读登记册：请将命令发往以 huiyin serve 启动的节点");
  }
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_CLUSTER_NOT_A_WRITER_H_

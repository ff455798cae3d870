#include <google/protobuf/stubs/logging.h>

#include "absl/synchronization/mutex.h"
#include "tools/cli/program.h"

int main(int argc, char** argv) {
  // Debian's abseil is built for debugging: each lock of ours and of gRPC's would be checked for deadlocks under one
  // lock of the whole process. The tests keep that check; who serves does not pay for it.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // Bytes that are no message are told of by whoever reads them, in the person's language.
  google::protobuf::SetLogHandler(nullptr);
  return huiyin::RunProgram(argc, argv);
}

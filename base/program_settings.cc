#include "base/program_settings.h"

#include "absl/synchronization/mutex.h"
#ifdef HUIYIN_MIMALLOC
#include <mimalloc.h>
#endif

namespace huiyin {

void SetForServing() {
  // Debian's abseil is built for debugging: each lock of ours and of gRPC's would be checked for deadlocks under one
  // lock of the whole process. The tests keep that check; who serves does not pay for it.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#ifdef HUIYIN_MIMALLOC
  // What was freed is used again by the next commit, and giving its pages back to the system in between took a twelfth
  // of the processors. MIMALLOC_ALLOW_DECOMMIT=1 does so all the same.
  mi_option_set_enabled_default(mi_option_allow_decommit, false);
#endif
}

}  // namespace huiyin

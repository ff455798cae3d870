#include "services/witness/witnessed_checkpoints.h"

#include <utility>

#include "absl/memory/memory.h"
#include "base/status_macros.h"

namespace huiyin {

absl::StatusOr<std::unique_ptr<WitnessedCheckpoints>> WitnessedCheckpoints::Open(const EventLog& log,
                                                                                 CheckpointsOptions options,
                                                                                 WitnessClients witnesses) {
  auto opened = absl::WrapUnique(new WitnessedCheckpoints(std::move(witnesses)));
  options.on_signed = [opened = opened.get()](const LedgerId& ledger) {
    for (const std::unique_ptr<WitnessClient>& witness : opened->witnesses_) witness->Signed(ledger);
  };
  ASSIGN_OR_RETURN(opened->checkpoints_, Checkpoints::Open(log, std::move(options)));
  for (const std::unique_ptr<WitnessClient>& witness : opened->witnesses_) witness->Start(*opened->checkpoints_);
  return opened;
}

void WitnessedCheckpoints::Stop() {
  if (checkpoints_ != nullptr) checkpoints_->Stop();
  for (const std::unique_ptr<WitnessClient>& witness : witnesses_) witness->Stop();
}

}  // namespace huiyin

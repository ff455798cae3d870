#include "services/erasure_sweep.h"

#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/status_macros.h"
#include "huiyin/v1/facts.pb.h"
#include "services/caught_up.h"

namespace huiyin {

ErasureSweep::ErasureSweep(const Views& views, const PersonalData& personal)
    : views_(views), personal_(personal), thread_([this] {
        Run();
        done_.Notify();
      }) {}

ErasureSweep::~ErasureSweep() {
  Stop();
  thread_.join();
}

void ErasureSweep::Run() {
  const absl::Status swept = ForEachLedger(views_, stopping_, [this](const v1::LedgerFacts& ledger) -> absl::Status {
    for (const std::string& person : ledger.erased_person_ids()) {
      RETURN_IF_ERROR(personal_.Erase(LedgerId(ledger.ledger_id()), person));
    }
    return absl::OkStatus();
  });
  // A projector that failed tells so itself.
  if (stopping_ || !views_.status().ok()) return;
  if (swept.ok()) return;
  std::fprintf(stderr, "huiyin: keys of erased persons may be left: 可能仍有已删除人员的密钥: %s %s\n",
               std::string(swept.message()).c_str(), ChineseOf(swept).c_str());
}

}  // namespace huiyin

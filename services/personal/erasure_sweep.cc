#include "services/personal/erasure_sweep.h"

#include <cstdio>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/query_service.pb.h"

namespace huiyin {
namespace {

constexpr absl::Duration kPatience = absl::Milliseconds(100);

}  // namespace

absl::Status ErasureSweep::Sweep(const ViewStore& view) const {
  v1::ListLedgersRequest request;
  request.set_page_size(1'000);
  while (!stopping_) {
    ASSIGN_OR_RETURN(const v1::ListLedgersResponse page, view.ListLedgers(request));
    for (const v1::LedgerFacts& ledger : page.ledgers()) {
      for (const std::string& person : ledger.erased_person_ids()) {
        RETURN_IF_ERROR(personal_.Erase(LedgerId(ledger.ledger_id()), person));
      }
    }
    if (page.next_page_token().empty()) break;
    request.set_page_token(page.next_page_token());
  }
  return absl::OkStatus();
}

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
  while (!views_.WaitUntilCaughtUp(absl::Now() + kPatience).ok()) {
    // A projector that failed tells so itself.
    if (stopping_ || !views_.status().ok()) return;
  }
  const absl::Status swept = Sweep(*views_.store());
  if (swept.ok()) return;
  std::fprintf(stderr, "huiyin: keys of erased persons may be left: 可能仍有已删除人员的密钥: %s %s\n",
               std::string(swept.message()).c_str(), ChineseOf(swept).c_str());
}

}  // namespace huiyin

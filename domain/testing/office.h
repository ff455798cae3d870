// A whole register in memory for tests: commands in, records out, states kept as the writer keeps them; every decision
// is checked against what must hold of all: the version that it was decided on, and a command that can be written out
// again.
#ifndef HUIYIN_DOMAIN_TESTING_OFFICE_H_
#define HUIYIN_DOMAIN_TESTING_OFFICE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "domain/decide.h"
#include "domain/references.h"
#include "domain/state.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin::testing {

// The embedded calendar and packs, and the machine's time zones.
const References& EmbeddedReferences();

class Office {
 public:
  // `references` outlive the office.
  explicit Office(LedgerId ledger, const References& references = EmbeddedReferences())
      : ledger_id_(std::move(ledger)), references_(&references) {}

  const References& references() const { return *references_; }
  // From now on decisions refer to these, which outlive the office.
  void Consult(const References& references) { references_ = &references; }

  // The record that the command makes, recorded when it occurred; or the refusal, which changes nothing.
  absl::StatusOr<v1::Record> Order(const v1::Command& command);
  // With another clock than occurred_at.
  absl::StatusOr<v1::Record> OrderAt(const v1::Command& command, absl::Time now);

  const LedgerState& ledger() const { return ledger_; }
  // Exists() is false when there is none.
  const ProposalState& proposal(absl::string_view id) const;
  const std::vector<v1::Record>& records() const { return records_; }

 private:
  LedgerId ledger_id_;
  const References* references_;
  LedgerState ledger_;
  std::map<std::string, ProposalState, std::less<>> proposals_;
  std::vector<v1::Record> records_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_DOMAIN_TESTING_OFFICE_H_

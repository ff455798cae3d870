#include "eventstore/ledger_faults.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace huiyin {

void LedgerFaults::Tell(std::optional<Seq> seq, absl::string_view reason, absl::string_view english,
                        absl::string_view chinese) {
  ++count_;
  std::string at = absl::StrCat("ledger ", ledger_.value()), at_chinese = absl::StrCat("登记册 ", ledger_.value());
  if (seq.has_value()) {
    absl::StrAppend(&at, ", seq ", seq->value());
    absl::StrAppend(&at_chinese, " 第 ", seq->value(), " 条");
  }
  on_fault_({ledger_, seq,
             Error(absl::StatusCode::kDataLoss, reason, absl::StrCat(at, ": ", english),
                   absl::StrCat(at_chinese, "：", chinese))});
}

void LedgerFaults::Tell(std::optional<Seq> seq, const absl::Status& status) {
  Tell(seq, ReasonOf(status), status.message(), ChineseOf(status));
}

}  // namespace huiyin

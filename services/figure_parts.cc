#include "services/figure_parts.h"

#include <memory>
#include <optional>

#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"
#include "projections/days.h"

namespace huiyin {

absl::StatusOr<FigureDefinition> FigureNamed(const std::string& name) {
  const std::optional<FigureDefinition> figure = FindFigure(name);
  if (figure) return *figure;
  return Error(absl::StatusCode::kInvalidArgument, "FIGURE_UNKNOWN",
               absl::StrCat("there is no figure ", name, "; figures are the fields of Figures, such as reply_rate"),
               absl::StrCat("没有指标 ", name, "；指标即 Figures 的字段，如 reply_rate"), "figure");
}

absl::Status FigureEvents::Tell(const FigureMove& move, v1::FigureEvent& event) const {
  if (!move.seq) {
    event.set_day_passed(FormatDay(move.day));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<RecordCursor> cursor, log_.ReadLedger(ledger_, *move.seq));
  ASSIGN_OR_RETURN(const std::optional<StoredRecord> stored, cursor->Next());
  if (!stored) return RecordDamaged(ledger_, *move.seq, "the record is missing", "记录缺失");
  v1::Record record;
  RETURN_IF_ERROR(DecodeAt(ledger_, *move.seq, stored->bytes, record));
  const v1::Event& what = record.event();
  const auto* const oneof = v1::Event::descriptor()->oneof_decl(0);
  event.set_seq(move.seq->value());
  event.set_event(what.GetReflection()->GetOneofFieldDescriptor(what, oneof)->name());
  *event.mutable_occurred_at() = record.occurred_at();
  *event.mutable_recorded_at() = record.recorded_at();
  return absl::OkStatus();
}

}  // namespace huiyin

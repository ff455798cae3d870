#include "tools/bench/register.h"

#include "base/status_macros.h"
#include "tools/bench/child.h"
#include "tools/bench/fill.h"

namespace huiyin {

RegisterShape ShapeOf(const BenchOptions& options) {
  return {.seed = options.seed, .ledgers = options.ledgers, .proposals = options.proposals};
}

absl::StatusOr<Register> Register::Make(const BenchOptions& options) {
  Register out;
  out.directory = options.data;
  if (options.data.empty()) {
    ASSIGN_OR_RETURN(out.scratch, Scratch::Make());
    out.directory = out.scratch->Path("data");
  }
  out.shape = ShapeOf(options);
  RETURN_IF_ERROR(RunInChild([&] { return FillRegister(out.shape, out.directory).status(); }));
  // It is there now: this only reads how large it is.
  ASSIGN_OR_RETURN(out.events, FillRegister(out.shape, out.directory));
  return out;
}

BenchResult::Numbers Register::Conditions() const {
  return {{"proposals", static_cast<double>(shape.proposals)},
          {"ledgers", static_cast<double>(shape.ledgers)},
          {"events", static_cast<double>(events)}};
}

}  // namespace huiyin

// The names of the streams of a ledger.
#ifndef HUIYIN_DOMAIN_STREAMS_H_
#define HUIYIN_DOMAIN_STREAMS_H_

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/ids.h"

namespace huiyin {

inline StreamId LedgerStream() { return StreamId("ledger"); }
inline StreamId SessionStream(absl::string_view id) { return StreamId(absl::StrCat("session/", id)); }
inline StreamId DeputyStream(absl::string_view id) { return StreamId(absl::StrCat("deputy/", id)); }
inline StreamId UnitStream(absl::string_view id) { return StreamId(absl::StrCat("unit/", id)); }
inline StreamId ProposalStream(absl::string_view id) { return StreamId(absl::StrCat("proposal/", id)); }

// The proposal's id; empty when the stream is not a proposal's.
inline absl::string_view ProposalOfStream(absl::string_view stream) {
  return absl::ConsumePrefix(&stream, "proposal/") ? stream : absl::string_view();
}

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_STREAMS_H_

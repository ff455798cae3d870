#include "services/server/tile_site.h"

#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/validate.h"
#include "eventstore/merkle/tile.h"
#include "services/audit_answers.h"

namespace huiyin {
namespace {

constexpr char kCheckpoint[] = "checkpoint";
// A tile and its path never change: a tile that has grown has another path.
constexpr char kForEver[] = "max-age=31536000, immutable";

HttpAnswer Absent() { return {.status = 404, .body = "there is no such thing here\n"}; }

HttpAnswer Refused(const absl::Status& why) {
  const bool is_absent = absl::IsNotFound(why) || absl::IsFailedPrecondition(why);
  return {.status = is_absent ? 404 : 503, .body = absl::StrCat(ReasonOf(why), ": ", why.message(), "\n")};
}

}  // namespace

TileFileReader TileFilesOf(const EventLog& log, const Checkpoints& checkpoints) {
  return [&](const LedgerId& ledger, absl::string_view file) -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log.Head(ledger));
    if (!head.has_value()) {
      return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", "there is no such ledger", "没有该登记册");
    }
    if (file != kCheckpoint) return TileFileOf(log, *head, file);
    ASSIGN_OR_RETURN(KeptCheckpoint kept, checkpoints.Latest(ledger));
    return std::move(kept.note);
  };
}

HttpAnswer TileSite::Answer(const HttpRequest& request) const {
  const std::vector<std::string> parts = absl::StrSplit(absl::StripPrefix(request.path, "/"), absl::MaxSplits('/', 1));
  if (request.method != "GET" || parts.size() != 2 || !IsId(parts[0])) return Absent();
  const bool is_checkpoint = parts[1] == kCheckpoint;
  if (!is_checkpoint && !merkle::ParseTilePath(parts[1]).ok()) return Absent();
  absl::StatusOr<std::string> content = read_(LedgerId(parts[0]), parts[1]);
  if (!content.ok()) return Refused(content.status());
  if (is_checkpoint) return {.body = *std::move(content), .cache_control = "no-cache"};
  return {.body = *std::move(content), .content_type = "application/octet-stream", .cache_control = kForEver};
}

}  // namespace huiyin

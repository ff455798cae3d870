#include "services/witness/witness.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "base/error.h"
#include "base/stable_hash.h"
#include "base/status_macros.h"
#include "eventstore/merkle/checkpoint.h"

namespace huiyin {
namespace {

HttpAnswer Say(int status, absl::string_view line) { return {.status = status, .body = absl::StrCat(line, "\n")}; }

HttpAnswer Say(merkle::WitnessAnswer answer, const absl::Status& why) {
  return Say(static_cast<int>(answer), absl::StrCat(ReasonOf(why), ": ", why.message()));
}

bool IsOriginHash(absl::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); });
}

absl::Status TwoHistories(const std::string& origin, merkle::TreeSize size, const std::string& file) {
  return Error(
      absl::StatusCode::kDataLoss, "WITNESS_SAW_TWO_HISTORIES",
      absl::StrCat(origin, " has signed two different histories of ", size.value(), " records: the proof is in ", file),
      absl::StrCat(origin, " 对 ", size.value(), " 条记录签署了两种不同的历史，证据在 ", file));
}

absl::Status NotShownToExtend(const std::string& origin, merkle::TreeSize size, const std::string& file) {
  return Error(
      absl::StatusCode::kDataLoss, "WITNESS_INCONSISTENT",
      absl::StrCat("a checkpoint of ", size.value(), " records that ", origin,
                   " has signed was not shown to extend the last one; kept in ", file),
      absl::StrCat(origin, " 签署的含 ", size.value(), " 条记录的检查点未能证明由前一个增长而来，已存入 ", file));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Witness>> Witness::Open(WitnessOptions options) {
  CHECK(options.key.verifier().type() == merkle::KeyType::kCosignature);
  ASSIGN_OR_RETURN(std::unique_ptr<WitnessState> state, WitnessState::Open(options.state_directory));
  return std::unique_ptr<Witness>(new Witness(std::move(options), std::move(state)));
}

HttpAnswer Witness::Answer(const HttpRequest& request) {
  if (request.path == "/add-checkpoint") {
    return request.method == "POST" ? AddCheckpoint(request.body) : Say(405, "POST it");
  }
  absl::string_view hash = request.path;
  const bool is_checkpoint = absl::ConsumePrefix(&hash, "/") && absl::ConsumeSuffix(&hash, "/checkpoint");
  if (request.method == "GET" && is_checkpoint && IsOriginHash(hash)) return LastOf(hash);
  return Say(404, "there is no such thing here");
}

absl::Mutex& Witness::LockOf(absl::string_view origin) { return locks_[StableHash(origin) % locks_.size()]; }

HttpAnswer Witness::AddCheckpoint(absl::string_view body) {
  const absl::StatusOr<merkle::AddCheckpoint> request = merkle::ParseAddCheckpoint(body);
  if (!request.ok()) return Say(merkle::WitnessAnswer::kMalformed, request.status());
  const std::string& origin = request->checkpoint.origin;
  merkle::WitnessedLog log{options_.logs.KeysOf(origin), {}, merkle::EmptyRoot()};
  if (log.keys.empty()) {
    const merkle::WitnessDecision decision = merkle::DecideCosigning(*request, nullptr);
    return Say(decision.answer, decision.why);
  }
  absl::MutexLock lock(&LockOf(origin));
  return Decide(*request, body, log);
}

HttpAnswer Witness::Decide(const merkle::AddCheckpoint& request, absl::string_view body, merkle::WitnessedLog& log) {
  const absl::StatusOr<std::optional<KeptCheckpoint>> last =
      state_->Last(merkle::OriginHash(request.checkpoint.origin));
  if (!last.ok()) return Failed(last.status());
  if (last->has_value()) {
    log.size = (*last)->checkpoint.size;
    log.root = (*last)->checkpoint.root;
  }
  const merkle::WitnessDecision decision = merkle::DecideCosigning(request, &log);
  if (decision.answer == merkle::WitnessAnswer::kCosign) {
    const absl::StatusOr<std::string> line = Cosign(request, log);
    return line.ok() ? HttpAnswer{.status = 200, .body = *line} : Failed(line.status());
  }
  const bool is_signed =
      decision.answer == merkle::WitnessAnswer::kConflict || decision.answer == merkle::WitnessAnswer::kInconsistent;
  if (is_signed && last->has_value()) KeepEvidence(request, body, **last);
  if (decision.answer != merkle::WitnessAnswer::kConflict) return Say(decision.answer, decision.why);
  return {.status = 409, .body = merkle::ConflictBody(log.size), .content_type = "text/x.tlog.size"};
}

absl::StatusOr<std::string> Witness::Cosign(const merkle::AddCheckpoint& request, const merkle::WitnessedLog& log) {
  std::string line = merkle::CosignatureLine(request, options_.key, options_.clock->Now());
  // What is known already is on the disk.
  if (log.size == request.checkpoint.size && log.root == request.checkpoint.root) return line;
  merkle::SignedNote log_signed = request.note;
  ASSIGN_OR_RETURN(log_signed.signatures, merkle::KnownSignatures(request.note, log.keys));
  ASSIGN_OR_RETURN(const std::string note,
                   merkle::WithCosignatures(merkle::FormatNote(log_signed), line, {&options_.key.verifier(), 1}));
  RETURN_IF_ERROR(state_->SetLast(merkle::OriginHash(request.checkpoint.origin), note));
  return line;
}

void Witness::KeepEvidence(const merkle::AddCheckpoint& request, absl::string_view body, const KeptCheckpoint& known) {
  const merkle::Checkpoint& shown = request.checkpoint;
  const bool is_fork = shown.size == known.checkpoint.size && shown.root != known.checkpoint.root;
  // Another size is contradicted by a proof alone, which a conflict is answered without looking at.
  const bool is_unproven = request.old_size == known.checkpoint.size && shown.size > known.checkpoint.size;
  if (!is_fork && !is_unproven) return;
  const absl::StatusOr<std::optional<std::string>> file =
      state_->Keep(merkle::OriginHash(shown.origin), {is_fork, shown.size, shown.root, known.note, std::string(body)});
  if (!file.ok()) return options_.on_news(file.status());
  if (!file->has_value()) return;
  options_.on_news(is_fork ? TwoHistories(shown.origin, shown.size, **file)
                           : NotShownToExtend(shown.origin, shown.size, **file));
}

HttpAnswer Witness::LastOf(absl::string_view origin_hash) {
  const absl::StatusOr<std::optional<KeptCheckpoint>> last = state_->Last(origin_hash);
  if (!last.ok()) return Failed(last.status());
  if (!last->has_value()) return Say(404, "nothing of that log was cosigned here");
  return {.status = 200, .body = (*last)->note, .cache_control = "no-cache"};
}

HttpAnswer Witness::Failed(const absl::Status& status) {
  options_.on_news(status);
  return Say(500, ReasonOf(status));
}

}  // namespace huiyin

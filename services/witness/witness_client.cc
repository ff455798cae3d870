#include "services/witness/witness_client.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/witness.h"

namespace huiyin {
namespace {

constexpr size_t kHeadsPage = 1'000;
// A witness answers a line, or a size.
constexpr size_t kReplyBytesMax = 16 << 10;
// The first answer may say another size; if it says yet another, somebody else submits at the same time.
constexpr int kTries = 3;

bool IsCosignedBy(const merkle::VerifierKey& key, const KeptCheckpoint& kept) {
  const std::vector<merkle::NoteSignature>& all = kept.parsed.signatures;
  return std::any_of(all.begin(), all.end(), [&](const auto& signature) { return key.IsNamedBy(signature); });
}

}  // namespace

void WitnessClient::Signed(const LedgerId& ledger) {
  absl::MutexLock lock(&mu_);
  due_.insert(ledger);
}

void WitnessClient::Start(Checkpoints& checkpoints) {
  checkpoints_ = &checkpoints;
  thread_ = std::thread([this] { Run(); });
}

void WitnessClient::Stop() {
  {
    absl::MutexLock lock(&mu_);
    if (!std::exchange(stopping_, true)) cancellation_.Cancel();
  }
  if (thread_.joinable()) thread_.join();
}

void WitnessClient::Run() {
  // What it could not list is submitted when it is signed next.
  AllAreDue().IgnoreError();
  while (const std::optional<LedgerId> ledger = NextDue()) Settle(*ledger, Submit(*ledger));
}

absl::Status WitnessClient::AllAreDue() {
  LedgerId after;
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<LedgerHead> heads, log_.Heads(after, kHeadsPage));
    if (heads.empty()) return absl::OkStatus();
    for (const LedgerHead& head : heads) Signed(head.ledger);
    after = heads.back().ledger;
  }
}

std::optional<LedgerId> WitnessClient::NextDue() {
  absl::MutexLock lock(&mu_);
  const auto stops = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return stopping_; };
  const auto is_due = [this]() ABSL_SHARED_LOCKS_REQUIRED(mu_) { return stopping_ || !due_.empty(); };
  mu_.AwaitWithDeadline(absl::Condition(&stops), not_before_);
  mu_.Await(absl::Condition(&is_due));
  if (stopping_) return std::nullopt;
  return due_.extract(due_.begin()).value();
}

void WitnessClient::Settle(const LedgerId& ledger, const absl::Status& outcome) {
  const bool is_down = absl::IsUnavailable(outcome);
  retry_ = is_down ? std::clamp(2 * retry_, options_.retry_first, options_.retry_last) : absl::ZeroDuration();
  {
    absl::MutexLock lock(&mu_);
    // What was ended says nothing of the witness.
    if (stopping_) return;
    not_before_ = absl::Now() + retry_;
    if (is_down) due_.insert(ledger);
  }
  Tell(ledger, outcome);
}

void WitnessClient::Tell(const LedgerId& ledger, const absl::Status& outcome) {
  const std::string reason = ReasonOf(outcome);
  std::string& before = absl::IsUnavailable(outcome) ? trouble_of_witness_ : trouble_of_ledger_[ledger];
  if (!outcome.ok() && before != reason) options_.on_trouble(outcome);
  before = reason;
  if (absl::IsUnavailable(outcome)) return;
  trouble_of_witness_.clear();
  if (outcome.ok()) trouble_of_ledger_.erase(ledger);
}

absl::Status WitnessClient::Submit(const LedgerId& ledger) {
  const absl::StatusOr<KeptCheckpoint> kept = checkpoints_->Latest(ledger);
  // There is nothing to submit; why not is told to who asks for it.
  if (!kept.ok()) return absl::OkStatus();
  if (IsCosignedBy(options_.key, *kept)) {
    known_[ledger] = kept->checkpoint.size;
    return absl::OkStatus();
  }
  return SubmitFrom(known_[ledger], ledger, *kept);
}

absl::Status WitnessClient::SubmitFrom(merkle::TreeSize known, const LedgerId& ledger, const KeptCheckpoint& kept) {
  for (int tries = 0; tries < kTries; ++tries) {
    ASSIGN_OR_RETURN(const HttpReply reply, Post(known, ledger, kept));
    if (reply.status == static_cast<int>(merkle::WitnessAnswer::kCosign)) {
      RETURN_IF_ERROR(checkpoints_->AddCosignatures(ledger, kept, reply.body, options_.key));
      known_[ledger] = kept.checkpoint.size;
      return absl::OkStatus();
    }
    if (reply.status != static_cast<int>(merkle::WitnessAnswer::kConflict)) return Refused(reply, ledger);
    ASSIGN_OR_RETURN(const std::optional<merkle::TreeSize> said, KnownAs(reply, ledger, kept));
    if (!said.has_value()) return absl::OkStatus();
    known = *said;
  }
  const std::string url = FormatHttpUrl(options_.url);
  return Error(absl::StatusCode::kAborted, "WITNESS_CONFLICT",
               absl::StrCat("somebody else submits checkpoints of ledger ", ledger.value(), " to ", url),
               absl::StrCat("另有人向 ", url, " 提交登记册 ", ledger.value(), " 的检查点"));
}

absl::StatusOr<HttpReply> WitnessClient::Post(merkle::TreeSize known, const LedgerId& ledger,
                                              const KeptCheckpoint& kept) {
  ASSIGN_OR_RETURN(const merkle::Proof proof,
                   merkle::ProveConsistency(known, kept.checkpoint.size, LedgerTiles(log_, ledger)));
  HttpCall call;
  call.method = "POST";
  call.url = options_.url;
  call.url.path += "/add-checkpoint";
  call.reply_bytes_max = kReplyBytesMax;
  ASSIGN_OR_RETURN(call.body, merkle::FormatAddCheckpoint(known, proof, kept.note));
  return CallHttp(call, cancellation_);
}

absl::StatusOr<std::optional<merkle::TreeSize>> WitnessClient::KnownAs(const HttpReply& conflict,
                                                                       const LedgerId& ledger,
                                                                       const KeptCheckpoint& kept) const {
  ASSIGN_OR_RETURN(const merkle::TreeSize said, merkle::ParseConflictBody(conflict.body));
  if (said <= kept.checkpoint.size) return said;
  ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, log_.Head(ledger));
  // The file of the last checkpoint was older than what was submitted: a power cut took it.
  if (head.has_value() && said.value() <= head->next.value()) return std::nullopt;
  const std::string url = FormatHttpUrl(options_.url);
  const uint64_t records = kept.checkpoint.size.value();
  return Error(absl::StatusCode::kDataLoss, "WITNESS_AHEAD",
               absl::StrCat("ledger ", ledger.value(), " has ", records, " records, but ", url, " has cosigned ",
                            said.value(), ": the register was rolled back"),
               absl::StrCat("登记册 ", ledger.value(), " 有 ", records, " 条记录，而 ", url, " 已会签 ", said.value(),
                            " 条：登记册被回退过"));
}

absl::Status WitnessClient::Refused(const HttpReply& reply, const LedgerId& ledger) const {
  const std::string url = FormatHttpUrl(options_.url);
  if (reply.status == static_cast<int>(merkle::WitnessAnswer::kInconsistent)) {
    return Error(absl::StatusCode::kDataLoss, "WITNESS_INCONSISTENT",
                 absl::StrCat(url, " does not cosign ledger ", ledger.value(),
                              ": it is not what was cosigned before, grown. It was rolled back or changed, or somebody "
                              "else signs by the same key"),
                 absl::StrCat(url, " 拒绝会签登记册 ", ledger.value(),
                              "：它不是由此前会签的内容增长而来，或被回退、篡改，或另有人持有同一密钥"));
  }
  if (reply.status == static_cast<int>(merkle::WitnessAnswer::kUnknownLog)) {
    return Error(absl::StatusCode::kNotFound, "WITNESS_LOG_UNKNOWN",
                 absl::StrCat(url, " does not know ledger ", ledger.value(), ": give it the office's public key"),
                 absl::StrCat(url, " 不认识登记册 ", ledger.value(), "：请将本机关公钥交给它"));
  }
  if (reply.status >= 500 || reply.status == 429) {
    return Error(absl::StatusCode::kUnavailable, "WITNESS_FAILED", absl::StrCat(url, " answered ", reply.status),
                 absl::StrCat(url, " 回应 ", reply.status));
  }
  return Error(absl::StatusCode::kFailedPrecondition, "WITNESS_REFUSED",
               absl::StrCat(url, " answered ", reply.status, " to the checkpoint of ledger ", ledger.value()),
               absl::StrCat(url, " 对登记册 ", ledger.value(), " 的检查点回应 ", reply.status));
}

}  // namespace huiyin

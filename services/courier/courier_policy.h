// What there is to carry between a ledger and the one above it, and by which command (ADR 0028). Pure: it reads the
// streams of proposals, event by event.
//
// The commands are by SYSTEM, and their ids name the event that they carry ("up:receive:town-a:17",
// "up:outcome:county:41:17"): whoever carries it, and however often, the other ledger takes it once. They happen when
// the event was recorded: what was unknown in its own ledger before that was unknown in the other one.
#ifndef HUIYIN_SERVICES_COURIER_COURIER_POLICY_H_
#define HUIYIN_SERVICES_COURIER_COURIER_POLICY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/record.pb.h"
#include "projections/timeline_words.h"

namespace huiyin {

// Of more main units, an outcome names so many.
inline constexpr int kUnitsNamedMax = 20;

// It was passed up, and nothing was told of it yet: the ledger above is to receive it.
bool IsOnItsWayUp(const v1::ProposalFacts& facts);

// The proposal as it stood when it was passed up.
class PassedUpProposal {
 public:
  // The records of its stream, in order.
  void Add(const v1::Record& record);

  // For the ledger above; it IsOnItsWayUp. Of a lead who was erased, or has no readable name, nothing is said.
  v1::Command ReceiveOrder(const LedgerId& ledger, const v1::DeputyFacts& lead) const;

 private:
  // ProposalSubmitted, ProposalReceived.
  template <typename Beginning>
  void Begin(const Beginning& event) {
    body_ = event.body();
    allow_publication_ = event.allow_publication();
  }

  v1::ProposalFacts facts_;
  std::string body_;
  bool allow_publication_ = false;
  // The latest ProposalPassedUp, and its record's time.
  v1::ProposalPassedUp passed_up_;
  google::protobuf::Timestamp recorded_at_;
};

// Where what is told happened.
struct Above {
  LedgerId ledger;
  absl::TimeZone zone;
  const LedgerNames& names;
};

// How a proposal that came from below stands here, told event by event.
class OutcomeTeller {
 public:
  // `origin`: of the proposal that came from below. All must outlive it.
  OutcomeTeller(const Above& above, const v1::LinkedEvent& origin) : above_(above), origin_(origin) {}

  // From now on, of the primary that answers for it: what happened to that after the event `merged`. Its deputy is
  // another, whose word is not told.
  void FollowPrimary(uint64_t merged);

  // The records of the stream, in order. The command for the ledger below, where the record is worth one: it changes
  // the status, brings a reply or a correction of one, or what is told from further above.
  std::optional<v1::Command> Add(const v1::Record& record);

  // As of the latest record.
  const v1::ProposalFacts& facts() const { return facts_; }

 private:
  v1::Outcome OutcomeOf(const v1::Record& record) const;
  void SetHandling(v1::Outcome& outcome) const;
  void SetAnswer(v1::Outcome& outcome) const;

  const Above& above_;
  const v1::LinkedEvent& origin_;
  v1::ProposalFacts facts_;
  bool is_primary_ = false;
  // What happened up to it is not told.
  std::optional<uint64_t> merged_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_COURIER_COURIER_POLICY_H_

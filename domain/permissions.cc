#include "domain/permissions.h"

#include <array>

#include "base/check.h"

namespace huiyin {
namespace {

using Roles = EnumSet<v1::Actor::Role>;
using From = EnumSet<v1::Proposal::Status>;
using C = v1::Command;
using P = v1::Proposal;

constexpr auto D = v1::Actor::DEPUTY;
constexpr auto O = v1::Actor::CONGRESS_OFFICE;
constexpr auto Pr = v1::Actor::PRESIDIUM;
constexpr auto G = v1::Actor::GOVERNMENT_OFFICE;
constexpr auto U = v1::Actor::HANDLING_UNIT;
constexpr auto S = v1::Actor::SYSTEM;
constexpr auto A = v1::Actor::ADMINISTRATOR;

// From registration to the end of handling, and further.
constexpr From kRegisteredAndLater(P::REGISTERED, P::ASSIGNED, P::HANDLING, P::REPLIED, P::EVALUATED, P::LAPSED,
                                   P::FOLLOW_UP);
constexpr From kPublishable(P::REGISTERED, P::ASSIGNED, P::HANDLING, P::REPLIED, P::EVALUATED, P::LAPSED, P::FOLLOW_UP,
                            P::CLOSED);
// What is public can be taken back, whatever became of the proposal.
constexpr From kOncePublishable(P::REGISTERED, P::ASSIGNED, P::HANDLING, P::REPLIED, P::EVALUATED, P::LAPSED,
                                P::FOLLOW_UP, P::CLOSED, P::WITHDRAWN, P::MERGED, P::PASSED_UP, P::SENT_BACK);
// While a promise can be open: from the first of several replies on.
constexpr From kPromised(P::HANDLING, P::REPLIED, P::EVALUATED, P::LAPSED, P::FOLLOW_UP);

constexpr Permission kPermissions[] = {
    {C::kOpenLedger, Roles(A), From()},
    {C::kOpenSession, Roles(O), From()},
    {C::kSeatDeputy, Roles(O), From()},
    {C::kUnseatDeputy, Roles(O), From()},
    {C::kEnrolUnit, Roles(O, G), From()},
    {C::kSubmit, Roles(D, O), From()},
    {C::kCosign, Roles(D), From(P::SUBMITTED, P::REVISION_REQUESTED)},
    {C::kWithdrawCosignature, Roles(D), From(P::SUBMITTED, P::REVISION_REQUESTED)},
    {C::kRequestRevision, Roles(O), From(P::SUBMITTED)},
    {C::kRevise, Roles(D), From(P::REVISION_REQUESTED)},
    {C::kRegister, Roles(O), From(P::SUBMITTED)},
    {C::kRefuse, Roles(O), From(P::SUBMITTED)},
    {C::kAssign, Roles(O, G, Pr), From(P::REGISTERED)},
    {C::kSignFor, Roles(U), From(P::ASSIGNED, P::HANDLING)},
    {C::kRequestReturn, Roles(U), From(P::ASSIGNED, P::HANDLING)},
    {C::kAcceptReturn, Roles(O, G), From(P::ASSIGNED, P::HANDLING)},
    {C::kRefuseReturn, Roles(O, G), From(P::ASSIGNED, P::HANDLING)},
    {C::kLogProgress, Roles(U), From(P::ASSIGNED, P::HANDLING)},
    {C::kLogContact, Roles(U), From(P::ASSIGNED, P::HANDLING)},
    {C::kGiveCoOpinion, Roles(U), From(P::HANDLING)},
    {C::kRequestExtension, Roles(U), From(P::ASSIGNED, P::HANDLING)},
    {C::kGrantExtension, Roles(O), From(P::ASSIGNED, P::HANDLING)},
    {C::kRefuseExtension, Roles(O), From(P::ASSIGNED, P::HANDLING)},
    {C::kReply, Roles(U), From(P::HANDLING)},
    {C::kCorrectReply, Roles(U), From(P::REPLIED, P::LAPSED, P::FOLLOW_UP)},
    {C::kEvaluate, Roles(D), From(P::REPLIED)},
    {C::kLapseFeedback, Roles(S, O), From(P::REPLIED)},
    {C::kOrderRehandling, Roles(O), From(P::EVALUATED)},
    {C::kClose, Roles(O), From(P::EVALUATED, P::LAPSED, P::FOLLOW_UP)},
    {C::kWithdraw, Roles(D), From(P::SUBMITTED, P::REVISION_REQUESTED, P::REGISTERED, P::ASSIGNED, P::HANDLING)},

    {C::kMerge, Roles(O), From(P::REGISTERED)},
    {C::kConvertMotion, Roles(Pr), From(P::SUBMITTED)},
    {C::kDesignatePriority, Roles(Pr), kRegisteredAndLater},
    {C::kUrge, Roles(O, Pr, S), From(P::ASSIGNED, P::HANDLING, P::FOLLOW_UP)},
    {C::kRecordVisit, Roles(O), From(P::REPLIED, P::EVALUATED, P::LAPSED, P::FOLLOW_UP, P::CLOSED)},
    {C::kBeginFollowUp, Roles(O), From(P::EVALUATED, P::LAPSED)},
    {C::kFulfilCommitment, Roles(U), kPromised},
    {C::kChangeCommitment, Roles(U), kPromised},
    {C::kMissCommitment, Roles(S), kPromised},
    {C::kEscalate, Roles(O), From(P::EVALUATED)},
    {C::kResolveEscalation, Roles(Pr), From(P::EVALUATED)},
    {C::kPublish, Roles(O), kPublishable},
    {C::kUnpublish, Roles(O), kOncePublishable},
    {C::kReopen, Roles(Pr), From(P::CLOSED)},
    {C::kRecordCorrection, Roles(O), From()},
    {C::kAnnounceDue, Roles(S), From(P::ASSIGNED, P::HANDLING)},
    {C::kRecordOverdue, Roles(S), From(P::ASSIGNED, P::HANDLING)},
    {C::kRecomputeDates, Roles(S, A), From(P::ASSIGNED, P::HANDLING, P::REPLIED)},
    {C::kSealReport, Roles(O, Pr, A), From()},
    {C::kErasePerson, Roles(O, A), From()},

    {C::kPassUp, Roles(O), From(P::REGISTERED)},
    {C::kReceivePassedUp, Roles(S), From()},
    {C::kSendBack, Roles(O), From(P::SUBMITTED, P::REVISION_REQUESTED, P::REGISTERED)},
    {C::kRecordOutcome, Roles(S), From(P::PASSED_UP)},
};

constexpr int kCommandNumbersEnd = 100;

constexpr std::array<const Permission*, kCommandNumbersEnd> ByNumber() {
  std::array<const Permission*, kCommandNumbersEnd> index{};
  for (const Permission& permission : kPermissions) index[permission.command] = &permission;
  return index;
}

constexpr auto kByNumber = ByNumber();

}  // namespace

const Permission& PermissionFor(v1::Command::CommandCase command) {
  CHECK(command > 0 && command < kCommandNumbersEnd && kByNumber[command] != nullptr);
  return *kByNumber[command];
}

}  // namespace huiyin

// Why a command is refused: every reason with its stable code, its status code, and its sentence in English and
// Chinese, in one table.
#ifndef HUIYIN_DOMAIN_REASONS_H_
#define HUIYIN_DOMAIN_REASONS_H_

#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "domain/words.h"

namespace huiyin {

enum class Reason {
  // kInvalidArgument: wrong by itself (decision A02).
  kFieldMissing,
  kFieldUnknown,
  kCommandMissing,
  kCommandTooLarge,
  kTextTooLong,
  kTextNotUtf8,
  kTextHasNul,
  kIdMalformed,
  kDateMalformed,
  kTimeMalformed,
  kHashMalformed,
  kEnumUnknown,
  kListTooLong,
  kUnitTwice,
  kCosignerTwice,
  kLeadAmongCosigners,
  kCommitmentTwice,
  kTasksDoNotFitMode,
  kCommentRequired,
  kSessionClosesBeforeOpening,
  kRulePackUnknown,
  kTimeZoneUnknown,
  kLedgerIsOwnParent,
  kMergeIntoItself,
  kPartTwice,
  kListEmpty,
  kPersonalTwice,
  kIdReserved,
  kNotNamedAfterLink,
  kLinkToItself,

  // kNotFound.
  kLedgerUnknown,
  kProposalUnknown,
  kSessionUnknown,
  kDeputyUnknown,
  kUnitUnknown,
  kCausationUnknown,
  kCommitmentUnknown,
  kTargetUnknown,
  kPersonUnknown,

  // kAlreadyExists (decision A13).
  kLedgerExists,
  kSessionExists,
  kSessionNumberTaken,
  kDeputyAlreadySeated,
  kUnitExists,
  kProposalExists,
  kNumberTaken,
  kCommitmentExists,
  kSealExists,

  // kPermissionDenied (decisions A09, A10).
  kRoleNotAllowed,
  kOnBehalfOfOnlyInSubmit,
  kOnBehalfOfNotLead,
  kDeputyActsForAnother,
  kOnlyLeadMay,
  kUnitActsForAnother,
  kUnitHasNoTask,
  kCoUnitMayNotReply,
  kCoUnitMayNotCorrect,
  kCoUnitMayNotAskExtension,
  kOnlyCoUnitGivesOpinion,
  kCommitmentOfAnother,

  // kFailedPrecondition: a rule would be broken.
  kOccurredInFuture,
  kOccurredBeforeLast,
  kStatusNotAllowed,
  kRulePackNotLoaded,
  kTimeZoneNotLoaded,
  kPersonErased,
  kPersonInClear,
  kDeputyNotSeated,
  kLeadNotSeated,
  kCosignerNotSeated,
  kLeadMayNotCosign,
  kAlreadyCosigned,
  kNotACosigner,
  kSignaturesMissing,
  kNumbersExhausted,
  kDueNotAfterDay,
  kDueBeyondLimit,
  kNoSuchTask,
  kAlreadySigned,
  kSignatureNotNeeded,
  kReturnOnlyInFirstRound,
  kReturnTooLate,
  kReturnAfterReply,
  kReturnAlreadyAsked,
  kNoReturnAsked,
  kReturnPending,
  kCoOpinionAlreadyGiven,
  kExtensionAlreadyAsked,
  kNoExtensionAsked,
  kExtensionTooLate,
  kExtensionNotLater,
  kExtensionBeyondLimit,
  kAlreadyReplied,
  kRoundAlreadyEvaluated,
  kFeedbackStillOpen,
  kNotDissatisfied,
  kCommitmentsOpen,
  kDissatisfiedNeedsRehandling,
  kCloseNeedsNote,
  kWithdrawAfterReply,
  kPrimaryNotOpen,
  kNotAMotion,
  kSignaturesSuffice,
  kAlreadyPriority,
  kNothingToFollowUp,
  kCommitmentFulfilled,
  kAlreadyMissed,
  kCommitmentNotDue,
  kNotDissatisfiedTwice,
  kEscalationPending,
  kNoEscalationPending,
  kPublicationNotAllowed,
  kNoReplyToPublish,
  kNoEvaluationToPublish,
  kNotPublished,
  kDueIsAnother,
  kDueAlreadyNoted,
  kDuePassed,
  kNotOverdue,
  kNoDateMoves,
  kLedgerHasNoParent,
  kMotionNotPassedUp,
  kNoSession,
  kNotPassedUp,
  kPassingIsAnother,
  kOutcomeNotNewer,

  kCount,
};

// "CO_UNIT_MAY_NOT_REPLY".
absl::string_view CodeOf(Reason reason);
absl::StatusCode StatusCodeOf(Reason reason);

// A value in a sentence: the same in both languages, or Words.
class ReasonValue {
 public:
  ReasonValue(Words words) : english_(words.english), chinese_(words.chinese) {}  // NOLINT
  ReasonValue(const std::string& value) : english_(value), chinese_(value) {}     // NOLINT
  ReasonValue(absl::string_view value) : english_(value), chinese_(value) {}      // NOLINT
  ReasonValue(const char* value) : english_(value), chinese_(value) {}            // NOLINT
  template <typename Int, typename = std::enable_if_t<std::is_integral_v<Int>>>
  ReasonValue(Int value) : english_(absl::StrCat(value)), chinese_(english_) {}  // NOLINT
  ReasonValue(std::string english, std::string chinese) : english_(std::move(english)), chinese_(std::move(chinese)) {}

  const std::string& english() const { return english_; }
  const std::string& chinese() const { return chinese_; }

 private:
  std::string english_;
  std::string chinese_;
};

// The refusal, its sentences filled with `values`.
absl::Status Refused(Reason reason, std::initializer_list<ReasonValue> values = {}, absl::string_view field = {});

namespace reasons_internal {

struct Row {
  Reason reason;
  absl::string_view code;
  absl::StatusCode status;
  // $0, $1 … are the values.
  absl::string_view english;
  absl::string_view chinese;
};

absl::Span<const Row> Table();

}  // namespace reasons_internal
}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_REASONS_H_

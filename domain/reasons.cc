#include "domain/reasons.h"

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"
#include "base/error.h"

namespace huiyin {
namespace {

using reasons_internal::Row;
using R = Reason;

constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kNotFound = absl::StatusCode::kNotFound;
constexpr absl::StatusCode kExists = absl::StatusCode::kAlreadyExists;
constexpr absl::StatusCode kDenied = absl::StatusCode::kPermissionDenied;
constexpr absl::StatusCode kRule = absl::StatusCode::kFailedPrecondition;

constexpr Row kRows[] = {
    {R::kFieldMissing, "FIELD_MISSING", kInvalid, "$0 is required", "缺少必填项 $0"},
    {R::kFieldUnknown, "FIELD_UNKNOWN", kInvalid, "$0 holds a field that is not in the schema",
     "$0 含有格式中没有的字段"},
    {R::kCommandMissing, "COMMAND_MISSING", kInvalid, "the message holds no command", "消息中没有命令"},
    {R::kCommandTooLarge, "COMMAND_TOO_LARGE", kInvalid, "the command has $0 bytes; at most $1 are allowed",
     "命令有 $0 字节，最多 $1 字节"},
    {R::kTextTooLong, "TEXT_TOO_LONG", kInvalid, "$0 has $1 bytes; at most $2 are allowed",
     "$0 有 $1 字节，最多 $2 字节"},
    {R::kTextNotUtf8, "TEXT_NOT_UTF8", kInvalid, "$0 is not UTF-8", "$0 不是 UTF-8 文本"},
    {R::kTextHasNul, "TEXT_HAS_NUL", kInvalid, "$0 holds a NUL character", "$0 含有空字符（NUL）"},
    {R::kIdMalformed, "ID_MALFORMED", kInvalid,
     "$0 is not an id: a letter or digit, then letters, digits and . _ : - , at most $1 bytes",
     "$0 不是有效的编号：须以字母或数字开头，只含字母、数字和 . _ : - ，最多 $1 字节"},
    {R::kDateMalformed, "DATE_MALFORMED", kInvalid, "$0 is not a date YYYY-MM-DD of the years 1900 to 9999",
     "$0 不是 1900 至 9999 年间形如 YYYY-MM-DD 的日期"},
    {R::kTimeMalformed, "TIME_MALFORMED", kInvalid, "$0 is not a moment of the years 1 to 9999",
     "$0 不是公元 1 至 9999 年间的时刻"},
    {R::kHashMalformed, "HASH_MALFORMED", kInvalid, "$0 is not a SHA-256: 64 hexadecimal digits",
     "$0 不是 SHA-256：须为 64 位十六进制数字"},
    {R::kEnumUnknown, "ENUM_UNKNOWN", kInvalid, "$0 has the value $1, which is not in the schema",
     "$0 的值 $1 不在格式规定之内"},
    {R::kListTooLong, "LIST_TOO_LONG", kInvalid, "$0 has $1 items; at most $2 are allowed", "$0 有 $1 项，最多 $2 项"},
    {R::kUnitTwice, "UNIT_TWICE", kInvalid, "unit $0 is named twice", "单位 $0 重复列出"},
    {R::kCosignerTwice, "COSIGNER_TWICE", kInvalid, "co-signer $0 is named twice", "联名代表 $0 重复列出"},
    {R::kLeadAmongCosigners, "LEAD_AMONG_COSIGNERS", kInvalid, "lead deputy $0 is also named as a co-signer",
     "领衔代表 $0 同时被列为联名代表"},
    {R::kCommitmentTwice, "COMMITMENT_TWICE", kInvalid, "commitment $0 is named twice", "承诺 $0 重复列出"},
    {R::kTasksDoNotFitMode, "TASKS_DO_NOT_FIT_MODE", kInvalid,
     "the tasks do not fit the mode $0: SINGLE has one LEAD; JOINT one LEAD and at least one CO; SEPARATE at least two "
     "SEPARATE",
     "任务与办理方式 $0 不符：单办须一个主办单位；主会办须一个主办单位和至少一个会办单位；分办须至少两个分办单位"},
    {R::kCommentRequired, "COMMENT_REQUIRED", kInvalid, "DISSATISFIED needs a comment", "评价不满意须说明意见"},
    {R::kSessionClosesBeforeOpening, "SESSION_CLOSES_BEFORE_OPENING", kInvalid,
     "the session closes on $1, before it opens on $0", "会议闭幕日 $1 早于开幕日 $0"},
    {R::kRulePackUnknown, "RULE_PACK_UNKNOWN", kInvalid, "there is no rule pack $0", "没有规则包 $0"},
    {R::kTimeZoneUnknown, "TIME_ZONE_UNKNOWN", kInvalid, "there is no time zone $0", "没有时区 $0"},
    {R::kLedgerIsOwnParent, "LEDGER_IS_OWN_PARENT", kInvalid, "ledger $0 is named as its own parent",
     "登记册 $0 被列为自己的上级"},
    {R::kMergeIntoItself, "MERGE_INTO_ITSELF", kInvalid, "proposal $0 cannot be merged into itself",
     "建议 $0 不能并入自身"},
    {R::kPartTwice, "PART_TWICE", kInvalid, "$0 is named twice", "$0 重复列出"},
    {R::kListEmpty, "LIST_EMPTY", kInvalid, "$0 names nothing", "$0 没有列出任何一项"},
    {R::kPersonalTwice, "PERSONAL_DATA_TWICE", kInvalid,
     "what is personal of $0 is given both readable and encrypted; give one",
     "$0 的个人信息既有明文又有密文，只能给一种"},
    {R::kIdReserved, "ID_RESERVED", kInvalid, "$0: ids that begin with $1 are for what a ledger below passes up",
     "$0：以 $1 开头的编号留给下级上报件使用"},
    {R::kNotNamedAfterLink, "NOT_NAMED_AFTER_LINK", kInvalid, "$0 is not the name for what ledger $1 passed up",
     "$0 不是登记册 $1 上报件的编号"},
    {R::kLinkToItself, "LINK_TO_ITSELF", kInvalid, "ledger $0 is linked to itself", "登记册 $0 不能与自身关联"},

    {R::kLedgerUnknown, "LEDGER_UNKNOWN", kNotFound, "there is no ledger $0", "没有登记册 $0"},
    {R::kProposalUnknown, "PROPOSAL_UNKNOWN", kNotFound, "there is no proposal $0", "没有建议 $0"},
    {R::kSessionUnknown, "SESSION_UNKNOWN", kNotFound, "there is no session $0", "没有会议 $0"},
    {R::kDeputyUnknown, "DEPUTY_UNKNOWN", kNotFound, "there is no deputy $0", "没有代表 $0"},
    {R::kUnitUnknown, "UNIT_UNKNOWN", kNotFound, "there is no unit $0", "没有单位 $0"},
    {R::kCausationUnknown, "CAUSATION_UNKNOWN", kNotFound, "the ledger has no event $0; its next is $1",
     "登记册没有第 $0 号事件，下一号是 $1"},
    {R::kCommitmentUnknown, "COMMITMENT_UNKNOWN", kNotFound, "proposal $1 has no commitment $0", "建议 $1 没有承诺 $0"},
    {R::kTargetUnknown, "TARGET_UNKNOWN", kNotFound, "the ledger has no event $0 to correct; its next is $1",
     "登记册没有第 $0 号事件可更正，下一号是 $1"},
    {R::kPersonUnknown, "PERSON_UNKNOWN", kNotFound, "the ledger names no person $0", "登记册没有提到 $0 其人"},

    {R::kLedgerExists, "LEDGER_EXISTS", kExists, "ledger $0 is open already", "登记册 $0 已开设"},
    {R::kSessionExists, "SESSION_EXISTS", kExists, "session $0 exists already", "会议 $0 已存在"},
    {R::kSessionNumberTaken, "SESSION_NUMBER_TAKEN", kExists, "session $2 is number $1 of term $0 already",
     "第 $0 届第 $1 次会议已登记为 $2"},
    {R::kDeputyAlreadySeated, "DEPUTY_ALREADY_SEATED", kExists, "deputy $0 is seated already", "代表 $0 已在任"},
    {R::kUnitExists, "UNIT_EXISTS", kExists, "unit $0 exists already", "单位 $0 已存在"},
    {R::kProposalExists, "PROPOSAL_EXISTS", kExists, "proposal $0 exists already", "建议 $0 已存在"},
    {R::kNumberTaken, "NUMBER_TAKEN", kExists, "number $0 is taken in session $1", "会议 $1 的第 $0 号已被使用"},
    {R::kCommitmentExists, "COMMITMENT_EXISTS", kExists, "commitment $0 exists already", "承诺 $0 已存在"},
    {R::kSealExists, "SEAL_EXISTS", kExists, "a report is sealed as $0 already", "已有以 $0 为编号封存的报表"},

    {R::kRoleNotAllowed, "ROLE_NOT_ALLOWED", kDenied, "$0 may not order $1", "$0无权执行“$1”"},
    {R::kOnBehalfOfOnlyInSubmit, "ON_BEHALF_OF_ONLY_IN_SUBMIT", kDenied,
     "only submit may be ordered on behalf of a deputy", "只有“提出”可以由人大办代代表办理"},
    {R::kOnBehalfOfNotLead, "ON_BEHALF_OF_NOT_LEAD", kDenied,
     "the submission is on behalf of $0, but its lead deputy is $1", "代 $0 提出，但领衔代表是 $1"},
    {R::kDeputyActsForAnother, "DEPUTY_ACTS_FOR_ANOTHER", kDenied, "deputy $0 may not act as deputy $1",
     "代表 $0 不得代替代表 $1"},
    {R::kOnlyLeadMay, "ONLY_LEAD_MAY", kDenied, "deputy $0 is not the lead deputy $1, who alone may order $2",
     "代表 $0 不是领衔代表 $1，只有领衔代表可以执行“$2”"},
    {R::kUnitActsForAnother, "UNIT_ACTS_FOR_ANOTHER", kDenied, "unit $0 may not act on the task of unit $1",
     "单位 $0 不得办理单位 $1 的任务"},
    {R::kUnitHasNoTask, "UNIT_HAS_NO_TASK", kDenied, "unit $0 has no task on proposal $1",
     "单位 $0 在建议 $1 上没有任务"},
    {R::kCoUnitMayNotReply, "CO_UNIT_MAY_NOT_REPLY", kDenied, "unit $0 is a CO unit; the main unit replies",
     "单位 $0 是会办单位，应由主办单位答复"},
    {R::kCoUnitMayNotCorrect, "CO_UNIT_MAY_NOT_CORRECT", kDenied,
     "unit $0 is a CO unit; the main unit corrects its reply", "单位 $0 是会办单位，应由主办单位更正答复"},
    {R::kCoUnitMayNotAskExtension, "CO_UNIT_MAY_NOT_ASK_EXTENSION", kDenied,
     "unit $0 is a CO unit; the main unit asks for an extension", "单位 $0 是会办单位，应由主办单位申请延期"},
    {R::kOnlyCoUnitGivesOpinion, "ONLY_CO_UNIT_GIVES_OPINION", kDenied,
     "unit $0 is a main unit; CO units give opinions", "单位 $0 不是会办单位，会办意见由会办单位提出"},
    {R::kCommitmentOfAnother, "COMMITMENT_OF_ANOTHER", kDenied, "commitment $0 is unit $1's; unit $2 may not act on it",
     "承诺 $0 由单位 $1 作出，单位 $2 无权处理"},

    {R::kOccurredInFuture, "OCCURRED_IN_FUTURE", kRule, "occurred_at $0 is in the future; it is now $1",
     "发生时间 $0 在将来，现在是 $1"},
    {R::kOccurredBeforeLast, "OCCURRED_BEFORE_LAST", kRule, "occurred_at $0 is before the last event of $2, at $1",
     "发生时间 $0 早于 $2 上一事件的时间 $1"},
    {R::kStatusNotAllowed, "STATUS_NOT_ALLOWED", kRule, "proposal $0 is $1, which does not allow $2",
     "建议 $0 的状态是“$1”，不能执行“$2”"},
    {R::kRulePackNotLoaded, "RULE_PACK_NOT_LOADED", kRule, "rule pack $0 is not loaded here", "本机未加载规则包 $0"},
    {R::kTimeZoneNotLoaded, "TIME_ZONE_NOT_LOADED", kRule, "time zone $0 is not known here", "本机没有时区 $0"},
    {R::kPersonErased, "PERSON_ERASED", kRule,
     "what is personal of $0 was erased by law before; a new entry needs another id",
     "$0 的个人信息已依法删除；如须重新登记，请另用编号"},
    {R::kPersonInClear, "PERSON_IN_CLEAR", kRule,
     "what is personal of $0 was recorded without encryption and cannot be erased",
     "$0 的个人信息登记时未加密，无法删除"},
    {R::kDeputyNotSeated, "DEPUTY_NOT_SEATED", kRule, "deputy $0 is not seated", "代表 $0 已不在任"},
    {R::kLeadNotSeated, "LEAD_NOT_SEATED", kRule, "lead deputy $0 is not seated and may not submit",
     "领衔代表 $0 已不在任，不得提出"},
    {R::kCosignerNotSeated, "COSIGNER_NOT_SEATED", kRule, "co-signer $0 is not seated", "联名代表 $0 已不在任"},
    {R::kLeadMayNotCosign, "LEAD_MAY_NOT_COSIGN", kRule, "deputy $0 leads the proposal and may not co-sign it",
     "代表 $0 是领衔代表，不能再联名"},
    {R::kAlreadyCosigned, "ALREADY_COSIGNED", kRule, "deputy $0 has co-signed already", "代表 $0 已联名"},
    {R::kNotACosigner, "NOT_A_COSIGNER", kRule, "deputy $0 has not co-signed", "代表 $0 没有联名"},
    {R::kSignaturesMissing, "SIGNATURES_MISSING", kRule, "a motion needs $0 signatures; this one has $1",
     "议案须有 $0 名代表联名，现有 $1 名"},
    {R::kNumbersExhausted, "NUMBERS_EXHAUSTED", kRule, "session $0 has no number after $1",
     "会议 $0 在第 $1 号之后没有号码"},
    {R::kDueNotAfterDay, "DUE_NOT_AFTER_DAY", kRule, "due_on $0 is not after the day, $1", "期限 $0 不晚于当日 $1"},
    {R::kDueBeyondLimit, "DUE_BEYOND_LIMIT", kRule, "due_on $0 is later than the limit, $1",
     "期限 $0 超过规定的最后日期 $1"},
    {R::kNoSuchTask, "NO_SUCH_TASK", kRule, "unit $0 has no task on proposal $1", "单位 $0 在建议 $1 上没有任务"},
    {R::kAlreadySigned, "ALREADY_SIGNED", kRule, "unit $0 has signed for it already", "单位 $0 已签收"},
    {R::kSignatureNotNeeded, "SIGNATURE_NOT_NEEDED", kRule,
     "it is being handled again, in round $0: no unit signs for that", "正在第 $0 轮再次办理，无需重新签收"},
    {R::kReturnOnlyInFirstRound, "RETURN_ONLY_IN_FIRST_ROUND", kRule,
     "a task can be returned in round 1 only; this is round $0", "只有第一轮办理可以退回，现在是第 $0 轮"},
    {R::kReturnTooLate, "RETURN_TOO_LATE", kRule, "the task could be returned until $0; it is $1",
     "退回期限是 $0，今天是 $1"},
    {R::kReturnAfterReply, "RETURN_AFTER_REPLY", kRule, "unit $0 has replied and cannot return the task",
     "单位 $0 已答复，不能退回"},
    {R::kReturnAlreadyAsked, "RETURN_ALREADY_ASKED", kRule, "unit $0 has a return pending already",
     "单位 $0 的退回申请正在等待答复"},
    {R::kNoReturnAsked, "NO_RETURN_ASKED", kRule, "unit $0 has no return pending", "单位 $0 没有待处理的退回申请"},
    {R::kReturnPending, "RETURN_PENDING", kRule, "unit $0 may not reply while its return is pending",
     "单位 $0 的退回申请尚未处理，不能答复"},
    {R::kCoOpinionAlreadyGiven, "CO_OPINION_ALREADY_GIVEN", kRule, "unit $0 has given its opinion already",
     "单位 $0 已提出会办意见"},
    {R::kExtensionAlreadyAsked, "EXTENSION_ALREADY_ASKED", kRule, "unit $0 has an extension pending already",
     "单位 $0 的延期申请正在等待答复"},
    {R::kNoExtensionAsked, "NO_EXTENSION_ASKED", kRule, "unit $0 has no extension pending",
     "单位 $0 没有待处理的延期申请"},
    {R::kExtensionTooLate, "EXTENSION_TOO_LATE", kRule, "the task was due on $0; it is $1",
     "办理期限是 $0，今天是 $1，不能延期"},
    {R::kExtensionNotLater, "EXTENSION_NOT_LATER", kRule, "the new date $0 is not later than the due date, $1",
     "新期限 $0 不晚于现期限 $1"},
    {R::kExtensionBeyondLimit, "EXTENSION_BEYOND_LIMIT", kRule, "the new date $0 is later than the limit, $1",
     "新期限 $0 超过最长办理期限 $1"},
    {R::kAlreadyReplied, "ALREADY_REPLIED", kRule, "unit $0 has replied already in round $1",
     "单位 $0 在第 $1 轮已答复"},
    {R::kRoundAlreadyEvaluated, "ROUND_ALREADY_EVALUATED", kRule,
     "the deputy has evaluated round $0; its reply stays as it is", "代表已评价第 $0 轮，答复不能再更正"},
    {R::kFeedbackStillOpen, "FEEDBACK_STILL_OPEN", kRule, "the deputy may evaluate until $0; it is $1",
     "代表评价期限是 $0，今天是 $1"},
    {R::kNotDissatisfied, "NOT_DISSATISFIED", kRule, "re-handling follows a DISSATISFIED result only",
     "只有评价结果不满意才能重新办理"},
    {R::kCommitmentsOpen, "COMMITMENTS_OPEN", kRule, "commitment $0 is still open", "承诺 $0 尚未兑现"},
    {R::kDissatisfiedNeedsRehandling, "DISSATISFIED_NEEDS_REHANDLING", kRule,
     "the deputy is DISSATISFIED in round 1; order re-handling", "代表在第一轮评价不满意，应重新办理"},
    {R::kCloseNeedsNote, "CLOSE_NEEDS_NOTE", kRule, "the deputy's last word is DISSATISFIED; closing needs a note",
     "代表的最后评价是不满意，办结须附说明"},
    {R::kWithdrawAfterReply, "WITHDRAW_AFTER_REPLY", kRule,
     "the proposal has had a complete reply and cannot be withdrawn; this is round $0",
     "建议已有完整答复，不能撤回，现在是第 $0 轮"},
    {R::kPrimaryNotOpen, "PRIMARY_NOT_OPEN", kRule,
     "proposal $0 is $1; a primary is registered, assigned or in handling",
     "建议 $0 的状态是“$1”，只能并入已登记、已交办或办理中的建议"},
    {R::kNotAMotion, "NOT_A_MOTION", kRule, "proposal $0 is not a motion", "建议 $0 不是议案"},
    {R::kSignaturesSuffice, "SIGNATURES_SUFFICE", kRule, "the motion has $1 signatures and needs $0: it stays a motion",
     "议案须有 $0 名代表联名，现有 $1 名，已达到法定人数，不能转为建议"},
    {R::kAlreadyPriority, "ALREADY_PRIORITY", kRule, "proposal $0 is a priority already", "建议 $0 已列为重点督办"},
    {R::kNothingToFollowUp, "NOTHING_TO_FOLLOW_UP", kRule, "proposal $0 has no open commitment to follow up",
     "建议 $0 没有未兑现的承诺，无须跟踪督办"},
    {R::kCommitmentFulfilled, "COMMITMENT_FULFILLED", kRule, "commitment $0 is fulfilled", "承诺 $0 已兑现"},
    {R::kAlreadyMissed, "ALREADY_MISSED", kRule, "commitment $0 is noted as missed already", "承诺 $0 已记为逾期"},
    {R::kCommitmentNotDue, "COMMITMENT_NOT_DUE", kRule, "commitment $0 is due on $1; it is $2",
     "承诺 $0 的期限是 $1，今天是 $2，尚未逾期"},
    {R::kNotDissatisfiedTwice, "NOT_DISSATISFIED_TWICE", kRule,
     "the presidium is for a DISSATISFIED of round 2 or later", "第二轮及以后评价不满意，才能提请主席团处理"},
    {R::kEscalationPending, "ESCALATION_PENDING", kRule,
     "the proposal is before the presidium, whose decision comes first", "该件已提请主席团，须先由主席团作出决定"},
    {R::kNoEscalationPending, "NO_ESCALATION_PENDING", kRule, "nothing is before the presidium",
     "没有提请主席团处理的事项"},
    {R::kPublicationNotAllowed, "PUBLICATION_NOT_ALLOWED", kRule, "the deputy did not allow publication",
     "代表未同意公开"},
    {R::kNoReplyToPublish, "NO_REPLY_TO_PUBLISH", kRule, "there is no complete reply to publish", "尚无完整答复可公开"},
    {R::kNoEvaluationToPublish, "NO_EVALUATION_TO_PUBLISH", kRule, "there is no evaluation to publish",
     "尚无代表评价可公开"},
    {R::kNotPublished, "NOT_PUBLISHED", kRule, "nothing of proposal $0 is public", "建议 $0 没有公开的内容"},
    {R::kDueIsAnother, "DUE_IS_ANOTHER", kRule, "unit $0 is due on $1, not on $2", "单位 $0 的期限是 $1，不是 $2"},
    {R::kDueAlreadyNoted, "DUE_ALREADY_NOTED", kRule, "it has been said of $0 already", "$0 的期限已经提示过"},
    {R::kDuePassed, "DUE_PASSED", kRule, "the due date $0 has passed; it is $1", "期限 $0 已过，今天是 $1"},
    {R::kNotOverdue, "NOT_OVERDUE", kRule, "it is due on $0 and not overdue; it is $1",
     "期限是 $0，今天是 $1，尚未逾期"},
    {R::kNoDateMoves, "NO_DATE_MOVES", kRule, "by calendar $1 no open date of proposal $0 moves",
     "按日历 $1 计算，建议 $0 没有需要变更的期限"},
    {R::kLedgerHasNoParent, "LEDGER_HAS_NO_PARENT", kRule, "ledger $0 has no ledger above it to pass up to",
     "登记册 $0 没有上级，不能上报"},
    {R::kMotionNotPassedUp, "MOTION_NOT_PASSED_UP", kRule,
     "proposal $0 is a motion, which this congress decides itself", "$0 是议案，由本级人大审议，不能上报"},
    {R::kNoSession, "NO_SESSION", kRule, "ledger $0 has no session yet, which what is passed up would belong to",
     "登记册 $0 尚未登记会议，不能接收上报件"},
    {R::kNotPassedUp, "NOT_PASSED_UP", kRule, "proposal $0 was submitted here; no ledger below passed it up",
     "建议 $0 在本级提出，不是下级上报件，不能退回下级"},
    {R::kPassingIsAnother, "PASSING_IS_ANOTHER", kRule,
     "proposal $0 was passed up to $1 by event $2; the outcome is of event $4, from $3",
     "建议 $0 由第 $2 号事件上报至 $1，此结果属于第 $4 号事件，来自 $3"},
    {R::kOutcomeNotNewer, "OUTCOME_NOT_NEWER", kRule, "the outcome of event $1 above is told already; this is $0",
     "上级第 $1 号事件的结果已经记录，此结果属于第 $0 号事件"},
};

constexpr bool InOrder() {
  for (size_t i = 0; i < std::size(kRows); ++i) {
    if (static_cast<size_t>(kRows[i].reason) != i) return false;
  }
  return std::size(kRows) == static_cast<size_t>(Reason::kCount);
}
static_assert(InOrder(), "one row a reason, in the order of the enum");

const Row& RowOf(Reason reason) { return kRows[static_cast<size_t>(reason)]; }

}  // namespace

absl::Span<const Row> reasons_internal::Table() { return kRows; }

absl::string_view CodeOf(Reason reason) { return RowOf(reason).code; }
absl::StatusCode StatusCodeOf(Reason reason) { return RowOf(reason).status; }

absl::Status Refused(Reason reason, std::initializer_list<ReasonValue> values, absl::string_view field) {
  const Row& row = RowOf(reason);
  std::vector<std::pair<std::string, absl::string_view>> english;
  std::vector<std::pair<std::string, absl::string_view>> chinese;
  for (const ReasonValue& value : values) {
    const std::string place = absl::StrCat("$", english.size());
    english.emplace_back(place, value.english());
    chinese.emplace_back(place, value.chinese());
  }
  return Error(row.status, row.code, absl::StrReplaceAll(row.english, english),
               absl::StrReplaceAll(row.chinese, chinese), field);
}

}  // namespace huiyin

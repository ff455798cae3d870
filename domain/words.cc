#include "domain/words.h"

namespace huiyin {

Words WordsOf(v1::Proposal::Status status) {
  switch (status) {
    case v1::Proposal::SUBMITTED:
      return {"SUBMITTED", "已提出"};
    case v1::Proposal::REVISION_REQUESTED:
      return {"REVISION_REQUESTED", "待修改"};
    case v1::Proposal::REGISTERED:
      return {"REGISTERED", "已登记"};
    case v1::Proposal::REFUSED:
      return {"REFUSED", "不予受理"};
    case v1::Proposal::ASSIGNED:
      return {"ASSIGNED", "已交办"};
    case v1::Proposal::HANDLING:
      return {"HANDLING", "办理中"};
    case v1::Proposal::REPLIED:
      return {"REPLIED", "已答复"};
    case v1::Proposal::EVALUATED:
      return {"EVALUATED", "已评价"};
    case v1::Proposal::LAPSED:
      return {"LAPSED", "逾期未评价"};
    case v1::Proposal::FOLLOW_UP:
      return {"FOLLOW_UP", "跟踪督办"};
    case v1::Proposal::CLOSED:
      return {"CLOSED", "已办结"};
    case v1::Proposal::WITHDRAWN:
      return {"WITHDRAWN", "已撤回"};
    case v1::Proposal::MERGED:
      return {"MERGED", "已并案"};
    case v1::Proposal::PASSED_UP:
      return {"PASSED_UP", "已上报"};
    case v1::Proposal::SENT_BACK:
      return {"SENT_BACK", "已退回"};
    default:
      return {"unknown", "未知"};
  }
}

Words WordsOf(v1::Actor::Role role) {
  switch (role) {
    case v1::Actor::DEPUTY:
      return {"a deputy", "代表"};
    case v1::Actor::CONGRESS_OFFICE:
      return {"the congress office", "人大办"};
    case v1::Actor::PRESIDIUM:
      return {"the presidium", "主席团"};
    case v1::Actor::GOVERNMENT_OFFICE:
      return {"the government office", "政府办"};
    case v1::Actor::HANDLING_UNIT:
      return {"a handling unit", "承办单位"};
    case v1::Actor::SYSTEM:
      return {"the system", "系统"};
    case v1::Actor::ADMINISTRATOR:
      return {"an administrator", "管理员"};
    default:
      return {"nobody", "未知身份"};
  }
}

Words WordsOf(v1::Ledger::Level level) {
  switch (level) {
    case v1::Ledger::TOWNSHIP:
      return {"TOWNSHIP", "乡镇"};
    case v1::Ledger::COUNTY:
      return {"COUNTY", "县级"};
    case v1::Ledger::CITY:
      return {"CITY", "市级"};
    case v1::Ledger::PROVINCE:
      return {"PROVINCE", "省级"};
    default:
      return {"unknown", "未知"};
  }
}

Words WordsOf(v1::Proposal::Kind kind) {
  switch (kind) {
    case v1::Proposal::SUGGESTION:
      return {"SUGGESTION", "建议"};
    case v1::Proposal::CRITICISM:
      return {"CRITICISM", "批评"};
    case v1::Proposal::OPINION:
      return {"OPINION", "意见"};
    case v1::Proposal::MOTION:
      return {"MOTION", "议案"};
    default:
      return {"unknown", "未知"};
  }
}

Words WordsOf(v1::Proposal::Source source) {
  switch (source) {
    case v1::Proposal::CONGRESS:
      return {"CONGRESS", "大会"};
    case v1::Proposal::RECEPTION_DAY:
      return {"RECEPTION_DAY", "代表接待日"};
    case v1::Proposal::CONTACT_STATION:
      return {"CONTACT_STATION", "代表联络站"};
    case v1::Proposal::INSPECTION:
      return {"INSPECTION", "视察"};
    case v1::Proposal::RESEARCH:
      return {"RESEARCH", "调研"};
    case v1::Proposal::VISIT:
      return {"VISIT", "走访"};
    default:
      return {"unknown", "未知"};
  }
}

Words WordsOf(v1::Task::Role role) {
  switch (role) {
    case v1::Task::LEAD:
      return {"LEAD", "主办"};
    case v1::Task::CO:
      return {"CO", "会办"};
    case v1::Task::SEPARATE:
      return {"SEPARATE", "分办"};
    default:
      return {"unknown", "未知"};
  }
}

Words WordsOf(v1::Evaluation::Verdict verdict) {
  switch (verdict) {
    case v1::Evaluation::SATISFIED:
      return {"satisfied", "满意"};
    case v1::Evaluation::BASICALLY_SATISFIED:
      return {"basically satisfied", "基本满意"};
    case v1::Evaluation::DISSATISFIED:
      return {"dissatisfied", "不满意"};
    default:
      return {"not given", "未评"};
  }
}

namespace {

struct CommandWords {
  v1::Command::CommandCase command;
  Words words;
};

constexpr CommandWords kCommandWords[] = {
    {v1::Command::kOpenLedger, {"open_ledger", "开设登记册"}},
    {v1::Command::kOpenSession, {"open_session", "登记会议"}},
    {v1::Command::kSeatDeputy, {"seat_deputy", "代表就任"}},
    {v1::Command::kUnseatDeputy, {"unseat_deputy", "代表离任"}},
    {v1::Command::kEnrolUnit, {"enrol_unit", "登记承办单位"}},
    {v1::Command::kSubmit, {"submit", "提出"}},
    {v1::Command::kCosign, {"cosign", "联名"}},
    {v1::Command::kWithdrawCosignature, {"withdraw_cosignature", "撤销联名"}},
    {v1::Command::kRequestRevision, {"request_revision", "要求修改"}},
    {v1::Command::kRevise, {"revise", "修改"}},
    {v1::Command::kRegister, {"register", "登记"}},
    {v1::Command::kRefuse, {"refuse", "不予受理"}},
    {v1::Command::kAssign, {"assign", "交办"}},
    {v1::Command::kSignFor, {"sign_for", "签收"}},
    {v1::Command::kRequestReturn, {"request_return", "申请退回"}},
    {v1::Command::kAcceptReturn, {"accept_return", "同意退回"}},
    {v1::Command::kRefuseReturn, {"refuse_return", "不同意退回"}},
    {v1::Command::kLogProgress, {"log_progress", "记录进展"}},
    {v1::Command::kLogContact, {"log_contact", "记录沟通"}},
    {v1::Command::kGiveCoOpinion, {"give_co_opinion", "会办意见"}},
    {v1::Command::kRequestExtension, {"request_extension", "申请延期"}},
    {v1::Command::kGrantExtension, {"grant_extension", "同意延期"}},
    {v1::Command::kRefuseExtension, {"refuse_extension", "不同意延期"}},
    {v1::Command::kReply, {"reply", "答复"}},
    {v1::Command::kCorrectReply, {"correct_reply", "更正答复"}},
    {v1::Command::kEvaluate, {"evaluate", "评价"}},
    {v1::Command::kLapseFeedback, {"lapse_feedback", "逾期未评价"}},
    {v1::Command::kOrderRehandling, {"order_rehandling", "重新办理"}},
    {v1::Command::kClose, {"close", "办结"}},
    {v1::Command::kWithdraw, {"withdraw", "撤回"}},
    {v1::Command::kMerge, {"merge", "并案"}},
    {v1::Command::kConvertMotion, {"convert_motion", "议案转为建议"}},
    {v1::Command::kDesignatePriority, {"designate_priority", "列为重点督办"}},
    {v1::Command::kUrge, {"urge", "催办"}},
    {v1::Command::kRecordVisit, {"record_visit", "回访"}},
    {v1::Command::kBeginFollowUp, {"begin_follow_up", "转入跟踪督办"}},
    {v1::Command::kFulfilCommitment, {"fulfil_commitment", "兑现承诺"}},
    {v1::Command::kChangeCommitment, {"change_commitment", "变更承诺期限"}},
    {v1::Command::kMissCommitment, {"miss_commitment", "承诺逾期"}},
    {v1::Command::kEscalate, {"escalate", "提请主席团处理"}},
    {v1::Command::kResolveEscalation, {"resolve_escalation", "主席团作出决定"}},
    {v1::Command::kPublish, {"publish", "公开"}},
    {v1::Command::kUnpublish, {"unpublish", "撤回公开"}},
    {v1::Command::kReopen, {"reopen", "重新启动办理"}},
    {v1::Command::kRecordCorrection, {"record_correction", "更正说明"}},
    {v1::Command::kAnnounceDue, {"announce_due", "临期提醒"}},
    {v1::Command::kRecordOverdue, {"record_overdue", "记录逾期"}},
    {v1::Command::kRecomputeDates, {"recompute_dates", "重算期限"}},
    {v1::Command::kSealReport, {"seal_report", "封存报表"}},
    {v1::Command::kErasePerson, {"erase_person", "依法删除个人信息"}},
    {v1::Command::kPassUp, {"pass_up", "上报"}},
    {v1::Command::kReceivePassedUp, {"receive_passed_up", "接收上报件"}},
    {v1::Command::kSendBack, {"send_back", "退回下级"}},
    {v1::Command::kRecordOutcome, {"record_outcome", "记录上报结果"}},
};

}  // namespace

Words WordsOf(v1::Command::CommandCase command) {
  for (const CommandWords& row : kCommandWords) {
    if (row.command == command) return row.words;
  }
  return {"unknown", "未知命令"};
}

}  // namespace huiyin

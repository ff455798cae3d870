#include "domain/words.h"

namespace huiyin {

Words WordsOf(v1::Proposal::Status status) {
  switch (status) {
    case v1::Proposal::SUBMITTED:
      return {"SUBMITTED", "已提出"};
    case v1::Proposal::REVISION_REQUESTED:
      return {"REVISION_REQUESTED", "待修改"};
    case v1::Proposal::REGISTERED:
      return {"REGISTERED", "已立案"};
    case v1::Proposal::REFUSED:
      return {"REFUSED", "不予立案"};
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

}  // namespace huiyin

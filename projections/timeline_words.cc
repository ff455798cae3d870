#include "projections/timeline_words.h"

#include "absl/strings/str_cat.h"

namespace huiyin {
namespace {

std::string NameOr(const absl::flat_hash_map<std::string, std::string>& names, const std::string& id) {
  const auto name = names.find(id);
  return name == names.end() || name->second.empty() ? id : name->second;
}

// The word for the enum's value from a list that begins with that for UNSPECIFIED.
template <size_t kSize>
absl::string_view WordOf(int value, const absl::string_view (&words)[kSize]) {
  return value > 0 && static_cast<size_t>(value) < kSize ? words[value] : words[0];
}

}  // namespace

LedgerNames::LedgerNames(const LedgerDirectory& directory) {
  for (const v1::UnitFacts& unit : directory.units) units_.emplace(unit.unit_id(), unit.name());
  for (const v1::DeputyFacts& deputy : directory.deputies) deputies_.emplace(deputy.deputy_id(), deputy.name());
}

std::string LedgerNames::Unit(const std::string& id) const { return NameOr(units_, id); }
std::string LedgerNames::Deputy(const std::string& id) const { return NameOr(deputies_, id); }

std::string English(const v1::Deadline& deadline) {
  return absl::StrCat(deadline.on(), deadline.provisional() ? " (provisional)" : "");
}

std::string Chinese(const v1::Deadline& deadline) {
  return absl::StrCat(deadline.on(), deadline.provisional() ? "（暂定）" : "");
}

std::string Before(const v1::Deadline& deadline) {
  return absl::StrCat(deadline.on(), deadline.provisional() ? "（暂定）前" : " 前");
}

absl::string_view KindInEnglish(v1::Proposal::Kind kind) {
  return WordOf(kind, {"Proposal", "Suggestion", "Criticism", "Opinion", "Motion"});
}

absl::string_view KindInChinese(v1::Proposal::Kind kind) {
  return WordOf(kind, {"件", "建议", "批评", "意见", "议案"});
}

absl::string_view ClassInEnglish(v1::Reply::Class result_class) {
  return WordOf(result_class, {"unclassified", "solved or mostly solved", "being solved or planned",
                               "to be solved when conditions allow", "kept for reference"});
}

absl::string_view ClassInChinese(v1::Reply::Class result_class) {
  return WordOf(result_class, {"未分类", "已解决或基本解决", "正在解决或列入计划", "因条件所限待以后解决", "留作参考"});
}

absl::string_view VerdictInEnglish(v1::Evaluation::Verdict verdict) {
  return WordOf(verdict, {"not given", "satisfied", "basically satisfied", "dissatisfied"});
}

absl::string_view VerdictInChinese(v1::Evaluation::Verdict verdict) {
  return WordOf(verdict, {"未评", "满意", "基本满意", "不满意"});
}

absl::string_view ContactInEnglish(v1::Contact::Form form) {
  return WordOf(form, {"contacted", "visited", "met", "telephoned", "wrote to", "contacted online"});
}

absl::string_view ContactInChinese(v1::Contact::Form form) {
  return WordOf(form, {"联系", "走访", "面谈", "电话联系", "致函", "网上联系"});
}

absl::string_view PartInEnglish(v1::Publication::Part part) {
  return WordOf(part, {"a part", "title", "body", "reply", "evaluation"});
}

absl::string_view PartInChinese(v1::Publication::Part part) {
  return WordOf(part, {"部分内容", "标题", "内容", "答复", "评价"});
}

absl::string_view AboveInEnglish(v1::Proposal::Status status) {
  return WordOf(status, {"unknown", "received", "its revision was requested", "registered", "not registered",
                         "assigned", "in handling", "replied", "evaluated", "not evaluated in time", "followed up",
                         "closed", "withdrawn by the deputy", "merged", "passed up further", "sent back"});
}

absl::string_view AboveInChinese(v1::Proposal::Status status) {
  return WordOf(status, {"未知", "已接收", "要求修改", "已登记", "不予受理", "已交办", "办理中", "已答复", "已评价",
                         "逾期未评价", "跟踪督办", "已办结", "代表撤回", "已并案", "继续上报", "已退回"});
}

}  // namespace huiyin

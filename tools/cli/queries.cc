#include "tools/cli/queries.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "tools/cli/ledger_choice.h"
#include "tools/cli/message_json.h"
#include "tools/cli/moments.h"
#include "tools/cli/query_parts.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;
constexpr auto kLeft = Table::Align::kLeft;
constexpr auto kRight = Table::Align::kRight;
constexpr uint32_t kPageSize = 500;

std::string MainUnits(const v1::ProposalFacts& facts, const Names& names) {
  std::vector<std::string> units;
  for (const v1::TaskFacts& task : facts.tasks()) {
    if (task.role() != v1::Task::CO) units.push_back(names.Unit(task.unit_id()));
  }
  return absl::StrJoin(units, " ");
}

absl::StatusOr<v1::ListProposalsRequest> RequestOf(const Connection& connection, const ListFilter& filter) {
  v1::ListProposalsRequest request;
  ASSIGN_OR_RETURN(*request.mutable_ledger_id(), ChooseLedger(connection, filter.ledger));
  if (!filter.status.empty()) {
    v1::Proposal::Status status = v1::Proposal::STATUS_UNSPECIFIED;
    if (!v1::Proposal::Status_Parse(absl::StrReplaceAll(absl::AsciiStrToUpper(filter.status), {{"-", "_"}}), &status)) {
      return Error(absl::StatusCode::kInvalidArgument, "ENUM_UNKNOWN", absl::StrCat(filter.status, " is no status"),
                   absl::StrCat(filter.status, " 不是有效的状态"), "--status");
    }
    request.set_status(status);
  }
  request.set_unit_id(filter.unit);
  request.set_lead_deputy_id(filter.deputy);
  request.set_category(filter.category);
  request.set_session_id(filter.session);
  request.set_due_from(filter.due_from);
  request.set_due_to(filter.due_to);
  return request;
}

void AddProposal(const v1::ProposalFacts& facts, const Names& names, const Phrases& words, Table& table) {
  table.Add({facts.proposal_id(), NumberText(facts.number()), StatusAndRound(facts.status(), facts.round(), words),
             DueText(facts.has_due_day(), facts.due_day(), facts.due_provisional()), MainUnits(facts, names),
             names.Deputy(facts.lead_deputy_id()), VerdictText(facts.latest_result(), words), facts.title()});
}

Table ProposalTable(const Phrases& words) {
  return Table({{words("proposal", "建议")},
                {words("no.", "编号"), kRight},
                {words("status", "状态"), kLeft, true},
                {words("due", "期限"), kLeft, false, true},
                {words("main units", "主办单位"), kLeft, true, true},
                {words("lead", "领衔代表"), kLeft, true},
                {words("result", "评价"), kLeft, true, true},
                {words("title", "标题"), kLeft, true}});
}

// "37 days overdue".
std::string DaysText(int32_t overdue, const Phrases& words) {
  if (overdue == 0) return words("due today", "今天到期");
  const int32_t days = std::abs(overdue);
  if (overdue < 0) {
    return words(absl::StrCat(days, days == 1 ? " day left" : " days left"), absl::StrCat("还有 ", days, " 天"));
  }
  return words(absl::StrCat(days, days == 1 ? " day overdue" : " days overdue"), absl::StrCat("逾期 ", days, " 天"));
}

}  // namespace

absl::Status PrintLedgers(const Connection& connection, const Shown& shown) {
  ASSIGN_OR_RETURN(const std::vector<v1::LedgerFacts> ledgers, AllLedgers(connection));
  if (shown.json) {
    Json json = Json::array();
    for (const v1::LedgerFacts& ledger : ledgers) json.push_back(MessageJson(ledger));
    PrintJson(Json{{"ledgers", json}});
    return absl::OkStatus();
  }
  const Phrases words(shown);
  Table table({{words("ledger", "登记册")},
               {words("name", "名称"), kLeft, true},
               {words("level", "层级")},
               {words("rule pack", "规则包")},
               {words("time zone", "时区")},
               {words("events", "事件数"), kRight}});
  for (const v1::LedgerFacts& ledger : ledgers) {
    table.Add({ledger.ledger_id(), ledger.name(), words(WordsOf(ledger.level())), ledger.rule_pack(),
               ledger.time_zone(), absl::StrCat(ledger.known_events())});
  }
  PrintTable(table);
  return absl::OkStatus();
}

absl::Status PrintDirectory(const Connection& connection, const std::string& ledger, const Shown& shown) {
  ASSIGN_OR_RETURN(const std::string chosen, ChooseLedger(connection, ledger));
  ASSIGN_OR_RETURN(const v1::GetDirectoryResponse directory, DirectoryOf(connection, chosen));
  if (shown.json) {
    PrintJson(MessageJson(directory));
    return absl::OkStatus();
  }
  const Phrases words(shown);
  Table sessions({{words("session", "会议")},
                  {words("term", "届"), kRight},
                  {words("number", "次"), kRight},
                  {words("opens", "开幕")},
                  {words("closes", "闭幕")}});
  for (const v1::SessionFacts& session : directory.sessions()) {
    sessions.Add({session.session_id(), absl::StrCat(session.term()), absl::StrCat(session.number()),
                  session.opens_on(), session.closes_on()});
  }
  Table units({{words("unit", "单位")}, {words("name", "名称"), kLeft, true}, {words("kind", "性质"), kLeft, true}});
  for (const v1::UnitFacts& unit : directory.units()) units.Add({unit.unit_id(), unit.name(), unit.kind()});
  Table deputies({{words("deputy", "代表")},
                  {words("name", "姓名"), kLeft, true},
                  {words("group", "小组"), kLeft, true},
                  {words("constituency", "选区"), kLeft, true},
                  {words("contact", "联系方式"), kLeft, true, true},
                  {words("seated", "在任")}});
  for (const v1::DeputyFacts& deputy : directory.deputies()) {
    deputies.Add({deputy.deputy_id(), deputy.name(), deputy.group(), deputy.constituency(), deputy.contact(),
                  deputy.seated() ? words("yes", "是") : words("no", "否")});
  }
  PrintTable(sessions);
  std::puts("");
  PrintTable(units);
  std::puts("");
  PrintTable(deputies);
  return absl::OkStatus();
}

absl::Status PrintProposals(const Connection& connection, const ListFilter& filter, const Shown& shown) {
  ASSIGN_OR_RETURN(v1::ListProposalsRequest request, RequestOf(connection, filter));
  ASSIGN_OR_RETURN(const v1::GetDirectoryResponse directory, DirectoryOf(connection, request.ledger_id()));
  const Names names(directory);
  const Phrases words(shown);
  Table table = ProposalTable(words);
  bool provisional = false;
  Json json = Json::array();
  uint32_t left = filter.limit;
  do {
    request.set_page_size(std::min(left, kPageSize));
    ASSIGN_OR_RETURN(v1::ListProposalsResponse page, Ask(connection, &v1::QueryService::Stub::ListProposals, request));
    for (const v1::ProposalFacts& facts : page.proposals()) {
      if (shown.json) {
        json.push_back(MessageJson(facts));
      } else {
        AddProposal(facts, names, words, table);
        provisional = provisional || facts.due_provisional();
      }
    }
    left -= std::min<uint32_t>(left, page.proposals_size());
    request.set_page_token(page.next_page_token());
  } while (left > 0 && !request.page_token().empty());
  const bool more = !request.page_token().empty();
  if (shown.json) {
    PrintJson(Json{{"proposals", std::move(json)}, {"more", more}});
    return absl::OkStatus();
  }
  PrintTable(table);
  if (provisional) std::puts(ProvisionalNote(words).c_str());
  if (more) std::puts(words("… and more; --limit N shows them", "…… 还有更多；可用 --limit N 显示").c_str());
  return absl::OkStatus();
}

absl::Status PrintDue(const Connection& connection, const std::string& ledger, const std::string& known_at,
                      uint32_t within_days, const Shown& shown) {
  v1::ListDueRequest request;
  request.set_ledger_id(ledger);
  request.set_within_days(within_days);
  if (!known_at.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_known_at(), MomentOption("--known-at", known_at));
  }
  ASSIGN_OR_RETURN(v1::ListDueResponse response, AskAll(connection, &v1::QueryService::Stub::ListDue, request));
  response.clear_truncated();
  if (shown.json) {
    PrintJson(MessageJson(response));
    return absl::OkStatus();
  }
  const Phrases words(shown);
  Table table({{words("due", "期限")},
               {words("days", "天数"), kRight},
               {words("ledger", "登记册"), kLeft, false, true},
               {words("proposal", "建议")},
               {words("no.", "编号"), kRight},
               {words("round", "轮次"), kRight, false, true},
               {words("main units", "主办单位"), kLeft, true},
               {words("title", "标题"), kLeft, true}});
  const auto& proposals = response.proposals();
  const bool many_ledgers = std::any_of(proposals.begin(), proposals.end(), [&](const v1::DueProposal& due) {
    return due.ledger_id() != proposals[0].ledger_id();
  });
  bool provisional = false;
  for (const v1::DueProposal& due : proposals) {
    const auto& units = due.main_unit_names_size() > 0 ? due.main_unit_names() : due.main_unit_ids();
    table.Add({absl::StrCat(due.due_on(), due.due_provisional() ? "?" : ""), DaysText(due.days_overdue(), words),
               many_ledgers ? due.ledger_id() : "", due.proposal_id(), NumberText(due.number()),
               due.round() > 1 ? NumberText(due.round()) : "", absl::StrJoin(units, " "), due.title()});
    provisional = provisional || due.due_provisional();
  }
  if (table.empty()) {
    std::puts(words("Nothing is overdue or coming due.", "没有逾期或即将到期的建议。").c_str());
    return absl::OkStatus();
  }
  PrintTable(table);
  if (provisional) std::puts(ProvisionalNote(words).c_str());
  return absl::OkStatus();
}

}  // namespace huiyin

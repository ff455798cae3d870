#include "tools/cli/queries.h"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "projections/days.h"
#include "services/rpc_status.h"
#include "tools/cli/ledger_choice.h"
#include "tools/cli/message_json.h"
#include "tools/cli/moments.h"
#include "tools/cli/statistics_text.h"
#include "tools/cli/table.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;
constexpr auto kRight = Table::Align::kRight;
constexpr uint32_t kPageSize = 500;

// A question and its answer.
template <typename Request, typename Response>
absl::StatusOr<Response> Ask(const Connection& connection,
                             grpc::Status (v1::QueryService::Stub::*rpc)(grpc::ClientContext*, const Request&,
                                                                         Response*),
                             const Request& request) {
  grpc::ClientContext context;
  connection.Prepare(context);
  const auto stub = v1::QueryService::NewStub(connection.channel());
  Response response;
  RETURN_IF_ERROR(FromRpc((stub.get()->*rpc)(&context, request, &response)));
  return response;
}

// The words of one language.
class Phrases {
 public:
  explicit Phrases(const Shown& shown) : language_(LanguageOf(shown.language)) {}
  std::string operator()(const char* english, const char* chinese) const {
    return language_ == Language::kChinese ? chinese : english;
  }
  Language language() const { return language_; }

 private:
  const Language language_;
};

void PrintTable(const Table& table) { std::fputs(table.Render(TerminalWidth()).c_str(), stdout); }
void PrintJson(const Json& json) { std::puts(json.dump().c_str()); }

std::string DayText(bool known, int32_t day) { return known ? FormatDay(day) : ""; }

std::string MainUnits(const v1::ProposalFacts& facts) {
  std::vector<std::string> units;
  for (const v1::TaskFacts& task : facts.tasks()) {
    if (task.role() != v1::Task::CO) units.push_back(task.unit_id());
  }
  return absl::StrJoin(units, " ");
}

std::string ResultText(const v1::ProposalFacts& facts, const Phrases& words) {
  switch (facts.latest_result()) {
    case v1::Evaluation::SATISFIED:
      return words("SATISFIED", "满意");
    case v1::Evaluation::BASICALLY_SATISFIED:
      return words("BASICALLY_SATISFIED", "基本满意");
    case v1::Evaluation::DISSATISFIED:
      return words("DISSATISFIED", "不满意");
    default:
      return "";
  }
}

std::string NumberText(uint32_t number) { return number == 0 ? "" : absl::StrCat(number); }

// "2020-03-25 09:40" in the ledger's zone.
std::string LocalTime(const google::protobuf::Timestamp& moment, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%d %H:%M", absl::FromUnixSeconds(moment.seconds()), zone);
}

// Of a ledger; UTC when the machine does not know it.
absl::TimeZone ZoneNamed(const std::string& name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(name, &zone);
  return zone;
}

absl::StatusOr<v1::GetDirectoryResponse> DirectoryOf(const Connection& connection, const std::string& ledger) {
  v1::GetDirectoryRequest request;
  request.set_ledger_id(ledger);
  return Ask(connection, &v1::QueryService::Stub::GetDirectory, request);
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

void AddProposal(const v1::ProposalFacts& facts, const Phrases& words, Table& table) {
  table.Add({facts.proposal_id(), NumberText(facts.number()), StatusText(facts.status(), words.language()),
             NumberText(facts.round()),
             absl::StrCat(DayText(facts.has_due_day(), facts.due_day()), facts.due_provisional() ? "?" : ""),
             MainUnits(facts), facts.lead_deputy_id(), ResultText(facts, words), facts.title()});
}

Table ProposalTable(const Phrases& words) {
  return Table({{words("proposal", "建议")},
                {words("no.", "编号"), kRight},
                {words("status", "状态")},
                {words("round", "轮次"), kRight},
                {words("due", "期限")},
                {words("main units", "主办单位"), Table::Align::kLeft, true},
                {words("lead", "领衔代表")},
                {words("result", "评价")},
                {words("title", "标题"), Table::Align::kLeft, true}});
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
               {words("name", "名称"), Table::Align::kLeft, true},
               {words("level", "层级")},
               {words("rule pack", "规则")},
               {words("time zone", "时区")},
               {words("events", "事件数"), kRight}});
  for (const v1::LedgerFacts& ledger : ledgers) {
    table.Add({ledger.ledger_id(), ledger.name(), v1::Ledger::Level_Name(ledger.level()), ledger.rule_pack(),
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
  Table units({{words("unit", "单位")}, {words("name", "名称"), Table::Align::kLeft, true}, {words("kind", "性质")}});
  for (const v1::UnitFacts& unit : directory.units()) units.Add({unit.unit_id(), unit.name(), unit.kind()});
  Table deputies({{words("deputy", "代表")},
                  {words("name", "姓名")},
                  {words("group", "小组"), Table::Align::kLeft, true},
                  {words("constituency", "选区")},
                  {words("seated", "在任")}});
  for (const v1::DeputyFacts& deputy : directory.deputies()) {
    deputies.Add({deputy.deputy_id(), deputy.name(), deputy.group(), deputy.constituency(),
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
  const Phrases words(shown);
  Table table = ProposalTable(words);
  Json json = Json::array();
  uint32_t left = filter.limit;
  do {
    request.set_page_size(std::min(left, kPageSize));
    ASSIGN_OR_RETURN(v1::ListProposalsResponse page, Ask(connection, &v1::QueryService::Stub::ListProposals, request));
    for (const v1::ProposalFacts& facts : page.proposals()) {
      if (shown.json) {
        json.push_back(MessageJson(facts));
      } else {
        AddProposal(facts, words, table);
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
  if (more) std::puts(words("… and more; --limit N shows them", "…… 还有更多；可用 --limit N 显示").c_str());
  return absl::OkStatus();
}

// The proposal's text as last revised, and what the units wrote to it, in full.
absl::Status PrintTexts(const Connection& connection, const v1::GetProposalRequest& proposal, const Phrases& words) {
  v1::GetTimelineRequest request;
  request.set_ledger_id(proposal.ledger_id());
  request.set_proposal_id(proposal.proposal_id());
  ASSIGN_OR_RETURN(const v1::GetTimelineResponse timeline,
                   Ask(connection, &v1::QueryService::Stub::GetTimeline, request));
  std::string body;
  std::string answers;
  const auto add_answer = [&](std::string heading, const auto& event) {
    absl::StrAppend(&answers, "\n", heading, " ", event.unit_id(), " ", event.document_no(), "\n", event.text(), "\n");
  };
  for (const v1::TimelineEntry& entry : timeline.entries()) {
    const v1::Event& event = entry.record().event();
    if (event.has_proposal_submitted()) body = event.proposal_submitted().body();
    if (event.has_proposal_revised()) body = event.proposal_revised().body();
    if (event.has_reply_delivered()) add_answer(words("reply 答复", "答复"), event.reply_delivered());
    if (event.has_reply_corrected()) add_answer(words("correction 更正", "更正"), event.reply_corrected());
  }
  std::printf("\n%s\n%s", body.c_str(), answers.c_str());
  return absl::OkStatus();
}

absl::Status PrintProposal(const Connection& connection, const std::string& ledger, const std::string& proposal,
                           const Shown& shown) {
  v1::GetProposalRequest request;
  ASSIGN_OR_RETURN(*request.mutable_ledger_id(), ChooseLedger(connection, ledger));
  request.set_proposal_id(proposal);
  ASSIGN_OR_RETURN(const v1::GetProposalResponse response,
                   Ask(connection, &v1::QueryService::Stub::GetProposal, request));
  const v1::ProposalFacts& facts = response.facts();
  if (shown.json) {
    PrintJson(MessageJson(facts));
    return absl::OkStatus();
  }
  const Phrases words(shown);
  Table table({{words("proposal", "建议")}, {facts.proposal_id(), Table::Align::kLeft, true}});
  const auto add = [&](const char* english, const char* chinese, std::string value) {
    if (!value.empty()) table.Add({words(english, chinese), std::move(value)});
  };
  add("title", "标题", facts.title());
  add("number", "编号", NumberText(facts.number()));
  add("status", "状态", StatusText(facts.status(), words.language()));
  add("session", "会议", facts.session_id());
  add("category", "类别", facts.category());
  add("lead deputy", "领衔代表", facts.lead_deputy_id());
  add("co-signers", "联名代表", absl::StrJoin(facts.cosigner_ids(), " "));
  add("submitted on", "提出日期", DayText(facts.has_submitted_day(), facts.submitted_day()));
  add("assigned on", "交办日期", DayText(facts.has_assigned_day(), facts.assigned_day()));
  add("round", "轮次", NumberText(facts.round()));
  add("due on", "办理期限",
      absl::StrCat(DayText(facts.has_due_day(), facts.due_day()),
                   facts.due_provisional() ? words(" (provisional)", "（暂定）") : ""));
  add("first replied on", "首次答复", DayText(facts.has_first_replied_day(), facts.first_replied_day()));
  if (facts.latest_class() != v1::Reply::UNSPECIFIED)
    add("class", "答复分类", v1::Reply::Class_Name(facts.latest_class()));
  add("result", "评价", ResultText(facts, words));
  for (const v1::TaskFacts& task : facts.tasks()) {
    add("task", "任务",
        absl::StrCat(task.unit_id(), " ", v1::Task::Role_Name(task.role()),
                     task.signed_for() ? words(", signed for", "，已签收") : "",
                     task.replied() ? words(", replied", "，已答复") : "",
                     task.has_due_day() ? absl::StrCat(words(", due ", "，期限 "), FormatDay(task.due_day())) : ""));
  }
  for (const v1::CommitmentFacts& commitment : facts.commitments()) {
    add("commitment", "承诺",
        absl::StrCat(commitment.commitment_id(), " ", v1::CommitmentFacts::State_Name(commitment.state()),
                     words(", due ", "，期限 "), FormatDay(commitment.due_day())));
  }
  PrintTable(table);
  return PrintTexts(connection, request, words);
}

absl::Status PrintTimeline(const Connection& connection, const std::string& ledger, const std::string& proposal,
                           const std::string& known_at, const Shown& shown) {
  v1::GetTimelineRequest request;
  ASSIGN_OR_RETURN(*request.mutable_ledger_id(), ChooseLedger(connection, ledger));
  request.set_proposal_id(proposal);
  if (!known_at.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_known_at(), MomentOption("--known-at", known_at));
  }
  ASSIGN_OR_RETURN(const v1::GetTimelineResponse timeline,
                   Ask(connection, &v1::QueryService::Stub::GetTimeline, request));
  if (shown.json) {
    PrintJson(MessageJson(timeline));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::GetDirectoryResponse directory, DirectoryOf(connection, request.ledger_id()));
  const absl::TimeZone zone = ZoneNamed(directory.ledger().time_zone());
  const Phrases words(shown);
  Table table({{"seq", kRight},
               {words("when", "时间")},
               {words("who", "经办")},
               {words("status", "状态")},
               {words("what", "事项"), Table::Align::kLeft, true}});
  for (const v1::TimelineEntry& entry : timeline.entries()) {
    table.Add({absl::StrCat(entry.record().seq()), LocalTime(entry.record().occurred_at(), zone),
               entry.record().actor().id(), StatusText(entry.status(), words.language()),
               words.language() == Language::kChinese ? entry.text_zh() : entry.text()});
  }
  PrintTable(table);
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
  ASSIGN_OR_RETURN(const v1::ListDueResponse response, Ask(connection, &v1::QueryService::Stub::ListDue, request));
  if (shown.json) {
    PrintJson(MessageJson(response));
    return absl::OkStatus();
  }
  const Phrases words(shown);
  Table table({{words("due", "期限")},
               {words("days overdue", "逾期天数"), kRight},
               {words("ledger", "登记册")},
               {words("proposal", "建议")},
               {words("no.", "编号"), kRight},
               {words("round", "轮次"), kRight},
               {words("main units", "主办单位"), Table::Align::kLeft, true},
               {words("title", "标题"), Table::Align::kLeft, true}});
  for (const v1::DueProposal& due : response.proposals()) {
    const auto& units = due.main_unit_names_size() > 0 ? due.main_unit_names() : due.main_unit_ids();
    table.Add({absl::StrCat(due.due_on(), due.due_provisional() ? "?" : ""), absl::StrCat(due.days_overdue()),
               due.ledger_id(), due.proposal_id(), NumberText(due.number()), NumberText(due.round()),
               absl::StrJoin(units, " "), due.title()});
  }
  if (table.empty()) {
    std::puts(words("Nothing is overdue or coming due.", "没有逾期或即将到期的建议。").c_str());
    return absl::OkStatus();
  }
  PrintTable(table);
  if (response.truncated()) std::puts(words("… and more", "…… 还有更多").c_str());
  return absl::OkStatus();
}

}  // namespace huiyin

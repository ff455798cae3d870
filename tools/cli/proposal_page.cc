#include "tools/cli/proposal_page.h"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "huiyin/v1/record.pb.h"
#include "projections/days.h"
#include "tools/cli/display_width.h"
#include "tools/cli/ledger_choice.h"
#include "tools/cli/local_time.h"
#include "tools/cli/message_json.h"
#include "tools/cli/moments.h"
#include "tools/cli/printable.h"
#include "tools/cli/query_parts.h"

namespace huiyin {
namespace {

constexpr auto kLeft = Table::Align::kLeft;

std::string DayText(bool known, int32_t day) { return known ? FormatDay(day) : ""; }

// How the event got into the register, when it was not the actor who entered it as it happened.
std::string EntryNote(const v1::Record& record, const Phrases& words) {
  std::vector<std::string> notes;
  if (record.historical()) notes.push_back(words("historical", "历史补录"));
  if (record.has_entered_by() && record.entered_by().id() != record.actor().id()) {
    const std::string& who = record.entered_by().id();
    notes.push_back(words(absl::StrCat("entered by ", who), absl::StrCat("由 ", who, " 代录")));
  }
  return absl::StrJoin(notes, words(", ", "，"));
}

// Marks for notes that are the same for many lines: "*", "**" …, explained once below.
class Footnotes {
 public:
  // " *"; empty for an empty note.
  std::string MarkOf(const std::string& note) {
    if (note.empty()) return "";
    const auto found = std::find(notes_.begin(), notes_.end(), note);
    const size_t place = static_cast<size_t>(found - notes_.begin());
    if (found == notes_.end()) notes_.push_back(note);
    return " " + std::string(place + 1, '*');
  }
  void Print() const {
    for (size_t i = 0; i < notes_.size(); ++i) {
      std::printf("%s %s\n", std::string(i + 1, '*').c_str(), Printable(notes_[i]).c_str());
    }
  }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::vector<std::string> notes_;
};

// "d-18 黎国安", "u-road.staff-1 交通办", "office-1 (congress office)".
std::string ActorText(const v1::Actor& actor, const Names& names, const Phrases& words) {
  if (actor.role() == v1::Actor::DEPUTY) return names.DeputyWithId(actor.id());
  if (!actor.unit_id().empty()) return absl::StrCat(actor.id(), " ", names.Unit(actor.unit_id()));
  const Words role = WordsOf(actor.role());
  // Without the article.
  const absl::string_view english = role.english.substr(role.english.find(' ') + 1);
  return absl::StrCat(actor.id(), " ", words(absl::StrCat("(", english, ")"), role.chinese));
}

// Under the line of the event that it is about.
std::string CorrectionText(const v1::CorrectionRecorded& correction, const Phrases& words) {
  return words(absl::StrCat("About ", correction.target_seq(), ", noted later: ", correction.note()),
               absl::StrCat("关于第 ", correction.target_seq(), " 号事件的更正说明：", correction.note()));
}

// Text of somebody's own lines, on lines that fit the terminal.
void AppendText(absl::string_view text, std::string& out) {
  for (const absl::string_view line : absl::StrSplit(PrintableLines(text), '\n')) {
    for (const std::string& piece : Wrapped(line, TerminalWidth())) absl::StrAppend(&out, piece, "\n");
  }
}

// What only the events say of a proposal.
struct Texts {
  std::string body;
  // What the units wrote to it, in full.
  std::string answers;
  // Of the latest evaluation.
  std::string comment;
  Footnotes entries;
};

// What the ledger above answered.
void AddOutcome(const v1::Outcome& outcome, const Phrases& words, std::string& answers) {
  if (outcome.text().empty()) return;
  AppendText(absl::StrCat("\n", outcome.event().ledger_id(), " ", outcome.happened_on(), " ",
                          words(WordsOf(outcome.status())), words(":", "："), "\n"),
             answers);
  AppendText(outcome.text(), answers);
}

Texts TextsOf(const v1::GetTimelineResponse& timeline, const Names& names, const Phrases& words) {
  Texts texts;
  const auto add_answer = [&](const std::string& heading, const auto& event) {
    AppendText(absl::StrCat("\n", heading, " ", names.Unit(event.unit_id()), " ", event.document_no(), "\n"),
               texts.answers);
    AppendText(event.text(), texts.answers);
  };
  for (const v1::TimelineEntry& entry : timeline.entries()) {
    const v1::Event& event = entry.record().event();
    if (event.has_proposal_submitted()) texts.body = event.proposal_submitted().body();
    if (event.has_proposal_received()) texts.body = event.proposal_received().body();
    if (event.has_proposal_revised()) texts.body = event.proposal_revised().body();
    if (event.has_reply_delivered()) add_answer(words("Reply:", "答复："), event.reply_delivered());
    if (event.has_reply_corrected()) add_answer(words("Corrected reply:", "更正后的答复："), event.reply_corrected());
    if (event.has_outcome_recorded()) AddOutcome(event.outcome_recorded().outcome(), words, texts.answers);
    if (event.has_proposal_evaluated()) texts.comment = event.proposal_evaluated().comment();
    texts.entries.MarkOf(EntryNote(entry.record(), words));
  }
  return texts;
}

// The rows of one proposal.
class Page {
 public:
  Page(const v1::ProposalFacts& facts, const Names& names, const Phrases& words)
      : facts_(facts),
        names_(names),
        words_(words),
        table_({{facts.kind() == v1::Proposal::MOTION ? words("motion", "议案") : words("proposal", "建议")},
                {facts.proposal_id(), kLeft, true}}) {}

  Table Of(const Texts& texts) {
    AddSubmission();
    AddHandling();
    AddEvaluation(texts.comment);
    AddLinks();
    for (const v1::TaskFacts& task : facts_.tasks()) Add("task", "任务", TaskText(task));
    for (const v1::CommitmentFacts& commitment : facts_.commitments())
      Add("commitment", "承诺", PromiseText(commitment));
    Add("entries", "录入", absl::StrJoin(texts.entries.notes(), words_("; ", "；")));
    return table_;
  }

 private:
  void Add(const char* english, const char* chinese, std::string value) {
    if (!value.empty()) table_.Add({words_(english, chinese), std::move(value)});
  }

  void AddSubmission() {
    Add("title", "标题", facts_.title());
    Add("kind", "类型", words_(WordsOf(facts_.kind())));
    Add("number", "编号", NumberText(facts_.number()));
    Add("status", "状态", words_(WordsOf(facts_.status())));
    Add("session", "会议",
        absl::StrCat(facts_.session_id(), facts_.in_session() ? words_(", in session", "，大会期间")
                                                              : words_(", between sessions", "，闭会期间")));
    Add("source", "来源", words_(WordsOf(facts_.source())));
    Add("category", "类别", facts_.category());
    Add("lead deputy", "领衔代表", names_.DeputyWithId(facts_.lead_deputy_id()));
    std::vector<std::string> cosigners;
    for (const std::string& id : facts_.cosigner_ids()) cosigners.push_back(names_.DeputyWithId(id));
    Add("co-signers", "联名代表", absl::StrJoin(cosigners, words_(", ", "，")));
    for (const v1::Person& voter : facts_.voters()) Add("raised by", "反映人", PersonText(voter));
    Add("submitted on", "提出日期", DayText(facts_.has_submitted_day(), facts_.submitted_day()));
  }

  void AddHandling() {
    Add("assigned on", "交办日期", DayText(facts_.has_assigned_day(), facts_.assigned_day()));
    Add("round", "轮次", NumberText(facts_.round()));
    Add("due on", "办理期限",
        absl::StrCat(DayText(facts_.has_due_day(), facts_.due_day()),
                     facts_.due_provisional() ? words_(" (provisional)", "（暂定）") : ""));
    Add("first replied on", "首次答复", DayText(facts_.has_first_replied_day(), facts_.first_replied_day()));
    if (facts_.latest_class() != v1::Reply::UNSPECIFIED) {
      const std::string& letter = v1::Reply::Class_Name(facts_.latest_class());
      Add("class", "答复分类", words_(letter, absl::StrCat(letter, " 类")));
    }
  }

  void AddEvaluation(const std::string& comment) {
    Add("result", "结果评价", VerdictText(facts_.latest_result(), words_));
    Add("attitude", "态度评价", VerdictText(facts_.latest_attitude(), words_));
    Add("comment", "评价意见", comment);
  }

  void AddLinks() {
    if (facts_.has_origin()) {
      const v1::LinkedEvent& origin = facts_.origin();
      Add("passed up by", "上报来源",
          absl::StrCat(origin.ledger_id(), " ", origin.proposal_id(), words_(", event ", "，第 "), origin.seq(),
                       words_("", " 号事件")));
    }
    if (!facts_.has_passing()) return;
    Add("passed up to", "上报至",
        absl::StrCat(facts_.passing().to_ledger_id(), words_(" on ", "，"),
                     FormatDay(facts_.passing().passed_up_day())));
    if (facts_.passing().has_outcome()) Add("outcome there", "上级办理", OutcomeText(facts_.passing().outcome()));
  }

  // "REPLIED on 2026-05-11, class A, no. 9; satisfied (up:town-a:17, event 41)".
  std::string OutcomeText(const v1::Outcome& outcome) const {
    std::string text = absl::StrCat(words_(WordsOf(outcome.status())), words_(" on ", "，"), outcome.happened_on());
    if (!outcome.merged_into().empty()) {
      absl::StrAppend(&text, words_(" into ", "，并入 "), outcome.merged_into());
    }
    if (outcome.unit_names_size() > 0) {
      absl::StrAppend(&text, words_(", by ", "，承办单位："), absl::StrJoin(outcome.unit_names(), words_(", ", "、")));
    }
    if (!outcome.due_on().empty()) absl::StrAppend(&text, words_(", due ", "，期限 "), outcome.due_on());
    if (outcome.result_class() != v1::Reply::UNSPECIFIED) {
      const std::string& letter = v1::Reply::Class_Name(outcome.result_class());
      absl::StrAppend(&text, words_(absl::StrCat(", class ", letter), absl::StrCat("，", letter, " 类")),
                      words_(", ", "，"), outcome.document_no());
    }
    if (outcome.result() != v1::Evaluation::UNSPECIFIED) {
      absl::StrAppend(&text, words_(", ", "，"), words_(WordsOf(outcome.result())));
    }
    return absl::StrCat(text, words_(" (", "（"), outcome.event().proposal_id(), words_(", event ", "，第 "),
                        outcome.event().seq(), words_(")", " 号事件）"));
  }

  static std::string PersonText(const v1::Person& person) {
    std::vector<std::string> parts{person.person_id()};
    for (const std::string& part : {person.name(), person.contact()}) {
      if (!part.empty()) parts.push_back(part);
    }
    return absl::StrJoin(parts, " ");
  }

  std::string TaskText(const v1::TaskFacts& task) const {
    return absl::StrCat(names_.UnitWithId(task.unit_id()), words_(", ", "，"), words_(WordsOf(task.role())),
                        task.signed_for() ? words_(", signed for", "，已签收") : "",
                        task.replied() ? words_(", replied", "，已答复") : "",
                        task.return_pending() ? words_(", asks to return it", "，申请退回") : "",
                        task.extension_pending() ? words_(", asks for more time", "，申请延期") : "",
                        task.has_due_day() ? absl::StrCat(words_(", due ", "，期限 "), FormatDay(task.due_day())) : "");
  }

  std::string PromiseText(const v1::CommitmentFacts& commitment) const {
    constexpr Words kStates[] = {
        {"unknown", "未知"}, {"open", "尚未兑现"}, {"missed", "逾期未兑现"}, {"kept", "已兑现"}};
    return absl::StrCat(commitment.commitment_id(), words_(", ", "，"), words_(kStates[commitment.state()]),
                        words_(", due ", "，期限 "), FormatDay(commitment.due_day()));
  }

  const v1::ProposalFacts& facts_;
  const Names& names_;
  const Phrases& words_;
  Table table_;
};

}  // namespace

absl::Status PrintProposal(const Connection& connection, const std::string& ledger, const std::string& proposal,
                           const Shown& shown) {
  v1::GetProposalRequest request;
  ASSIGN_OR_RETURN(*request.mutable_ledger_id(), ChooseLedger(connection, ledger));
  request.set_proposal_id(proposal);
  ASSIGN_OR_RETURN(const v1::GetProposalResponse response,
                   Ask(connection, &v1::QueryService::Stub::GetProposal, request));
  if (shown.json) {
    PrintJson(MessageJson(response.facts()));
    return absl::OkStatus();
  }
  v1::GetTimelineRequest history;
  history.set_ledger_id(request.ledger_id());
  history.set_proposal_id(proposal);
  ASSIGN_OR_RETURN(const v1::GetTimelineResponse timeline,
                   AskAll(connection, &v1::QueryService::Stub::GetTimeline, history));
  ASSIGN_OR_RETURN(const v1::GetDirectoryResponse directory, DirectoryOf(connection, request.ledger_id()));
  const Names names(directory);
  const Phrases words(shown);
  const Texts texts = TextsOf(timeline, names, words);
  PrintTable(Page(response.facts(), names, words).Of(texts));
  std::string body;
  AppendText(texts.body, body);
  std::printf("\n%s%s", body.c_str(), texts.answers.c_str());
  return absl::OkStatus();
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
                   AskAll(connection, &v1::QueryService::Stub::GetTimeline, request));
  if (shown.json) {
    PrintJson(MessageJson(timeline));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const v1::GetDirectoryResponse directory, DirectoryOf(connection, request.ledger_id()));
  const absl::TimeZone zone = ZoneNamed(directory.ledger().time_zone());
  const Names names(directory);
  const Phrases words(shown);
  Footnotes footnotes;
  Table table({{words("seq", "序号"), Table::Align::kRight},
               {words("when", "时间")},
               {words("who", "经办"), kLeft, true},
               {words("status", "状态"), kLeft, true},
               {words("what", "事项"), kLeft, true}});
  for (const v1::TimelineEntry& entry : timeline.entries()) {
    const v1::Record& record = entry.record();
    table.Add({absl::StrCat(record.seq()), LocalTime(record.occurred_at(), zone),
               absl::StrCat(ActorText(record.actor(), names, words), footnotes.MarkOf(EntryNote(record, words))),
               words(WordsOf(entry.status())), words(entry.text(), entry.text_zh())});
    for (const v1::Record& correction : entry.corrections()) {
      table.Add(
          {absl::StrCat(correction.seq()), LocalTime(correction.occurred_at(), zone),
           absl::StrCat(ActorText(correction.actor(), names, words), footnotes.MarkOf(EntryNote(correction, words))),
           "", CorrectionText(correction.event().correction_recorded(), words)});
    }
  }
  PrintTable(table);
  footnotes.Print();
  return absl::OkStatus();
}

}  // namespace huiyin

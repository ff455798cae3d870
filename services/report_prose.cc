#include "services/report_prose.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "projections/days.h"
#include "services/prose_writer.h"

namespace huiyin {
namespace {

// Up to 99, as sessions are counted: "二十一".
std::string ChineseNumber(uint32_t number) {
  static constexpr const char* kDigits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  if (number == 0 || number > 99) return absl::StrCat(number);
  if (number < 10) return kDigits[number];
  return absl::StrCat(number < 20 ? "" : kDigits[number / 10], "十", kDigits[number % 10]);
}

Mention DayNamed(int32_t day) {
  const absl::CivilDay date = DayOf(day);
  return NamedAs(absl::FormatTime("%-d %B %Y", absl::FromCivil(date, absl::UTCTimeZone()), absl::UTCTimeZone()),
                 absl::StrCat(date.year(), "年", date.month(), "月", date.day(), "日"));
}

// All that a report speaks of.
struct Matter {
  const ReportScene& scene;
  const CitedFigures figures;
  const CitedLists lists;
  const std::string session;
};

// "…其中大会提出59件、代表接待日2件": one after the other, those that there are.
struct Part {
  absl::string_view id;
  Words words;
};

void AddParts(const Matter& matter, absl::string_view column, const std::vector<Part>& parts, ProseWriter& prose) {
  bool is_first = true;
  for (const Part& part : parts) {
    if (matter.lists.Rows("register", column, part.id) == 0) continue;
    prose.Add(is_first ? "" : ", ", is_first ? "" : "、");
    prose.Add(absl::StrCat(part.words.english, " $0"), absl::StrCat(part.words.chinese, "$0件"),
              {matter.lists.Cite("register", column, part.id)});
    is_first = false;
  }
}

uint64_t SumOf(const Matter& matter, absl::string_view column, const std::vector<Part>& parts) {
  uint64_t sum = 0;
  for (const Part& part : parts) sum += matter.lists.Rows("register", column, part.id);
  return sum;
}

const std::vector<Part>& Sources() {
  static const auto* const kSources = new std::vector<Part>{{"CONGRESS", {"at the congress", "大会期间提出"}},
                                                            {"RECEPTION_DAY", {"on reception days", "代表接待日"}},
                                                            {"CONTACT_STATION", {"at contact stations", "代表联络站"}},
                                                            {"INSPECTION", {"on inspections", "视察"}},
                                                            {"RESEARCH", {"from research", "调研"}},
                                                            {"VISIT", {"on visits", "走访"}}};
  return *kSources;
}

// What no figure counts.
const std::vector<Part>& NotCounted() {
  static const auto* const kParts = new std::vector<Part>{{"REFUSED", {"refused", "不予受理"}},
                                                          {"WITHDRAWN", {"withdrawn", "代表撤回"}},
                                                          {"MERGED", {"merged into others", "并案办理"}},
                                                          {"REVISION_REQUESTED", {"sent back for revision", "待修改"}},
                                                          {"SUBMITTED", {"not registered yet", "待登记"}}};
  return *kParts;
}

v1::Paragraph Overview(const Matter& matter) {
  ProseWriter prose("overview", {"Overview", "一、总体情况"});
  const v1::LedgerFacts& ledger = matter.scene.picture.directory().ledger;
  const v1::SessionFacts* const session = matter.scene.names.Session(matter.session);
  const uint32_t number = session == nullptr ? 0 : session->number();
  const std::vector<Mention> when = {NamedAs(ledger.name(), ledger.name()),
                                     NamedAs(absl::StrCat(number), ChineseNumber(number)),
                                     DayNamed(matter.scene.last_day)};
  prose.Add("From session $1 of $0 until $2, ", "$0第$1次会议以来，截至$2，", when);
  if (matter.lists.Rows("register") == 0) {
    return prose.Add("no proposal was received.", "没有收到代表建议、批评和意见。").Finish();
  }
  prose.Add("$0 proposals of deputies were received: ", "共收到代表建议、批评和意见$0件，其中",
            {matter.lists.Cite("register")});
  AddParts(matter, "source", Sources(), prose);
  prose.Add(".", "。");
  if (SumOf(matter, "status", NotCounted()) > 0) {
    prose.Add(" Not handled by themselves: ", "");
    AddParts(matter, "status", NotCounted(), prose);
    prose.Add(".", "。");
  }
  const v1::Ratio assigned = matter.figures.RatioOf("assigned_rate");
  if (assigned.denominator() == 0) return prose.Finish();
  prose.Add(" Registered for handling: $0; assigned to units: $1 ($2).", "登记办理$0件，已交办$1件，交办率$2。",
            {matter.figures.Denominator("assigned_rate"), matter.figures.Numerator("assigned_rate"),
             matter.figures.Percent("assigned_rate")});
  return prose.Finish();
}

v1::Paragraph Progress(const Matter& matter) {
  ProseWriter prose("progress", {"Progress", "二、办理进度"});
  const CitedFigures& figures = matter.figures;
  if (figures.RatioOf("reply_rate").denominator() == 0) {
    return prose.Add("Nothing was assigned yet.", "尚无交办的建议。").Finish();
  }
  prose.Add("Of the $0 assigned, $1 have been answered, a reply rate of $2.", "已交办的$0件中，已办复$1件，答复率$2；",
            {figures.Denominator("reply_rate"), figures.Numerator("reply_rate"), figures.Percent("reply_rate")});
  if (figures.RatioOf("on_time_rate").denominator() == 0) {
    prose.Add(" No limit has been reached yet.", "尚无到期件。");
  } else {
    prose.Add(
        " Of $0 that were answered or whose limit has passed, $1 were answered in time, an on-time rate of $2.",
        "已答复或已到期的$0件中，按期答复$1件，按期答复率$2。",
        {figures.Denominator("on_time_rate"), figures.Numerator("on_time_rate"), figures.Percent("on_time_rate")});
  }
  if (figures.RatioOf("contact_rate").denominator() == 0) return prose.Finish();
  prose.Add(" From assignment to the first reply the median was $0 days; nine in ten were answered within $1 days.",
            "从交办到首次答复，办理天数的中位数为$0天，九成在$1天以内。", {figures.MedianDays(), figures.P90Days()});
  prose.Add(
      " Before replying, units met the deputy in person over $0 ($1), and were in contact in some way over $2 "
      "($3).",
      "答复前，承办单位与代表见面沟通$0件，面商率$1；以各种方式沟通$2件，沟通率$3。",
      {figures.Numerator("face_contact_rate"), figures.Percent("face_contact_rate"), figures.Numerator("contact_rate"),
       figures.Percent("contact_rate")});
  return prose.Finish();
}

v1::Paragraph Results(const Matter& matter) {
  ProseWriter prose("results", {"Results", "三、办理结果"});
  const CitedFigures& figures = matter.figures;
  if (figures.RatioOf("class_a").denominator() == 0) {
    return prose.Add("There are no replies yet.", "尚无答复。").Finish();
  }
  prose.Add(
      "Of the $0 answered, $1 ($2) are resolved or nearly so (class A), $3 ($4) are being resolved or planned "
      "(class B),",
      "已办复的$0件中，已经解决或基本解决的（A类）$1件，占$2；正在解决或列入计划的（B类）$3件，占$4；",
      {figures.Denominator("class_a"), figures.Numerator("class_a"), figures.Percent("class_a"),
       figures.Numerator("class_b"), figures.Percent("class_b")});
  prose.Add(" $0 ($1) wait for conditions to allow it (class C), and $2 ($3) are kept for reference (class D).",
            "因条件所限待以后解决的（C类）$0件，占$1；留作参考的（D类）$2件，占$3。",
            {figures.Numerator("class_c"), figures.Percent("class_c"), figures.Numerator("class_d"),
             figures.Percent("class_d")});
  prose.Add(" $0 are closed, a completion rate of $1.", "已办结$0件，办结率$1。",
            {figures.Numerator("completion_rate"), figures.Percent("completion_rate")});
  return prose.Finish();
}

v1::Paragraph Evaluation(const Matter& matter) {
  ProseWriter prose("evaluation", {"The deputies' evaluation", "四、代表评价"});
  const CitedFigures& figures = matter.figures;
  if (figures.RatioOf("satisfaction_rate").denominator() == 0) {
    return prose.Add("No reply has been evaluated yet.", "尚无代表评价。").Finish();
  }
  prose.Add(
      "Deputies have evaluated $0 of the $1 answered ($2).",
      "代表对已办复$1件中的$0件作出评价，反馈率$2；未作评价的不计入满意率。",
      {figures.Numerator("feedback_rate"), figures.Denominator("feedback_rate"), figures.Percent("feedback_rate")});
  prose.Add(
      " They are satisfied or basically satisfied with the result of $0, a satisfaction rate of $1, and with the "
      "attitude over $2 ($3); who did not evaluate is not counted.",
      "对办理结果表示满意和基本满意的$0件，满意率$1；对办理态度表示满意和基本满意的$2件，态度满意率$3。",
      {figures.Numerator("satisfaction_rate"), figures.Percent("satisfaction_rate"), figures.Numerator("attitude_rate"),
       figures.Percent("attitude_rate")});
  if (figures.RatioOf("first_round_satisfaction_rate").denominator() > 0) {
    prose.Add(" In the first round they were so with $0 ($1);", "其中首轮办理即满意和基本满意的$0件，首轮满意率$1；",
              {figures.Numerator("first_round_satisfaction_rate"), figures.Percent("first_round_satisfaction_rate")});
  }
  prose.Add(" $0 were handled again after the evaluation ($1).", "评价后重新办理$0件，重办率$1。",
            {figures.Numerator("rehandling_rate"), figures.Percent("rehandling_rate")});
  return prose.Finish();
}

v1::Paragraph Supervision(const Matter& matter) {
  ProseWriter prose("supervision", {"Supervision", "五、重点督办和承诺事项"});
  if (matter.lists.Rows("priorities") == 0) {
    prose.Add("No proposal was designated a priority.", "没有确定重点督办建议。");
  } else {
    prose.Add("The presidium designated $0 priority proposals; closed among them: $1, in follow-up: $2.",
              "主席团确定重点督办建议$0件，其中已办结$1件，正在跟踪督办$2件。",
              {matter.lists.Cite("priorities"), matter.lists.Cite("priorities", "status", "CLOSED"),
               matter.lists.Cite("priorities", "status", "FOLLOW_UP")});
  }
  if (matter.lists.Rows("commitments") == 0) {
    return prose.Add(" Units made no commitments in their replies.", "承办单位在答复中没有作出承诺。").Finish();
  }
  const auto with = [&matter](absl::string_view outcome) {
    return matter.lists.Cite("commitments", "outcome", outcome);
  };
  prose.Add(" In their replies units made $0 commitments: kept in time $1, kept late $2, missed $3, not due yet $4.",
            "承办单位在答复中共作出承诺$0项，按期兑现$1项，逾期兑现$2项，到期未兑现$3项，尚未到期$4项。",
            {matter.lists.Cite("commitments"), with("KEPT"), with("KEPT_LATE"), with("MISSED"), with("OPEN")});
  return prose.Finish();
}

// What is left to do; how a report begins that part depends on where it stands in it.
v1::Paragraph Remaining(const Matter& matter, ReportProse kind) {
  const bool is_annual = kind == ReportProse::kAnnual;
  ProseWriter prose("remaining",
                    {"What remains", is_annual ? "六、存在的问题和下一步工作" : "五、存在的问题和下一步工作"});
  const Mention day = DayNamed(matter.scene.last_day);
  const v1::Ratio replied = matter.figures.RatioOf("reply_rate");
  const uint64_t late = matter.figures.figures().overdue();
  if (late > 0) {
    prose.Add("On $0, $1 had passed their limit without the answer due; each is listed below.",
              "截至$0，尚有$1件超过办理期限未答复，逐件列于后。", {day, matter.figures.Overdue()});
  } else if (replied.denominator() > 0 && replied.numerator() == replied.denominator()) {
    prose.Add("On $0 every proposal assigned had its answer.", "截至$0，已交办的建议件件有答复。", {day});
  } else {
    prose.Add("On $0 no proposal had passed its limit without an answer.", "截至$0，没有超过办理期限未答复的建议。",
              {day});
  }
  if (!is_annual && matter.lists.Rows("coming-due") > 0) {
    prose.Add(" $0 more fall due soon.", "近期到期$0件。", {matter.lists.Cite("coming-due")});
  }
  prose.Add(
      " In handling: $0; in follow-up: $1. They will be supervised until they are done.",
      "正在办理$0件，正在跟踪督办$1件，将继续督促办理，直至办结。",
      {matter.lists.Cite("register", "status", "HANDLING"), matter.lists.Cite("register", "status", "FOLLOW_UP")});
  return prose.Finish();
}

}  // namespace

std::vector<v1::Paragraph> ProseOf(ReportProse prose, const ReportScene& scene, const std::string& session,
                                   const std::vector<v1::DataTable>& lists) {
  if (prose == ReportProse::kNone) return {};
  v1::Figures figures;
  for (const v1::FigureTable& table : scene.statistics.tables()) {
    if (table.dimension() == v1::FigureTable::LEDGER && !table.rows().empty()) figures = table.rows(0).figures();
  }
  const Matter matter{scene, CitedFigures(figures, session), CitedLists(lists), session};
  std::vector<v1::Paragraph> paragraphs = {Overview(matter)};
  if (matter.lists.Rows("register") == 0) return paragraphs;
  paragraphs.push_back(Progress(matter));
  paragraphs.push_back(Results(matter));
  paragraphs.push_back(Evaluation(matter));
  if (prose == ReportProse::kAnnual) paragraphs.push_back(Supervision(matter));
  paragraphs.push_back(Remaining(matter, prose));
  return paragraphs;
}

}  // namespace huiyin

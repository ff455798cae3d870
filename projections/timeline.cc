#include "projections/timeline.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "huiyin/v1/record.pb.h"
#include "projections/facts.h"
#include "projections/timeline_words.h"

namespace huiyin {
namespace {

// The same sentence twice.
struct Sentence {
  std::string english;
  std::string chinese;
};

// ": reason" where there is one.
Sentence Because(absl::string_view text) {
  if (text.empty()) return {};
  return {absl::StrCat(": ", text), absl::StrCat("：", text)};
}

// Says each event. `names` has the ledger's units and deputies.
class Speaker {
 public:
  explicit Speaker(const LedgerNames& names) : names_(names) {}

  Sentence Say(const v1::Event& event) const {
    switch (event.event_case()) {
      case v1::Event::kProposalSubmitted:
        return Say(event.proposal_submitted());
      case v1::Event::kCosignerAdded: {
        const std::string deputy = names_.Deputy(event.cosigner_added().deputy_id());
        return {absl::StrCat(deputy, " co-signed."), absl::StrCat(deputy, " 代表联名。")};
      }
      case v1::Event::kCosignerWithdrawn: {
        const std::string deputy = names_.Deputy(event.cosigner_withdrawn().deputy_id());
        return {absl::StrCat(deputy, " withdrew the co-signature."), absl::StrCat(deputy, " 代表撤销联名。")};
      }
      case v1::Event::kRevisionRequested:
        return With("Revision requested", "要求修改", event.revision_requested().reason());
      case v1::Event::kProposalRevised:
        return {absl::StrCat("Revised; now titled “", event.proposal_revised().title(), "”."),
                absl::StrCat("已修改，现题为《", event.proposal_revised().title(), "》。")};
      case v1::Event::kProposalRegistered:
        return Say(event.proposal_registered());
      case v1::Event::kProposalRefused:
        return With(absl::StrCat("Not registered (", event.proposal_refused().code(), ")"),
                    absl::StrCat("不予受理（", event.proposal_refused().code(), "）"),
                    event.proposal_refused().reason());
      case v1::Event::kProposalAssigned:
        return Say(event.proposal_assigned());
      case v1::Event::kProposalClosed:
        return With("Closed", "办结", event.proposal_closed().note());
      case v1::Event::kProposalWithdrawn:
        return With("Withdrawn by the deputy", "代表撤回", event.proposal_withdrawn().reason());
      default:
        return SayHandling(event);
    }
  }

 private:
  Sentence SayHandling(const v1::Event& event) const {
    switch (event.event_case()) {
      case v1::Event::kTaskReceived:
        return By(event.task_received().unit_id(), "signed for it", "签收");
      case v1::Event::kReturnRequested:
        return By(event.return_requested().unit_id(), "asks to return it", "申请退回",
                  event.return_requested().reason());
      case v1::Event::kReturnAccepted:
        return Say(event.return_accepted());
      case v1::Event::kReturnRefused: {
        const std::string unit = names_.Unit(event.return_refused().unit_id());
        return With(absl::StrCat("The return by ", unit, " was refused"), absl::StrCat("不同意", unit, "退回"),
                    event.return_refused().reason());
      }
      case v1::Event::kProgressLogged:
        return By(event.progress_logged().unit_id(), "reports progress", "报告进展", event.progress_logged().note());
      case v1::Event::kContactLogged:
        return Say(event.contact_logged());
      case v1::Event::kCoOpinionGiven:
        return By(event.co_opinion_given().unit_id(), "gave its opinion to the lead unit", "提出会办意见",
                  event.co_opinion_given().text());
      case v1::Event::kExtensionRequested: {
        const v1::ExtensionRequested& asked = event.extension_requested();
        return By(asked.unit_id(), absl::StrCat("asks for an extension until ", asked.new_due_on()),
                  absl::StrCat("申请延期至 ", asked.new_due_on()), asked.reason());
      }
      case v1::Event::kExtensionGranted:
        return Say(event.extension_granted());
      case v1::Event::kExtensionRefused: {
        const std::string unit = names_.Unit(event.extension_refused().unit_id());
        return With(absl::StrCat("The extension asked for by ", unit, " was refused"),
                    absl::StrCat("不同意", unit, "延期"), event.extension_refused().reason());
      }
      default:
        return SayAnswer(event);
    }
  }

  Sentence SayAnswer(const v1::Event& event) const {
    switch (event.event_case()) {
      case v1::Event::kReplyDelivered:
        return Say(event.reply_delivered());
      case v1::Event::kReplyCorrected: {
        const v1::ReplyCorrected& reply = event.reply_corrected();
        const absl::string_view letter = v1::Reply::Class_Name(reply.result_class());
        return By(reply.unit_id(), absl::StrCat("corrected its reply (", reply.document_no(), "), class ", letter),
                  absl::StrCat("更正答复（", reply.document_no(), "），", letter, " 类"));
      }
      case v1::Event::kProposalEvaluated:
        return Say(event.proposal_evaluated());
      case v1::Event::kFeedbackLapsed:
        return {"The deputy did not evaluate the reply in time; left out of the satisfaction rate.",
                "代表逾期未评价，不计入满意率。"};
      case v1::Event::kRehandlingOrdered: {
        const v1::RehandlingOrdered& order = event.rehandling_ordered();
        return With(absl::StrCat("To be handled again, round ", order.round(), ", by ", UnitList(order.main_unit_ids()),
                                 ", due ", English(order.due())),
                    absl::StrCat("责成", ChineseUnitList(order.main_unit_ids()), "重新办理（第 ", order.round(),
                                 " 轮），", Before(order.due()), "答复"),
                    order.reason());
      }
      default:
        return SaySupervision(event);
    }
  }

  Sentence SaySupervision(const v1::Event& event) const {
    switch (event.event_case()) {
      case v1::Event::kProposalMerged: {
        const std::string& primary = event.proposal_merged().into_proposal_id();
        return {absl::StrCat("Merged into ", primary, ", which answers for both."),
                absl::StrCat("并入 ", primary, "，由其一并答复。")};
      }
      case v1::Event::kMotionConverted:
        return Say(event.motion_converted());
      case v1::Event::kPriorityDesignated: {
        const v1::PriorityDesignated& priority = event.priority_designated();
        return With(absl::StrCat("Made a priority, supervised by ", priority.supervisor()),
                    absl::StrCat("列为重点督办建议，由", priority.supervisor(), "督办"), priority.note());
      }
      case v1::Event::kUnitUrged: {
        const std::string unit = names_.Unit(event.unit_urged().unit_id());
        return With(absl::StrCat(unit, " is urged"), absl::StrCat("向", unit, "催办"), event.unit_urged().note());
      }
      case v1::Event::kReturnVisitRecorded:
        return Say(event.return_visit_recorded());
      case v1::Event::kProposalEscalated:
        return With("Taken to the presidium", "提请主席团处理", event.proposal_escalated().reason());
      case v1::Event::kEscalationResolved:
        return With("The presidium decided", "主席团决定", event.escalation_resolved().decision());
      case v1::Event::kProposalPublished:
        return Say(event.proposal_published());
      case v1::Event::kProposalUnpublished:
        return With("No longer public", "撤回公开", event.proposal_unpublished().reason());
      case v1::Event::kProposalReopened: {
        const v1::ProposalReopened& reopened = event.proposal_reopened();
        return With(absl::StrCat("Reopened, round ", reopened.round(), ", by ", UnitList(reopened.main_unit_ids()),
                                 ", due ", English(reopened.due())),
                    absl::StrCat("重新启动办理（第 ", reopened.round(), " 轮），由",
                                 ChineseUnitList(reopened.main_unit_ids()), "办理，", Before(reopened.due()), "答复"),
                    reopened.reason());
      }
      default:
        return SayPromisesAndDates(event);
    }
  }

  Sentence SayPromisesAndDates(const v1::Event& event) const {
    switch (event.event_case()) {
      case v1::Event::kFollowUpBegun:
        return {"What was promised is followed up.", "转入跟踪督办。"};
      case v1::Event::kCommitmentFulfilled: {
        const v1::CommitmentFulfilled& kept = event.commitment_fulfilled();
        return By(kept.unit_id(), absl::StrCat("kept its promise ", kept.commitment_id()),
                  absl::StrCat("兑现承诺 ", kept.commitment_id()), kept.note());
      }
      case v1::Event::kCommitmentChanged: {
        const v1::CommitmentChanged& changed = event.commitment_changed();
        return By(changed.unit_id(),
                  absl::StrCat("moved its promise ", changed.commitment_id(), " from ", changed.old_due_on(), " to ",
                               changed.new_due_on()),
                  absl::StrCat("将承诺 ", changed.commitment_id(), " 的期限由 ", changed.old_due_on(), " 变更为 ",
                               changed.new_due_on()),
                  changed.reason());
      }
      case v1::Event::kCommitmentMissed: {
        const v1::CommitmentMissed& missed = event.commitment_missed();
        return By(missed.unit_id(),
                  absl::StrCat("did not keep its promise ", missed.commitment_id(), ", due ", missed.due_on()),
                  absl::StrCat("未按期（", missed.due_on(), "）兑现承诺 ", missed.commitment_id()));
      }
      case v1::Event::kDueDateApproached: {
        const v1::DueDateApproached& near = event.due_date_approached();
        return By(near.unit_id(), absl::StrCat("has ", near.days_left(), " days left to reply, until ", near.due_on()),
                  absl::StrCat("距答复期限（", near.due_on(), "）还有 ", near.days_left(), " 天"));
      }
      case v1::Event::kDueDatePassed: {
        const v1::DueDatePassed& passed = event.due_date_passed();
        return By(passed.unit_id(), absl::StrCat("is overdue: its reply was due ", passed.due_on()),
                  absl::StrCat("逾期未答复（期限 ", passed.due_on(), "）"));
      }
      case v1::Event::kDatesRecomputed:
        return Say(event.dates_recomputed());
      default:
        return SayLinks(event);
    }
  }

  Sentence SayLinks(const v1::Event& event) const {
    switch (event.event_case()) {
      case v1::Event::kProposalPassedUp: {
        const v1::ProposalPassedUp& passed_up = event.proposal_passed_up();
        return With(absl::StrCat("Passed up to ", passed_up.to_ledger_id()),
                    absl::StrCat("上报至 ", passed_up.to_ledger_id()), passed_up.reason());
      }
      case v1::Event::kProposalReceived:
        return Say(event.proposal_received());
      case v1::Event::kProposalSentBack: {
        const v1::ProposalSentBack& sent_back = event.proposal_sent_back();
        const v1::LinkedEvent& link = sent_back.passed_up();
        return With(absl::StrCat("Sent back to ", link.ledger_id(), " (", link.proposal_id(), ")"),
                    absl::StrCat("退回 ", link.ledger_id(), "（", link.proposal_id(), "）"), sent_back.reason());
      }
      case v1::Event::kOutcomeRecorded:
        return Say(event.outcome_recorded());
      default:
        // SubjectOf let through only events of proposals; all are above.
        return {};
    }
  }

  Sentence Say(const v1::ProposalReceived& event) const {
    const v1::LinkedEvent& link = event.passed_up();
    const std::string lead = names_.Deputy(event.lead_deputy_id());
    return With(absl::StrCat(KindInEnglish(event.kind()), " “", event.title(), "” of ", lead, ", passed up by ",
                             link.ledger_id(), " (", link.proposal_id(), ", event ", link.seq(), ")"),
                absl::StrCat("接收 ", link.ledger_id(), " 上报的", lead, " 代表", KindInChinese(event.kind()), "《",
                             event.title(), "》（", link.proposal_id(), "，第 ", link.seq(), " 号事件）"),
                event.reason());
  }

  // "county (up:town-a:17, event 41): replied, class A, solved or mostly solved, no. 9: the road is done"
  Sentence Say(const v1::OutcomeRecorded& event) const {
    const v1::Outcome& outcome = event.outcome();
    const v1::LinkedEvent& link = outcome.event();
    std::string english = absl::StrCat(link.ledger_id(), " (", link.proposal_id(), ", event ", link.seq(), ", ",
                                       outcome.happened_on(), "): ", AboveInEnglish(outcome.status()));
    std::string chinese = absl::StrCat(link.ledger_id(), "（", link.proposal_id(), "，第 ", link.seq(), " 号事件，",
                                       outcome.happened_on(), "）：", AboveInChinese(outcome.status()));
    AppendHandling(outcome, english, chinese);
    AppendAnswer(outcome, english, chinese);
    if (event.status() == v1::Proposal::REGISTERED) {
      absl::StrAppend(&english, "; it is to be assigned here");
      absl::StrAppend(&chinese, "，由本级办理");
    }
    return With(english, chinese, outcome.text());
  }

  static void AppendHandling(const v1::Outcome& outcome, std::string& english, std::string& chinese) {
    if (!outcome.merged_into().empty()) {
      absl::StrAppend(&english, " into ", outcome.merged_into());
      absl::StrAppend(&chinese, "（并入 ", outcome.merged_into(), "）");
    }
    if (outcome.unit_names_size() > 0) {
      absl::StrAppend(&english, ", by ", absl::StrJoin(outcome.unit_names(), " and "));
      absl::StrAppend(&chinese, "，承办单位：", absl::StrJoin(outcome.unit_names(), "、"));
    }
    if (!outcome.due_on().empty()) {
      absl::StrAppend(&english, ", reply due ", outcome.due_on());
      absl::StrAppend(&chinese, "，", outcome.due_on(), " 前答复");
    }
  }

  static void AppendAnswer(const v1::Outcome& outcome, std::string& english, std::string& chinese) {
    if (outcome.status() == v1::Proposal::REPLIED) {
      const absl::string_view letter = v1::Reply::Class_Name(outcome.result_class());
      absl::StrAppend(&english, " (", outcome.document_no(), "), class ", letter, ", ",
                      ClassInEnglish(outcome.result_class()));
      absl::StrAppend(&chinese, "（", outcome.document_no(), "），", letter, " 类，",
                      ClassInChinese(outcome.result_class()));
    }
    if (outcome.status() == v1::Proposal::EVALUATED) {
      absl::StrAppend(&english, ", result ", VerdictInEnglish(outcome.result()), ", attitude ",
                      VerdictInEnglish(outcome.attitude()));
      absl::StrAppend(&chinese, "，结果", VerdictInChinese(outcome.result()), "，态度",
                      VerdictInChinese(outcome.attitude()));
    }
  }

  Sentence Say(const v1::MotionConverted& event) const {
    return With(absl::StrCat("Taken as a suggestion: the motion has ", event.signatures(), " signatures and needs ",
                             event.signatures_needed()),
                absl::StrCat("议案联名 ", event.signatures(), " 人，不足 ", event.signatures_needed(), " 人，转为建议"),
                event.reason());
  }

  Sentence Say(const v1::ReturnVisitRecorded& event) const {
    const std::string deputy = names_.Deputy(event.deputy_id());
    return With(absl::StrCat("Return visit to ", deputy, event.satisfied() ? ", satisfied" : ", not satisfied"),
                absl::StrCat("回访", deputy, " 代表，", event.satisfied() ? "满意" : "不满意"), event.finding());
  }

  Sentence Say(const v1::ProposalPublished& event) const {
    std::vector<std::string> english, chinese;
    for (const int part : event.parts()) {
      const auto each = static_cast<v1::Publication::Part>(part);
      english.emplace_back(PartInEnglish(each));
      chinese.emplace_back(PartInChinese(each));
    }
    return {absl::StrCat("Made public: ", absl::StrJoin(english, ", "), "."),
            absl::StrCat("公开：", absl::StrJoin(chinese, "、"), "。")};
  }

  // The date that readers wait for: the reply's, or the evaluation's.
  Sentence Say(const v1::DatesRecomputed& event) const {
    const bool reply = event.has_due();
    const v1::DateChange& change = reply ? event.due() : event.feedback_by();
    std::string english = "Dates recomputed";
    std::string chinese = "重算期限";
    if (reply || event.has_feedback_by()) {
      absl::StrAppend(&english, "; ", reply ? "reply" : "evaluation", " due ", English(change.after()), " instead of ",
                      English(change.before()));
      absl::StrAppend(&chinese, "，", reply ? "答复" : "评价", "期限由 ", Chinese(change.before()), " 改为 ",
                      Chinese(change.after()));
    }
    return With(english, chinese, event.reason());
  }

  Sentence Say(const v1::ProposalSubmitted& event) const {
    const std::string lead = names_.Deputy(event.lead_deputy_id());
    const int cosigners = event.cosigner_ids_size();
    std::string english = absl::StrCat(KindInEnglish(event.kind()), " “", event.title(), "” submitted by ", lead);
    std::string chinese = absl::StrCat(lead, " 代表提出", KindInChinese(event.kind()), "《", event.title(), "》");
    if (cosigners > 0) {
      absl::StrAppend(&english, " with ", cosigners, cosigners == 1 ? " co-signer" : " co-signers");
      absl::StrAppend(&chinese, "，", cosigners, " 名代表联名");
    }
    return {english + ".", chinese + "。"};
  }

  Sentence Say(const v1::ProposalRegistered& event) const {
    std::string english = absl::StrCat("Registered as no. ", event.number(), ", category ", event.category());
    std::string chinese = absl::StrCat("登记，第 ", event.number(), " 号，类别：", event.category());
    if (event.has_assign_by()) {
      absl::StrAppend(&english, "; to be assigned by ", English(event.assign_by()));
      absl::StrAppend(&chinese, "，应于 ", Before(event.assign_by()), "交办");
    }
    return {english + ".", chinese + "。"};
  }

  Sentence Say(const v1::ProposalAssigned& event) const {
    std::vector<std::string> mains, others;
    for (const v1::AssignedTask& task : event.tasks()) {
      (IsMain(task.task().role()) ? mains : others).push_back(names_.Unit(task.task().unit_id()));
    }
    const bool separate = event.mode() == v1::Assignment::SEPARATE;
    std::string english =
        absl::StrCat("Assigned to ", absl::StrJoin(mains, separate ? " and " : ", "), separate ? " separately" : "");
    std::string chinese = absl::StrCat("交由", absl::StrJoin(mains, "、"), separate ? "分别办理" : "主办");
    if (!others.empty()) {
      absl::StrAppend(&english, ", with ", absl::StrJoin(others, ", "), " assisting");
      absl::StrAppend(&chinese, "，", absl::StrJoin(others, "、"), "会办");
    }
    absl::StrAppend(&english, event.complex() ? "; complex" : "", "; reply due ", English(event.due()), ".");
    absl::StrAppend(&chinese, event.complex() ? "（复杂事项）" : "", "，", Before(event.due()), "答复。");
    return {english, chinese};
  }

  Sentence Say(const v1::ReturnAccepted& event) const {
    const std::string unit = names_.Unit(event.unit_id());
    std::string english = absl::StrCat("The return by ", unit, " was accepted");
    std::string chinese = absl::StrCat("同意", unit, "退回");
    if (event.unassigned()) {
      absl::StrAppend(&english, "; no main unit is left, it is to be assigned anew");
      absl::StrAppend(&chinese, "，已无主办单位，须重新交办");
    } else if (event.completes_reply()) {
      absl::StrAppend(&english, "; all other units have replied, so the reply is complete");
      absl::StrAppend(&chinese, "，其余单位均已答复，答复完成");
    }
    return With(english, chinese, event.reason());
  }

  Sentence Say(const v1::ContactLogged& event) const {
    const std::string deputy = names_.Deputy(event.deputy_id());
    return By(event.unit_id(), absl::StrCat(ContactInEnglish(event.form()), " ", deputy),
              absl::StrCat(ContactInChinese(event.form()), deputy, " 代表"), event.note());
  }

  Sentence Say(const v1::ExtensionGranted& event) const {
    const std::string unit = names_.Unit(event.unit_id());
    std::string english = absl::StrCat("Extension granted to ", unit, " until ", event.new_due_on());
    std::string chinese = absl::StrCat("同意", unit, "延期至 ", event.new_due_on());
    if (event.due().on() != event.new_due_on()) {
      absl::StrAppend(&english, "; the proposal is due ", English(event.due()));
      absl::StrAppend(&chinese, "，整件 ", Before(event.due()), "答复");
    }
    return {english + ".", chinese + "。"};
  }

  Sentence Say(const v1::ReplyDelivered& event) const {
    const absl::string_view letter = v1::Reply::Class_Name(event.result_class());
    std::string english = absl::StrCat("replied (", event.document_no(), ", signed by ", event.signer(), "): class ",
                                       letter, ", ", ClassInEnglish(event.result_class()));
    std::string chinese = absl::StrCat("答复（", event.document_no(), "，签发：", event.signer(), "）：", letter,
                                       " 类，", ClassInChinese(event.result_class()));
    if (const int promises = event.commitments_size(); promises > 0) {
      absl::StrAppend(&english, "; ", promises, promises == 1 ? " commitment" : " commitments");
      absl::StrAppend(&chinese, "，承诺事项 ", promises, " 项");
    }
    if (!event.completes_reply()) {
      absl::StrAppend(&english, "; other units have yet to reply");
      absl::StrAppend(&chinese, "，其他单位尚未答复");
    } else if (event.replied_on() > event.due().on()) {
      absl::StrAppend(&english, "; late, it was due ", English(event.due()));
      absl::StrAppend(&chinese, "，已逾期（期限 ", Chinese(event.due()), "）");
    }
    if (event.completes_reply() && event.has_feedback_by()) {
      absl::StrAppend(&english, "; the deputy may evaluate until ", English(event.feedback_by()));
      absl::StrAppend(&chinese, "，代表可于 ", Before(event.feedback_by()), "评价");
    }
    return By(event.unit_id(), english, chinese);
  }

  Sentence Say(const v1::ProposalEvaluated& event) const {
    return With(absl::StrCat(names_.Deputy(event.deputy_id()), " evaluated round ", event.round(), ": result ",
                             VerdictInEnglish(event.result()), ", attitude ", VerdictInEnglish(event.attitude())),
                absl::StrCat(names_.Deputy(event.deputy_id()), " 代表评价第 ", event.round(), " 轮办理：结果",
                             VerdictInChinese(event.result()), "，态度", VerdictInChinese(event.attitude())),
                event.comment());
  }

  static Sentence With(absl::string_view english, absl::string_view chinese, absl::string_view why) {
    const Sentence because = Because(why);
    return {absl::StrCat(english, because.english, why.empty() ? "." : ""),
            absl::StrCat(chinese, because.chinese, why.empty() ? "。" : "")};
  }

  Sentence By(const std::string& unit_id, absl::string_view english, absl::string_view chinese,
              absl::string_view why = {}) const {
    const std::string unit = names_.Unit(unit_id);
    return With(absl::StrCat(unit, " ", english), absl::StrCat(unit, chinese), why);
  }

  template <typename Ids>
  std::string UnitList(const Ids& ids) const {
    return absl::StrJoin(ids, " and ",
                         [this](std::string* out, const std::string& id) { out->append(names_.Unit(id)); });
  }
  template <typename Ids>
  std::string ChineseUnitList(const Ids& ids) const {
    return absl::StrJoin(ids, "、", [this](std::string* out, const std::string& id) { out->append(names_.Unit(id)); });
  }

  const LedgerNames& names_;
};

}  // namespace

TimelineFold::TimelineFold(const LedgerDirectory& directory) : names_(directory) {}

absl::StatusOr<v1::TimelineEntry> TimelineFold::Add(const v1::Record& record) {
  RETURN_IF_ERROR(SubjectOf(record).status());
  FoldProposal(facts_, record);
  Sentence sentence = Speaker(names_).Say(record.event());
  v1::TimelineEntry entry;
  *entry.mutable_record() = record;
  entry.set_status(facts_.status());
  entry.set_round(facts_.round());
  entry.set_text(std::move(sentence.english));
  entry.set_text_zh(std::move(sentence.chinese));
  return entry;
}

}  // namespace huiyin

#include "tools/cli/figure_document.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "domain/command_of.h"
#include "domain/words.h"
#include "huiyin/v1/commands.pb.h"
#include "huiyin/v1/record.pb.h"
#include "services/report_text.h"
#include "tools/cli/figure_words.h"
#include "tools/cli/local_time.h"
#include "tools/cli/report_data.h"
#include "tools/cli/report_document.h"
#include "tools/cli/statistics_text.h"

namespace huiyin {
namespace {

using Json = nlohmann::ordered_json;
constexpr auto kLeft = Table::Align::kLeft;
constexpr auto kRight = Table::Align::kRight;

std::string ValueText(const v1::FigureValue& value) {
  if (!value.has_denominator()) return absl::StrCat(value.numerator());
  v1::Ratio ratio;
  ratio.set_numerator(value.numerator());
  ratio.set_denominator(value.denominator());
  // An empty denominator is told, here as it moves.
  return ratio.denominator() == 0 ? "0/0" : RatioText(ratio);
}

Json ValueJson(const v1::FigureValue& value) {
  if (!value.has_denominator()) return value.numerator();
  return Json::array({value.numerator(), value.denominator()});
}

// Of the event of this field of v1::Event: "reply delivered"; 答复, as the office calls the command that gives it.
std::string EventName(const std::string& event, Speech speech) {
  v1::Record record;
  const auto* const field = v1::Event::descriptor()->FindFieldByName(event);
  // A newer server's.
  if (field == nullptr) return event;
  record.event().GetReflection()->MutableMessage(record.mutable_event(), field);
  const std::string english = absl::StrReplaceAll(event, {{"_", " "}});
  return Say(speech, {english, WordsOf(CommandOf(record).command_case()).chinese});
}

// "17 reply delivered, 2020-05-20 20:00"; "2020-05-26: the due date had passed".
std::string EventText(bool is_there, const v1::FigureEvent& event, const v1::LedgerProvenance& ledger, Speech speech) {
  if (!is_there) return "";
  if (!event.has_seq())
    return absl::StrCat(event.day_passed(), ": ", Say(speech, {"the due date had passed", "已过办理期限"}));
  return absl::StrCat(event.seq(), " ", EventName(event.event(), speech), ", ",
                      LocalTime(event.occurred_at(), ZoneNamed(ledger.time_zone())));
}

Json EventJson(bool is_there, const v1::FigureEvent& event) {
  if (!is_there) return nullptr;
  if (!event.has_seq()) return Json{{"day_passed", event.day_passed()}};
  return Json{{"seq", event.seq()},
              {"event", event.event()},
              {"occurred_at", UtcText(event.occurred_at())},
              {"recorded_at", UtcText(event.recorded_at())}};
}

Words CauseWords(v1::FigureChange::Cause cause) {
  switch (cause) {
    case v1::FigureChange::PROGRESS:
      return {"progress", "正常进展"};
    case v1::FigureChange::LATE_ENTRY:
      return {"late entry", "补录"};
    case v1::FigureChange::CORRECTION:
      return {"correction", "更正"};
    case v1::FigureChange::DAY_PASSED:
      return {"a day passed", "期限届满"};
    default:
      return {"", ""};
  }
}

std::string ProposalText(const std::string& id, uint32_t number) {
  return number == 0 ? id : absl::StrCat(id, " (", number, ")");
}

}  // namespace

Document OpenedDocument(const std::string& figure, const v1::OpenFigureResponse& opened, Speech speech) {
  Document document;
  document.title = absl::StrCat(Say(speech, FigureWords(figure)), ": ", ValueText(opened.value()));
  DocumentBlock& block = document.blocks.emplace_back();
  const bool has_days = figure == "handling_days";
  block.columns = {{Say(speech, {"proposal", "建议"})},
                   {Say(speech, {"title", "标题"}), kLeft, true},
                   {Say(speech, {"counts", "计入"}), kRight},
                   {Say(speech, {"days", "天数"}), kRight, false, !has_days},
                   {Say(speech, {"put into the numerator by", "计入分子的事件"}), kLeft, true},
                   {Say(speech, {"into the denominator by", "计入分母的事件"}), kLeft, true, true}};
  for (const v1::OpenedProposal& proposal : opened.proposals()) {
    const bool is_rate = opened.value().has_denominator();
    block.rows.push_back(
        {ProposalText(proposal.proposal_id(), proposal.number()), proposal.title(),
         is_rate ? absl::StrCat(proposal.numerator(), "/", proposal.denominator()) : absl::StrCat(proposal.numerator()),
         proposal.has_handling_days() ? absl::StrCat(proposal.handling_days()) : "",
         EventText(proposal.has_numerator_event(), proposal.numerator_event(), opened.provenance(), speech),
         EventText(proposal.has_denominator_event(), proposal.denominator_event(), opened.provenance(), speech)});
  }
  block.notes = {MomentText(speech, opened.moment()), ProvenanceText(speech, opened.provenance())};
  return document;
}

Document ExplainedDocument(const std::string& figure, const v1::ExplainChangeResponse& explained, Speech speech) {
  Document document;
  document.title = absl::StrCat(Say(speech, FigureWords(figure)), ": ", ValueText(explained.before()), " → ",
                                ValueText(explained.after()));
  DocumentBlock& block = document.blocks.emplace_back();
  block.columns = {{Say(speech, {"cause", "原因"})},          {Say(speech, {"event", "事件"}), kLeft, true},
                   {Say(speech, {"proposal", "建议"})},       {Say(speech, {"title", "标题"}), kLeft, true},
                   {Say(speech, {"from", "变动前"}), kRight}, {Say(speech, {"to", "变动后"}), kRight}};
  for (const v1::FigureChange& change : explained.changes()) {
    block.rows.push_back({Say(speech, CauseWords(change.cause())),
                          EventText(true, change.event(), explained.to(), speech),
                          ProposalText(change.proposal_id(), change.number()), change.title(),
                          ValueText(change.before()), ValueText(change.after())});
  }
  for (const auto& [words, moment, ledger] :
       {std::tuple(Words{"from", "自"}, &explained.from_moment(), &explained.from()),
        std::tuple(Words{"to", "至"}, &explained.to_moment(), &explained.to())}) {
    block.notes.push_back(
        absl::StrCat(Say(speech, words), " ", MomentText(speech, *moment), "; ", ProvenanceText(speech, *ledger)));
  }
  return document;
}

Json OpenedJson(const std::string& figure, const v1::OpenFigureResponse& opened) {
  Json json{{"figure", figure},
            {"provenance", ProvenanceJson(opened.provenance())},
            {"moment", MomentJson(opened.moment())},
            {"value", ValueJson(opened.value())},
            {"proposals", Json::array()}};
  for (const v1::OpenedProposal& proposal : opened.proposals()) {
    Json row{{"proposal_id", proposal.proposal_id()},
             {"number", proposal.number()},
             {"title", proposal.title()},
             {"status", v1::Proposal::Status_Name(proposal.status())},
             {"numerator", proposal.numerator()}};
    if (opened.value().has_denominator()) row["denominator"] = proposal.denominator();
    if (proposal.has_handling_days()) row["handling_days"] = proposal.handling_days();
    row["numerator_event"] = EventJson(proposal.has_numerator_event(), proposal.numerator_event());
    if (opened.value().has_denominator()) {
      row["denominator_event"] = EventJson(proposal.has_denominator_event(), proposal.denominator_event());
    }
    json["proposals"].push_back(std::move(row));
  }
  return json;
}

Json ExplainedJson(const std::string& figure, const v1::ExplainChangeResponse& explained) {
  Json json{{"figure", figure}};
  json["from"] = ProvenanceJson(explained.from());
  json["from"]["moment"] = MomentJson(explained.from_moment());
  json["to"] = ProvenanceJson(explained.to());
  json["to"]["moment"] = MomentJson(explained.to_moment());
  json["before"] = ValueJson(explained.before());
  json["after"] = ValueJson(explained.after());
  json["changes"] = Json::array();
  for (const v1::FigureChange& change : explained.changes()) {
    json["changes"].push_back(Json{{"cause", v1::FigureChange::Cause_Name(change.cause())},
                                   {"proposal_id", change.proposal_id()},
                                   {"number", change.number()},
                                   {"title", change.title()},
                                   {"event", EventJson(true, change.event())},
                                   {"before", ValueJson(change.before())},
                                   {"after", ValueJson(change.after())}});
  }
  return json;
}

}  // namespace huiyin

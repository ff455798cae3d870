#include "tools/cli/field_help.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace huiyin {
namespace {

struct Row {
  // "Message.field", or a field's name in whatever message.
  absl::string_view field;
  const char* description;
  const char* example;
};

// The first that fits.
constexpr Row kRows[] = {
    {"OpenLedger.name", "The congress's name", "石门镇人民代表大会"},
    {"level", "The congress's level", "TOWNSHIP"},
    {"rule_pack", "The rules of the place; those there are stand below", "cn-chongqing-township"},
    {"time_zone", "By which days are counted, an IANA name", "Asia/Shanghai"},
    {"parent_ledger_id", "The ledger of the congress above", "county-a"},
    {"session_id", "The session's id", "s-19-8"},
    {"term", "The congress's term 届", "19"},
    {"OpenSession.number", "The session's number in the term 次", "8"},
    {"opens_on", "The session's first day", "2020-01-13"},
    {"closes_on", "The session's last day", "2020-01-15"},
    {"deputy_id", "The deputy's id", "d-10"},
    {"SeatDeputy.name", "The deputy's name", "黎国安"},
    {"group", "The deputies' group 代表小组", "第一代表小组"},
    {"constituency", "Where the deputy was elected", "第三选区"},
    {"unit_id", "The unit's id", "u-road"},
    {"EnrolUnit.name", "The unit's name", "交通办"},
    {"EnrolUnit.kind", "What sort of unit it is, in free words", "镇属机构"},
    {"proposal_id", "The proposal's id", "p-101"},
    {"Submit.kind", "What it is", "SUGGESTION"},
    {"title", "The title", "\"…\""},
    {"body", "The text; @FILE reads it from a file of UTF-8", "@body.txt"},
    {"lead_deputy_id", "The deputy who leads", "d-10"},
    {"cosigner_ids", "A deputy who signs too", "d-11"},
    {"in_session", "Submitted during the session, not between sessions", ""},
    {"source", "Where it comes from", "CONGRESS"},
    {"suggested_unit_ids", "A unit that the deputy would have handle it", "u-road"},
    {"allow_publication", "The deputy allows publication", ""},
    {"attachments", "A file beside the text", ""},
    {"category", "Which matters it is about, in free words", "交通道路"},
    {"Register.number", "Its number; the session's next when not given", "12"},
    {"code", "A code of the reason, in the office's own words", "NOT_A_PUBLIC_MATTER"},
    {"reason", "The reason", "\"…\""},
    {"mode", "How it is handed out", "JOINT"},
    {"tasks", "A unit and its part", "u-road:LEAD --task u-police:CO"},
    {"complex", "A complex matter: the longer limit counts", ""},
    {"ChangeCommitment.new_due_on", "The day promised now", "2022-04-30"},
    {"new_due_on", "The day asked for", "2020-06-25"},
    {"AnnounceDue.due_on", "The due date that is near", "2020-05-25"},
    {"RecordOverdue.due_on", "The due date that has passed", "2020-05-25"},
    {"due_on", "The day it is due; by the rules when not given", "2020-05-25"},
    {"note", "The note", "\"…\""},
    {"form", "How they talked", "VISIT"},
    {"text", "The text; @FILE reads it from a file of UTF-8", "@text.txt"},
    {"document_no", "The reply's document number 文号", "石交函〔2020〕2号"},
    {"signer", "Who signed the reply 签发人", "乔大地"},
    {"result_class", "A solved, B being solved, C later, D for reference", "A"},
    {"commitments", "A promise, and by when it is kept", ""},
    {"attitude", "The deputy's word on the attitude 态度", "SATISFIED"},
    {"result", "The deputy's word on the result 结果", "SATISFIED"},
    {"into_proposal_id", "The primary, which answers for both", "p-003"},
    {"supervisor", "Who of the presidium supervises it", "\"主席团主席 江汉民\""},
    {"finding", "What was found", "\"…\""},
    {"satisfied", "The deputy is satisfied", ""},
    {"commitment_id", "The promise's id", "c1"},
    {"decision", "What the presidium decided", "\"…\""},
    {"parts", "What becomes public", "TITLE,BODY,REPLY"},
    {"target_seq", "The event that the note is about", "530"},
    {"contact", "Telephone or address, in free words", "13900000000"},
    {"voters", "Somebody who raised the matter 反映人", ""},
    {"person_id", "The id of the deputy or voter", "d-10"},
    {"basis", "Why it may be done: the request, the law", "\"…\""},
    {"comment", "The deputy's comment; required with DISSATISFIED", "\"…\""},
};

// What may be left out (decision A05).
constexpr absl::string_view kOptional[] = {
    "parent_ledger_id",
    "constituency",
    "EnrolUnit.kind",
    "cosigner_ids",
    "in_session",
    "suggested_unit_ids",
    "allow_publication",
    "attachments",
    "Register.number",
    "complex",
    "Assign.due_on",
    "OrderRehandling.due_on",
    "LogContact.note",
    "commitments",
    "comment",
    "Close.note",
    "DesignatePriority.note",
    "FulfilCommitment.note",
    "satisfied",
    "AcceptReturn.reason",
    "contact",
    "voters",
};

// What may stand by itself, without its flag.
constexpr absl::string_view kPositional[] = {"ErasePerson.person_id"};

bool Means(absl::string_view row, const google::protobuf::FieldDescriptor& field) {
  return row == field.name() || row == absl::StrCat(field.containing_type()->name(), ".", field.name());
}

}  // namespace

FieldHelp HelpOf(const google::protobuf::FieldDescriptor& field) {
  FieldHelp help{absl::StrReplaceAll(field.name(), {{"_", " "}}), "…"};
  for (const absl::string_view optional : kOptional) {
    if (Means(optional, field)) help.required = false;
  }
  for (const absl::string_view positional : kPositional) {
    if (Means(positional, field)) help.positional = true;
  }
  for (const Row& row : kRows) {
    if (!Means(row.field, field)) continue;
    help.description = row.description;
    help.example = row.example;
    break;
  }
  return help;
}

}  // namespace huiyin

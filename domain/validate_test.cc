// What a command shows to be wrong by itself: every field of every command, missing and malformed.
#include "domain/validate.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "base/test_matchers.h"
#include "domain/testing/sentences.h"
#include "domain/utf8.h"

namespace huiyin::testing {
namespace {

absl::Status Check(const v1::Command& command) { return ValidateShape(command, EmbeddedReferences()); }

v1::Command Sent(Step step) {
  v1::Command command = step.command();
  command.set_command_id("c-1");
  command.set_ledger_id("town");
  command.mutable_occurred_at()->set_seconds(1'740'000'000);
  return command;
}

v1::Command SubmitWith(const std::function<void(v1::Submit&)>& change) {
  v1::Command command = Sent(Submit());
  change(*command.mutable_submit());
  return command;
}

// One command of each kind, every field that may be empty left empty.
std::vector<v1::Command> Smallest() {
  std::vector<v1::Command> commands;
  for (const Step& step : {OpenLedger("cn-national", v1::Ledger::CITY, /*parent=*/""),
                           OpenSession("s-2", 19, 9, "2026-01-13", "2026-01-13"),
                           SeatDeputy("d-7"),
                           UnseatDeputy("d-6"),
                           EnrolUnit("u-new"),
                           Submit(),
                           Cosign("d-2"),
                           WithdrawCosignature("d-2"),
                           RequestRevision(),
                           Revise(),
                           Register(),
                           Refuse(),
                           Withdraw(),
                           AssignJointly(),
                           SignFor("u-roads"),
                           RequestReturn("u-roads"),
                           AcceptReturn("u-roads"),
                           RefuseReturn("u-roads"),
                           LogProgress("u-roads"),
                           LogContact("u-roads"),
                           GiveCoOpinion("u-water"),
                           RequestExtension("u-roads", "2025-06-03"),
                           GrantExtension("u-roads"),
                           RefuseExtension("u-roads"),
                           Reply("u-roads"),
                           CorrectReply("u-roads"),
                           Evaluate(),
                           LapseFeedback(),
                           OrderRehandling(),
                           Close()}) {
    commands.push_back(Sent(step));
  }
  return commands;
}

google::protobuf::Message* Inside(v1::Command& command) {
  const auto* field = v1::Command::descriptor()->FindFieldByNumber(command.command_case());
  return command.GetReflection()->MutableMessage(&command, field);
}

TEST(Shape, EveryCommandIsFineAsSmallAsItMayBe) {
  for (const v1::Command& command : Smallest()) EXPECT_OK(Check(command)) << command.DebugString();
}

// A session's term and number may be 0: decision A05 asks for texts, ids, dates and enums only.
TEST(Shape, EveryFieldThatIsFilledThereIsRequiredButNumbers) {
  for (const v1::Command& whole : Smallest()) {
    v1::Command copy = whole;
    std::vector<const google::protobuf::FieldDescriptor*> filled;
    const google::protobuf::Message& inside = *Inside(copy);
    inside.GetReflection()->ListFields(inside, &filled);
    for (const auto* field : filled) {
      v1::Command lacking = whole;
      google::protobuf::Message& message = *Inside(lacking);
      message.GetReflection()->ClearField(&message, field);
      if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_UINT32) {
        EXPECT_OK(Check(lacking)) << field->full_name();
        continue;
      }
      EXPECT_THAT(Check(lacking), HasCode(absl::StatusCode::kInvalidArgument)) << field->full_name();
      EXPECT_NE(FieldOf(Check(lacking)).find(field->name()), std::string::npos) << field->full_name();
    }
  }
}

TEST(Shape, EveryTextHasALimitAndIsUtf8) {
  for (const v1::Command& whole : Smallest()) {
    v1::Command copy = whole;
    const auto* descriptor = Inside(copy)->GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const auto* field = descriptor->field(i);
      if (field->type() != google::protobuf::FieldDescriptor::TYPE_STRING || field->is_repeated()) continue;
      for (const std::string& bad : {std::string(60'001, 'x'), std::string("\xC0\xAF"), std::string("a\0b", 3)}) {
        v1::Command wrong = whole;
        google::protobuf::Message& message = *Inside(wrong);
        message.GetReflection()->SetString(&message, field, bad);
        EXPECT_THAT(Check(wrong), HasCode(absl::StatusCode::kInvalidArgument)) << field->full_name();
      }
    }
  }
}

TEST(Shape, ATextOfNothingButSpacesIsMissing) {
  for (const char* blank : {" ", "\t\n", "\u3000", " \u3000\u3000 "}) {
    EXPECT_THAT(Check(SubmitWith([&](v1::Submit& s) { s.set_title(blank); })), HasReason("FIELD_MISSING"));
    EXPECT_THAT(Check(SubmitWith([&](v1::Submit& s) { s.set_body(blank); })), HasReason("FIELD_MISSING"));
  }
  EXPECT_OK(Check(SubmitWith([](v1::Submit& s) { s.set_title(" 关于 \u3000"); })));
}

TEST(Shape, EveryEnumIsKnown) {
  for (const v1::Command& whole : Smallest()) {
    v1::Command copy = whole;
    const auto* descriptor = Inside(copy)->GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const auto* field = descriptor->field(i);
      if (field->type() != google::protobuf::FieldDescriptor::TYPE_ENUM) continue;
      v1::Command wrong = whole;
      google::protobuf::Message& message = *Inside(wrong);
      message.GetReflection()->SetEnumValue(&message, field, 99);
      EXPECT_THAT(Check(wrong), HasReason("ENUM_UNKNOWN")) << field->full_name();
    }
  }
}

TEST(Shape, AFieldOutsideTheSchemaIsRefused) {
  for (v1::Command command : Smallest()) {
    google::protobuf::Message& message = *Inside(command);
    message.GetReflection()->MutableUnknownFields(&message)->AddVarint(999, 1);
    EXPECT_THAT(Check(command), HasReason("FIELD_UNKNOWN")) << command.DebugString();
  }
}

TEST(Shape, TheEnvelope) {
  const auto changed = [](const std::function<void(v1::Command&)>& change) {
    v1::Command command = Sent(Submit());
    change(command);
    return Check(command);
  };
  EXPECT_THAT(changed([](v1::Command& c) { c.clear_command_id(); }), HasReason("FIELD_MISSING"));
  EXPECT_THAT(changed([](v1::Command& c) { c.clear_ledger_id(); }), HasReason("FIELD_MISSING"));
  EXPECT_THAT(changed([](v1::Command& c) { c.clear_occurred_at(); }), HasReason("FIELD_MISSING"));
  EXPECT_THAT(changed([](v1::Command& c) { c.clear_actor(); }), HasReason("FIELD_MISSING"));
  EXPECT_THAT(changed([](v1::Command& c) { c.clear_submit(); }), HasReason("COMMAND_MISSING"));
  EXPECT_THAT(changed([](v1::Command& c) { c.mutable_occurred_at()->set_nanos(-1); }), HasReason("TIME_MALFORMED"));
  EXPECT_THAT(changed([](v1::Command& c) { c.mutable_occurred_at()->set_seconds(253'402'300'800); }),
              HasReason("TIME_MALFORMED"));
  EXPECT_THAT(changed([](v1::Command& c) { c.mutable_actor()->set_role(v1::Actor::HANDLING_UNIT); }),
              HasReason("FIELD_MISSING"));
  EXPECT_THAT(changed([](v1::Command& c) { c.set_on_behalf_of("a b"); }), HasReason("ID_MALFORMED"));
  for (const std::string& id : {std::string(65, 'a'), std::string("-a"), std::string("a/b"), std::string("甲")}) {
    EXPECT_THAT(changed([&](v1::Command& c) { c.set_command_id(id); }), HasReason("ID_MALFORMED")) << id;
  }
  EXPECT_OK(changed([](v1::Command& c) { c.set_command_id(std::string(64, 'a')); }));
  EXPECT_OK(changed([](v1::Command& c) { c.set_command_id("9a.b_c:d-e"); }));
}

TEST(Shape, TheWholeCommandHasALimit) {
  EXPECT_OK(Check(SubmitWith([](v1::Submit& s) { s.set_body(std::string(60'000, 'x')); })));
  v1::Command large = SubmitWith([](v1::Submit& s) { s.set_body(std::string(60'000, 'x')); });
  for (int i = 0; i < 1'000; ++i) large.mutable_submit()->add_cosigner_ids("deputy-" + std::to_string(i));
  EXPECT_THAT(Check(large), HasReason("COMMAND_TOO_LARGE"));
  EXPECT_EQ(FieldOf(Check(large)), "submit.body") << "the longest text";
  EXPECT_THAT(Check(SubmitWith([](v1::Submit& s) {
                for (int i = 0; i < 1'001; ++i) s.add_cosigner_ids("d-" + std::to_string(i));
              })),
              HasReason("LIST_TOO_LONG"));
}

TEST(Shape, WhatContradictsItself) {
  EXPECT_THAT(Check(SubmitWith([](v1::Submit& s) { s.add_cosigner_ids("d-1"); })), HasReason("LEAD_AMONG_COSIGNERS"));
  EXPECT_THAT(Check(Sent(Submit({"d-2", "d-2"}))), HasReason("COSIGNER_TWICE"));
  EXPECT_THAT(Check(Sent(AssignSeparately("u-roads", "u-roads"))), HasReason("UNIT_TWICE"));
  EXPECT_THAT(Check(Sent(Reply("u-roads", {"k-1", "k-1"}))), HasReason("COMMITMENT_TWICE"));
  EXPECT_THAT(Check(Sent(OpenSession("s", 1, 1, "2025-01-02", "2025-01-01"))),
              HasReason("SESSION_CLOSES_BEFORE_OPENING"));
  EXPECT_THAT(Check(Sent(OpenLedger("cn-nowhere", v1::Ledger::CITY))), HasReason("RULE_PACK_UNKNOWN"));
  v1::Command zone = Sent(OpenLedger("cn-national", v1::Ledger::CITY));
  zone.mutable_open_ledger()->set_time_zone("Asia/Shimen");
  EXPECT_THAT(Check(zone), HasReason("TIME_ZONE_UNKNOWN"));
  v1::Command parent = Sent(OpenLedger("cn-national", v1::Ledger::CITY));
  parent.mutable_open_ledger()->set_parent_ledger_id("town");
  EXPECT_THAT(Check(parent), HasReason("LEDGER_IS_OWN_PARENT"));
  v1::Command silent = Sent(Evaluate());
  silent.mutable_evaluate()->set_attitude(v1::Evaluation::DISSATISFIED);
  EXPECT_THAT(Check(silent), HasReason("COMMENT_REQUIRED"));
}

TEST(Shape, TheTasksFitTheMode) {
  using A = v1::Assignment;
  using T = v1::Task;
  const auto assign = [](A::Mode mode, std::vector<T::Role> roles) {
    std::vector<std::pair<std::string, T::Role>> tasks;
    for (T::Role role : roles) tasks.emplace_back("u-" + std::to_string(tasks.size()), role);
    return Check(Sent(AssignTo(mode, tasks)));
  };
  EXPECT_OK(assign(A::SINGLE, {T::LEAD}));
  EXPECT_OK(assign(A::JOINT, {T::CO, T::LEAD, T::CO}));
  EXPECT_OK(assign(A::SEPARATE, {T::SEPARATE, T::SEPARATE, T::SEPARATE}));
  for (const auto& roles : {std::vector<T::Role>{}, {T::CO}, {T::LEAD, T::LEAD}, {T::LEAD, T::CO}, {T::SEPARATE}}) {
    EXPECT_THAT(assign(A::SINGLE, roles), HasReason("TASKS_DO_NOT_FIT_MODE"));
  }
  for (const auto& roles :
       {std::vector<T::Role>{T::LEAD}, {T::LEAD, T::LEAD, T::CO}, {T::CO, T::CO}, {T::LEAD, T::CO, T::SEPARATE}}) {
    EXPECT_THAT(assign(A::JOINT, roles), HasReason("TASKS_DO_NOT_FIT_MODE"));
  }
  for (const auto& roles :
       {std::vector<T::Role>{T::SEPARATE}, {T::SEPARATE, T::SEPARATE, T::CO}, {T::LEAD, T::SEPARATE}}) {
    EXPECT_THAT(assign(A::SEPARATE, roles), HasReason("TASKS_DO_NOT_FIT_MODE"));
  }
}

TEST(Shape, FaultsNameTheFieldInAList) {
  v1::Command assign = Sent(AssignJointly());
  assign.mutable_assign()->mutable_tasks(1)->set_unit_id("a b");
  EXPECT_EQ(FieldOf(Check(assign)), "assign.tasks[1].unit_id");
  EXPECT_EQ(FieldOf(Check(SubmitWith([](v1::Submit& s) { s.add_cosigner_ids("a b"); }))), "submit.cosigner_ids[0]");
  v1::Command attached = SubmitWith([](v1::Submit& s) {
    v1::Attachment& file = *s.add_attachments();
    file.set_name("照片");
    file.set_sha256(std::string(63, 'a'));
    file.set_media_type("image/jpeg");
    file.set_uri("https://example.org/a.jpg");
  });
  EXPECT_EQ(FieldOf(Check(attached)), "submit.attachments[0].sha256");
  attached.mutable_submit()->mutable_attachments(0)->set_sha256(std::string(64, 'a'));
  EXPECT_OK(Check(attached));
}

TEST(Utf8, KnowsItsForms) {
  for (const char* good : {"", "plain", "石门镇 𠀀 é", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"})
    EXPECT_TRUE(IsUtf8(good)) << good;
  // Overlong, surrogate, past the end, cut off, lone tail, GB 18030.
  for (const char* bad : {"\xC0\x80", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE7\x9F", "\x80",
                          "\xCA\xAF\xC3\xC5", "12345678\xFF"}) {
    EXPECT_FALSE(IsUtf8(bad)) << bad;
  }
}

std::set<std::string> Places(absl::string_view sentence) {
  std::set<std::string> places;
  for (size_t at = sentence.find('$'); at != absl::string_view::npos; at = sentence.find('$', at + 1)) {
    places.insert(std::string(sentence.substr(at, 2)));
  }
  return places;
}

TEST(Reasons, HaveStableDistinctCodesAndSaySomethingInBothLanguages) {
  std::set<absl::string_view> codes;
  for (const auto& row : reasons_internal::Table()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.code;
    EXPECT_FALSE(row.english.empty() || row.chinese.empty()) << row.code;
    for (const std::string& place : Places(row.chinese)) EXPECT_TRUE(Places(row.english).contains(place)) << row.code;
  }
}

TEST(Reasons, FillInTheValues) {
  const absl::Status refusal =
      Refused(Reason::kStatusNotAllowed, {"p-1", WordsOf(v1::Proposal::HANDLING), WordsOf(v1::Command::kClose)});
  EXPECT_EQ(refusal.message(), "proposal p-1 is HANDLING, which does not allow close");
  EXPECT_EQ(ChineseOf(refusal), "建议 p-1 的状态是“办理中”，不能执行“办结”");
}

TEST(Words, HaveANameForEveryCommand) {
  const auto* commands = v1::Command::descriptor()->FindOneofByName("command");
  std::set<absl::string_view> names;
  for (int i = 0; i < commands->field_count(); ++i) {
    const Words words = WordsOf(static_cast<v1::Command::CommandCase>(commands->field(i)->number()));
    EXPECT_EQ(words.english, commands->field(i)->name());
    EXPECT_TRUE(names.insert(words.chinese).second) << words.chinese;
  }
}

}  // namespace
}  // namespace huiyin::testing

#include "exchange/command_reader.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/test_matchers.h"
#include "exchange/command_writer.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {
namespace {

using google::protobuf::util::MessageDifferencer;

// The design's own example, on one line.
constexpr char kAssign[] =
    R"({"command_id":"c-0012","ledger_id":"town-a","occurred_at":"2020-03-25T01:00:00Z",)"
    R"("actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"assign":{"proposal_id":"p-007","mode":"JOINT",)"
    R"("tasks":[{"unit_id":"u-roads","role":"LEAD"},{"unit_id":"u-water","role":"CO"}]}})";

std::string Bytes(const char* text, size_t size) { return std::string(text, size); }

TEST(CommandReaderTest, FillsEveryKindOfField) {
  v1::Command command;
  ASSERT_OK(ReadCommand(kAssign, command));
  EXPECT_EQ(command.command_id(), "c-0012");
  EXPECT_EQ(command.occurred_at().seconds(), 1585098000);
  EXPECT_EQ(command.actor().role(), v1::Actor::CONGRESS_OFFICE);
  ASSERT_EQ(command.assign().tasks_size(), 2);
  EXPECT_EQ(command.assign().tasks(1).unit_id(), "u-water");
  EXPECT_EQ(command.assign().tasks(1).role(), v1::Task::CO);
}

TEST(CommandReaderTest, ReadsAListOfNames) {
  constexpr char kPublish[] = R"({"publish":{"proposal_id":"p-1","parts":["TITLE","REPLY"]}})";
  v1::Command command;
  ASSERT_OK(ReadCommand(kPublish, command));
  ASSERT_EQ(command.publish().parts_size(), 2);
  EXPECT_EQ(command.publish().parts(1), v1::Publication::REPLY);
  EXPECT_EQ(WriteCommand(command), kPublish);
}

TEST(CommandReaderTest, ClearsWhatTheCommandHeldBefore) {
  v1::Command command;
  ASSERT_OK(ReadCommand(kAssign, command));
  ASSERT_OK(ReadCommand(R"({"close":{"proposal_id":"p-1"}})", command));
  EXPECT_TRUE(command.has_close());
  EXPECT_EQ(command.command_id(), "");
}

TEST(CommandWriterTest, WritesTheDesignsExampleAsItStands) {
  v1::Command command;
  ASSERT_OK(ReadCommand(kAssign, command));
  EXPECT_EQ(WriteCommand(command), kAssign);
}

TEST(CommandWriterTest, EscapesWhatJsonDoesNotTake) {
  v1::Command command;
  command.mutable_close()->set_note("\"\\\n\x01\x7F回");
  EXPECT_EQ(WriteCommand(command), "{\"close\":{\"note\":\"\\\"\\\\\\n\\u0001\x7F回\"}}");
}

// What both readers take must be the same command.
class ValidLineTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ValidLineTest, IsReadAsProtobufReadsIt) {
  v1::Command ours;
  ASSERT_OK(ReadCommand(GetParam(), ours));
  v1::Command theirs;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(GetParam(), &theirs).ok());
  EXPECT_TRUE(MessageDifferencer::Equals(ours, theirs)) << ours.DebugString() << "instead of\n" << theirs.DebugString();

  v1::Command again;
  ASSERT_OK(ReadCommand(WriteCommand(ours), again));
  EXPECT_TRUE(MessageDifferencer::Equals(ours, again)) << WriteCommand(ours);
  v1::Command by_protobuf;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(WriteCommand(ours), &by_protobuf).ok()) << WriteCommand(ours);
  EXPECT_TRUE(MessageDifferencer::Equals(ours, by_protobuf)) << WriteCommand(ours);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, ValidLineTest,
    ::testing::Values(
        kAssign, "{}", " { } ", R"({"causation_seq":"17"})", R"({"causation_seq":17})", R"({"causation_seq":0})",
        R"({"causation_seq":"18446744073709551615"})", R"({"causation_seq":18446744073709551615})",
        R"({"open_session":{"session_id":"s-1","term":19.0,"number":8e0,"opens_on":"2020-01-13","closes_on":"2020-02-29"}})",
        R"({"register":{"number":4294967295}})", R"({"register":{"number":"12"}})",
        R"({"command_id":null,"assign":{"tasks":null,"mode":null},"actor":null})",
        R"({"assign":null,"close":{"note":"好"}})", R"({"occurred_at":"2020-03-25T09:00:00+08:00"})",
        R"({"occurred_at":"2020-03-25T01:00:00.5Z"})", R"({"occurred_at":"2020-12-31T23:59:59.999999999-03:30"})",
        R"({"occurred_at":"0001-01-01T00:00:00Z"})", R"({"occurred_at":"1969-12-31T23:59:59.25Z"})",
        R"({"occurred_at":"2020-02-29T00:00:00Z"})",
        R"({"evaluate":{"comment":"很好 \ud83d\ude00 \u56de音 \"\\\/\b\f\n\r\t","result":"SATISFIED"}})",
        R"({"submit":{"cosigner_ids":["d-1","d-2"],"suggested_unit_ids":[],"in_session":true,"allow_publication":false,)"
        R"("source":"VISIT","attachments":[{"name":"图.jpg","bytes":"1024"},{}]}})",
        R"({"reply":{"result_class":"A","commitments":[{"commitment_id":"k.1:a_b-c","due_on":"2021-12-31"}]}})",
        R"({"evaluate":{"result":"UNSPECIFIED"}})", R"({"submit":{"title":"","lead_deputy_id":""}})",
        R"({"seat_deputy":{"deputy_id":"d-1","encrypted":"AP/+AQ=="}})", R"({"close":{"note":"𠮷田 café \u202e"}})"));

struct HostileLine {
  const char* name;
  std::string line;
  const char* reason;
  const char* field;
};

class HostileLineTest : public ::testing::TestWithParam<HostileLine> {};

TEST_P(HostileLineTest, IsRefusedInBothLanguagesWithItsPlace) {
  v1::Command command;
  const absl::Status status = ReadCommand(GetParam().line, command);
  EXPECT_THAT(status, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(ReasonOf(status), GetParam().reason) << status;
  EXPECT_EQ(FieldOf(status), GetParam().field) << status;
  EXPECT_NE(status.message(), "");
  EXPECT_NE(ChineseOf(status), "");
}

std::string In(absl::string_view value) { return absl::StrCat(R"({"close":{"note":")", value, R"("}})"); }
std::string DueOn(absl::string_view date) { return absl::StrCat(R"({"assign":{"due_on":")", date, R"("}})"); }
std::string At(absl::string_view moment) { return absl::StrCat(R"({"occurred_at":")", moment, R"("})"); }
std::string Id(absl::string_view id) { return absl::StrCat(R"({"assign":{"tasks":[{},{"unit_id":")", id, R"("}]}})"); }

INSTANTIATE_TEST_SUITE_P(
    Json, HostileLineTest,
    ::testing::Values(
        HostileLine{"truncated", R"({"close":{"note":"on)", "NOT_JSON", "close.note"},
        HostileLine{"truncated_after_value", R"({"close":{"note":"on")", "NOT_JSON", "close.note"},
        HostileLine{"not_json", "编号,标题", "NOT_JSON", ""}, HostileLine{"comment", "// {}", "NOT_JSON", ""},
        HostileLine{"comment_after", R"({} // x)", "TRAILING_TEXT", ""},
        HostileLine{"two_commands", R"({"close":{}}{"close":{}})", "TRAILING_TEXT", ""},
        HostileLine{"comma_after", R"({"close":{}},)", "TRAILING_TEXT", ""},
        HostileLine{"trailing_comma", R"({"close":{},})", "NOT_JSON", "close"},
        HostileLine{"single_quotes", R"({'close':{}})", "NOT_JSON", ""},
        HostileLine{"leading_zero", R"({"register":{"number":012}})", "NOT_JSON", "register.number"},
        HostileLine{"nan", R"({"register":{"number":NaN}})", "NOT_JSON", "register.number"},
        HostileLine{"huge_exponent", R"({"register":{"number":1e999}})", "NOT_JSON", "register.number"},
        HostileLine{"array", "[{}]", "NOT_AN_OBJECT", ""}, HostileLine{"text", R"("close")", "NOT_AN_OBJECT", ""},
        HostileLine{"null", "null", "NOT_AN_OBJECT", ""}, HostileLine{"number", "1", "NOT_AN_OBJECT", ""},
        HostileLine{"deep_arrays", std::string(100'000, '['), "NOT_AN_OBJECT", ""},
        HostileLine{"deep_arrays_inside", R"({"assign":{"tasks":)" + std::string(100'000, '['), "WRONG_TYPE",
                    "assign.tasks[0]"},
        HostileLine{"deep_objects",
                    [] {
                      std::string line;
                      for (int i = 0; i < 10'000; ++i) line += R"({"a":)";
                      return line;
                    }(),
                    "FIELD_UNKNOWN", "a"},
        HostileLine{"base64_without_padding", R"({"seat_deputy":{"encrypted":"AP/+AQ"}})", "BASE64_MALFORMED",
                    "seat_deputy.encrypted"},
        HostileLine{"base64_of_no_such_letter", R"({"seat_deputy":{"encrypted":"AP/*AQ=="}})", "BASE64_MALFORMED",
                    "seat_deputy.encrypted"},
        HostileLine{"base64_as_a_number", R"({"seat_deputy":{"encrypted":5}})", "WRONG_TYPE", "seat_deputy.encrypted"}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Encoding, HostileLineTest,
    ::testing::Values(HostileLine{"nul_byte", Bytes("{}\0{}", 5), "NUL_CHARACTER", ""},
                      HostileLine{"nul_in_text",
                                  Bytes(R"({"close":{"note":"a)"
                                        "\0\"}}",
                                        22),
                                  "NUL_CHARACTER", "close.note"},
                      HostileLine{"escaped_nul", In(R"(a\u0000b)"), "NUL_CHARACTER", "close.note"},
                      HostileLine{"escaped_nul_in_key", R"({"close\u0000":{}})", "FIELD_UNKNOWN", "close\\x00"},
                      HostileLine{"utf16", Bytes("\xFF\xFE{\0}\0", 6), "NUL_CHARACTER", ""},
                      HostileLine{"utf16_without_ascii", "\xFE\xFF\x56\xDE\x97\xF3", "NOT_UTF8", ""},
                      HostileLine{"gb18030", In("\xBB\xD8\xD2\xF4"), "NOT_UTF8", "close.note"},
                      HostileLine{"lone_surrogate_escape", In(R"(\ud83d)"), "LONE_SURROGATE", "close.note"},
                      HostileLine{"reversed_surrogates", In(R"(\ude00\ud83d)"), "LONE_SURROGATE", "close.note"},
                      HostileLine{"surrogate_and_text", In(R"(\ud83dabc)"), "LONE_SURROGATE", "close.note"},
                      HostileLine{"surrogate_twice", In(R"(\ud83d\ud83d)"), "LONE_SURROGATE", "close.note"},
                      HostileLine{"escape_cut", In(R"(\u00)"), "NOT_JSON", "close.note"},
                      HostileLine{"lone_surrogate_bytes", In("\xED\xA0\xBD"), "NOT_UTF8", "close.note"},
                      HostileLine{"overlong_slash", In("\xC0\xAF"), "NOT_UTF8", "close.note"},
                      HostileLine{"overlong_three", In("\xE0\x80\xAF"), "NOT_UTF8", "close.note"},
                      HostileLine{"overlong_four", In("\xF0\x80\x80\xAF"), "NOT_UTF8", "close.note"},
                      HostileLine{"beyond_unicode", In("\xF4\x90\x80\x80"), "NOT_UTF8", "close.note"},
                      HostileLine{"cut_character", In("\xE5\x9B"), "NOT_UTF8", "close.note"},
                      HostileLine{"stray_continuation", In("\x9B"), "NOT_UTF8", "close.note"},
                      HostileLine{"byte_order_mark_inside", "\xEF\xBB\xBF{}", "NOT_JSON", ""},
                      HostileLine{"raw_control_character", In("a\tb"), "NOT_JSON", "close.note"}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Names, HostileLineTest,
    ::testing::Values(
        HostileLine{"duplicate_key", R"({"close":{"note":"a","note":"a"}})", "DUPLICATE_KEY", "close.note"},
        HostileLine{"duplicate_null", R"({"command_id":null,"command_id":"c"})", "DUPLICATE_KEY", "command_id"},
        HostileLine{"duplicate_escaped", R"({"command_id":"c","\u0063ommand_id":"c"})", "DUPLICATE_KEY", "command_id"},
        HostileLine{"duplicate_in_list", R"({"assign":{"tasks":[{},{"scope":"a","scope":"b"}]}})", "DUPLICATE_KEY",
                    "assign.tasks[1].scope"},
        HostileLine{"unknown", R"({"colour":"red"})", "FIELD_UNKNOWN", "colour"},
        HostileLine{"unknown_inside", R"({"assign":{"tasks":[{"unit":"u"}]}})", "FIELD_UNKNOWN",
                    "assign.tasks[0].unit"},
        HostileLine{"unknown_command", R"({"abolish":{}})", "FIELD_UNKNOWN", "abolish"},
        HostileLine{"capital", R"({"Close":{}})", "FIELD_UNKNOWN", "Close"},
        HostileLine{"empty_name", R"({"":1})", "FIELD_UNKNOWN", ""},
        HostileLine{"field_number", R"({"1":"c"})", "FIELD_UNKNOWN", "1"},
        HostileLine{"camel_case", R"({"commandId":"c"})", "FIELD_NOT_SNAKE_CASE", "commandId"},
        HostileLine{"camel_case_inside", R"({"assign":{"tasks":[{"unitId":"u"}]}})", "FIELD_NOT_SNAKE_CASE",
                    "assign.tasks[0].unitId"},
        HostileLine{"two_orders", R"({"close":{},"withdraw":{}})", "MORE_THAN_ONE_COMMAND", "withdraw"}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Values, HostileLineTest,
    ::testing::Values(
        HostileLine{"enum_number", R"({"assign":{"mode":2}})", "ENUM_AS_NUMBER", "assign.mode"},
        HostileLine{"enum_for_a_list", R"({"publish":{"parts":"TITLE"}})", "WRONG_TYPE", "publish.parts"},
        HostileLine{"enum_unknown_in_a_list", R"({"publish":{"parts":["TITEL"]}})", "ENUM_UNKNOWN", "publish.parts[0]"},
        HostileLine{"enum_unknown", R"({"assign":{"mode":"TRIPLE"}})", "ENUM_UNKNOWN", "assign.mode"},
        HostileLine{"enum_lower_case", R"({"assign":{"mode":"joint"}})", "ENUM_UNKNOWN", "assign.mode"},
        HostileLine{"enum_empty", R"({"assign":{"mode":""}})", "ENUM_UNKNOWN", "assign.mode"},
        HostileLine{"enum_number_text", R"({"assign":{"mode":"2"}})", "ENUM_UNKNOWN", "assign.mode"},
        HostileLine{"enum_full_width", R"({"reply":{"result_class":"Ａ"}})", "ENUM_UNKNOWN", "reply.result_class"},
        HostileLine{"text_as_number", R"({"command_id":12})", "WRONG_TYPE", "command_id"},
        HostileLine{"text_as_fraction", R"({"command_id":1.5})", "WRONG_TYPE", "command_id"},
        HostileLine{"text_as_negative", R"({"command_id":-1})", "WRONG_TYPE", "command_id"},
        HostileLine{"text_as_bool", R"({"close":{"note":true}})", "WRONG_TYPE", "close.note"},
        HostileLine{"text_as_list", R"({"close":{"note":["a"]}})", "WRONG_TYPE", "close.note"},
        HostileLine{"text_as_object", R"({"close":{"note":{}}})", "WRONG_TYPE", "close.note"},
        HostileLine{"object_as_text", R"({"close":"p-1"})", "WRONG_TYPE", "close"},
        HostileLine{"object_as_list", R"({"close":[{}]})", "WRONG_TYPE", "close"},
        HostileLine{"object_as_number", R"({"close":1})", "WRONG_TYPE", "close"},
        HostileLine{"list_as_object", R"({"assign":{"tasks":{}}})", "WRONG_TYPE", "assign.tasks"},
        HostileLine{"list_as_text", R"({"submit":{"cosigner_ids":"d-1"}})", "WRONG_TYPE", "submit.cosigner_ids"},
        HostileLine{"list_of_numbers", R"({"submit":{"cosigner_ids":["d-1",2]}})", "WRONG_TYPE",
                    "submit.cosigner_ids[1]"},
        HostileLine{"list_with_null", R"({"submit":{"cosigner_ids":["d-1",null]}})", "WRONG_TYPE",
                    "submit.cosigner_ids[1]"},
        HostileLine{"list_in_list", R"({"submit":{"cosigner_ids":[["d-1"]]}})", "WRONG_TYPE", "submit.cosigner_ids[0]"},
        HostileLine{"bool_as_text", R"({"assign":{"complex":"true"}})", "WRONG_TYPE", "assign.complex"},
        HostileLine{"bool_as_number", R"({"assign":{"complex":1}})", "WRONG_TYPE", "assign.complex"},
        HostileLine{"negative", R"({"register":{"number":-1}})", "NUMBER_OUT_OF_RANGE", "register.number"},
        HostileLine{"over_32_bits", R"({"register":{"number":4294967296}})", "NUMBER_OUT_OF_RANGE", "register.number"},
        HostileLine{"over_64_bits", R"({"causation_seq":18446744073709551616})", "NUMBER_OUT_OF_RANGE",
                    "causation_seq"},
        HostileLine{"fraction", R"({"register":{"number":1.5}})", "NUMBER_NOT_WHOLE", "register.number"},
        HostileLine{"full_width_number", R"({"register":{"number":"１２"}})", "WRONG_TYPE", "register.number"},
        HostileLine{"number_with_sign", R"({"register":{"number":"+1"}})", "WRONG_TYPE", "register.number"},
        HostileLine{"moment_as_number", R"({"occurred_at":1585098000})", "WRONG_TYPE", "occurred_at"},
        HostileLine{"moment_as_object", R"({"occurred_at":{"seconds":1}})", "WRONG_TYPE", "occurred_at"}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Forms, HostileLineTest,
    ::testing::Values(
        HostileLine{"masked_date", DueOn("202_-03-25"), "DATE_MALFORMED", "assign.due_on"},
        HostileLine{"masked_year", DueOn("20××"), "DATE_MALFORMED", "assign.due_on"},
        HostileLine{"full_width_date", DueOn("２０２０-03-25"), "DATE_MALFORMED", "assign.due_on"},
        HostileLine{"chinese_date", DueOn("2020年3月25日"), "DATE_MALFORMED", "assign.due_on"},
        HostileLine{"slashes", DueOn("2020/03/25"), "DATE_MALFORMED", "assign.due_on"},
        HostileLine{"no_such_day", DueOn("2021-02-29"), "DATE_MALFORMED", "assign.due_on"},
        HostileLine{"date_with_time", DueOn("2020-03-25T00:00:00Z"), "DATE_MALFORMED", "assign.due_on"},
        HostileLine{"date_in_list", R"({"reply":{"commitments":[{"due_on":"soon"}]}})", "DATE_MALFORMED",
                    "reply.commitments[0].due_on"},
        HostileLine{"moment_empty", At(""), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_without_zone", At("2020-03-25T01:00:00"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_date_only", At("2020-03-25"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_with_space", At("2020-03-25 01:00:00Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_masked", At("202_-03-25T01:00:00Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_full_width", At("2020-03-25T０1:00:00Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_hour_24", At("2020-03-25T24:00:00Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_leap_second", At("2016-12-31T23:59:60Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_no_such_day", At("2021-02-29T00:00:00Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_ten_digits", At("2020-03-25T01:00:00.0123456789Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_bare_point", At("2020-03-25T01:00:00.Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_lower_case", At("2020-03-25t01:00:00z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_year_0", At("0000-12-31T23:59:59Z"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_before_year_1", At("0001-01-01T00:00:00+08:00"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"moment_after_9999", At("9999-12-31T23:59:59-08:00"), "TIME_MALFORMED", "occurred_at"},
        HostileLine{"id_with_space", Id("u roads"), "ID_MALFORMED", "assign.tasks[1].unit_id"},
        HostileLine{"id_chinese", Id("水利所"), "ID_MALFORMED", "assign.tasks[1].unit_id"},
        HostileLine{"id_full_width", Id("ｕ-1"), "ID_MALFORMED", "assign.tasks[1].unit_id"},
        HostileLine{"id_leading_dash", Id("-u"), "ID_MALFORMED", "assign.tasks[1].unit_id"},
        HostileLine{"id_path", Id("u/../v"), "ID_MALFORMED", "assign.tasks[1].unit_id"},
        HostileLine{"id_newline", Id(R"(u\n)"), "ID_MALFORMED", "assign.tasks[1].unit_id"},
        HostileLine{"id_empty_in_list", R"({"submit":{"cosigner_ids":[""]}})", "ID_MALFORMED",
                    "submit.cosigner_ids[0]"},
        HostileLine{"actor_id", R"({"actor":{"id":"王 芳"}})", "ID_MALFORMED", "actor.id"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace huiyin

// Working days, limits, rule packs and number sets, against facts.
#include "domain/calendar.h"

#include <gtest/gtest.h>

#include <optional>

#include "base/test_matchers.h"
#include "domain/deadlines.h"
#include "domain/embedded.h"
#include "domain/number_set.h"
#include "domain/rule_packs.h"

namespace huiyin {
namespace {

using absl::CivilDay;

const Calendar& China() {
  static const Calendar& china = *new Calendar(Calendar::Parse(EmbeddedCalendar()).value());
  return china;
}

v1::TimeLimit Limit(uint32_t count, v1::TimeLimit::Unit unit) {
  v1::TimeLimit limit;
  limit.set_count(count);
  limit.set_unit(unit);
  return limit;
}

std::string After(CivilDay start, uint32_t count, v1::TimeLimit::Unit unit) {
  const LastDay last = LimitAfter(start, Limit(count, unit), China());
  return FormatDate(last.day) + (last.provisional ? "?" : "");
}

TEST(Calendar, KnowsHolidaysAndMakeUpDays) {
  EXPECT_EQ(China().version(), "cn-2026.1");
  EXPECT_FALSE(China().At(DayNumberOf(CivilDay(2025, 1, 28))).working);  // Spring Festival, a Tuesday.
  EXPECT_TRUE(China().At(DayNumberOf(CivilDay(2025, 1, 26))).working);   // A Sunday made up for it.
  EXPECT_TRUE(China().At(DayNumberOf(CivilDay(2025, 2, 8))).working);    // A Saturday made up for it.
  EXPECT_FALSE(China().At(DayNumberOf(CivilDay(2025, 3, 8))).working);
  EXPECT_TRUE(China().At(DayNumberOf(CivilDay(2025, 3, 10))).working);
  EXPECT_TRUE(China().At(DayNumberOf(CivilDay(2010, 1, 1))).known);
  EXPECT_TRUE(China().At(DayNumberOf(CivilDay(2026, 12, 31))).known);
  EXPECT_FALSE(China().At(DayNumberOf(CivilDay(2009, 12, 31))).known);
  EXPECT_FALSE(China().At(DayNumberOf(CivilDay(2027, 1, 1))).known);
}

TEST(Calendar, NamesTheLineThatIsWrong) {
  for (const char* text :
       {"years 2010-2011\nversion a\nrest 2010-13-01\n", "version a\nyears 2010-2011\nrest 2012-01-02\n",
        "version a\nyears 2010-2011\nholiday 2010-01-02\n", "version a\nyears 2011-2010\n\n",
        "version a\nversion b\n\n", "version a\nyears 2010-2011\nwork\n", "version \nyears 2010-2011\n\n"}) {
    EXPECT_THAT(Calendar::Parse(text), HasReason("CALENDAR_MALFORMED")) << text;
  }
  EXPECT_NE(Calendar::Parse("version a\nyears 2010-2011\nrest 2010-02-30\n").status().message().find("line 3"),
            std::string::npos);
  EXPECT_THAT(Calendar::Parse("version a\nyears 2010-2010\nrest 2010-01-04\nwork 2010-01-04\n"),
              HasReason("CALENDAR_MALFORMED"));
  EXPECT_THAT(Calendar::Parse("version a\n"), HasReason("CALENDAR_MALFORMED"));
  EXPECT_OK(Calendar::Parse("version a\r\nyears 2010-2010\r\nrest 2010-01-04 day off\r\n"));
}

TEST(Limits, OfMonthsEndOnTheSameDayOrTheMonthsLast) {
  EXPECT_EQ(After(CivilDay(2020, 3, 25), 2, v1::TimeLimit::MONTHS), "2020-05-25");
  EXPECT_EQ(After(CivilDay(2020, 3, 25), 4, v1::TimeLimit::MONTHS), "2020-07-27");  // The 25th is a Saturday.
  EXPECT_EQ(After(CivilDay(2023, 12, 31), 2, v1::TimeLimit::MONTHS), "2024-02-29");
  EXPECT_EQ(After(CivilDay(2025, 8, 31), 3, v1::TimeLimit::MONTHS), "2025-12-01");  // 30 November is a Sunday.
  // 26 January is a Sunday that was worked.
  EXPECT_EQ(After(CivilDay(2024, 11, 26), 2, v1::TimeLimit::MONTHS), "2025-01-26");
}

TEST(Limits, OfDaysDoNotCountTheFirst) {
  EXPECT_EQ(After(CivilDay(2025, 3, 3), 1, v1::TimeLimit::WORKING_DAYS), "2025-03-04");
  EXPECT_EQ(After(CivilDay(2025, 1, 24), 3, v1::TimeLimit::WORKING_DAYS),
            "2025-02-05");  // 26 and 27 January, then 5 February.
  EXPECT_EQ(After(CivilDay(2025, 3, 3), 4, v1::TimeLimit::CALENDAR_DAYS), "2025-03-07");
  EXPECT_EQ(After(CivilDay(2025, 3, 3), 5, v1::TimeLimit::CALENDAR_DAYS), "2025-03-10");
}

TEST(Limits, AreProvisionalWhereNoDataIs) {
  EXPECT_EQ(After(CivilDay(2026, 12, 30), 3, v1::TimeLimit::WORKING_DAYS), "2027-01-04?");
  EXPECT_EQ(After(CivilDay(2026, 11, 3), 2, v1::TimeLimit::MONTHS), "2027-01-04?");
  EXPECT_EQ(After(CivilDay(2026, 10, 30), 2, v1::TimeLimit::MONTHS), "2026-12-30");
}

TEST(Dates, AreTenAsciiCharactersOfARealDay) {
  EXPECT_EQ(ParseDate("2024-02-29"), CivilDay(2024, 2, 29));
  for (const char* text : {"2023-02-29", "2020-3-25", "202_-03-25", "20××-03-25", "２０２０-03-25", "1899-12-31",
                           "2020-00-10", "2020-01-32", "2020-01-01 ", "", "20200101"}) {
    EXPECT_FALSE(ParseDate(text).has_value()) << text;
  }
}

TEST(RulePacks, AllSevenAreThereWithTheirValues) {
  ASSERT_OK_AND_ASSIGN(const RulePacks packs, ParseRulePacks(EmbeddedRulePacks()));
  EXPECT_EQ(packs.VersionedIds().size(), 7u);
  const auto limit = [&](const char* id, const v1::TimeLimit& (v1::RulePack::*field)() const) {
    const v1::TimeLimit& value = (packs.InForce(id, CivilDay(2020, 1, 1))->*field)();
    return std::to_string(value.count()) + v1::TimeLimit::Unit_Name(value.unit())[0];
  };
  EXPECT_EQ(limit("cn-national", &v1::RulePack::reply), "3M");
  EXPECT_EQ(limit("cn-national", &v1::RulePack::complex_reply), "6M");
  EXPECT_EQ(limit("cn-national", &v1::RulePack::rehandling), "3M");
  EXPECT_EQ(limit("cn-chongqing-township", &v1::RulePack::reply), "2M");
  EXPECT_EQ(limit("cn-chongqing-township", &v1::RulePack::co_opinion), "30W");
  EXPECT_EQ(limit("cn-shandong-township", &v1::RulePack::return_), "5C");
  EXPECT_EQ(limit("cn-shandong-township", &v1::RulePack::feedback), "15W");
  EXPECT_EQ(limit("cn-shanghai", &v1::RulePack::assign), "7W");
  EXPECT_EQ(limit("cn-shanghai", &v1::RulePack::reply), "3M");
  EXPECT_EQ(limit("cn-henan", &v1::RulePack::co_opinion), "2M");
  EXPECT_EQ(limit("cn-henan", &v1::RulePack::feedback), "10W");
  EXPECT_EQ(limit("cn-beijing", &v1::RulePack::feedback), "15W");
  EXPECT_EQ(limit("cn-qingdao", &v1::RulePack::return_), "5W");
  for (const std::string& id : packs.VersionedIds()) {
    const v1::RulePack* pack = packs.Find(id);
    ASSERT_NE(pack, nullptr);
    EXPECT_EQ(pack->close_counts_follow_up(), pack->id() == "cn-shandong-township");
    EXPECT_EQ(pack->clock_start() == v1::RulePack::SESSION_CLOSE, pack->id() == "cn-shandong-township");
  }
  EXPECT_EQ(packs.InForce("cn-nowhere", CivilDay(2020, 1, 1)), nullptr);
  EXPECT_EQ(packs.Find("cn-national"), nullptr);
}

TEST(RulePacks, TheLatestThatIsEffectiveIsInForceElseTheEarliest) {
  ASSERT_OK_AND_ASSIGN(v1::RulePack pack, ParseRulePack(EmbeddedRulePacks()[0]));
  RulePacks packs;
  for (const char* day : {"2020-01-01", "2025-03-12"}) {
    pack.set_effective_on(day);
    ASSERT_OK(packs.Add(pack));
  }
  EXPECT_THAT(packs.Add(pack), HasCode(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(packs.InForce(pack.id(), CivilDay(2019, 1, 1))->effective_on(), "2020-01-01");
  EXPECT_EQ(packs.InForce(pack.id(), CivilDay(2025, 3, 11))->effective_on(), "2020-01-01");
  EXPECT_EQ(packs.InForce(pack.id(), CivilDay(2025, 3, 12))->effective_on(), "2025-03-12");
}

TEST(RulePacks, AnIncompleteOneIsRefused) {
  const std::string whole(EmbeddedRulePacks()[0]);
  for (const char* line : {"id:", "effective_on:", "name_zh:", "clock_start:", "feedback_missing:",
                           "motion_signatures_above:", "  count:", "  unit:", "  source"}) {
    std::string text = whole;
    const size_t at = text.find(std::string("\n") + line);
    ASSERT_NE(at, std::string::npos) << line;
    text.insert(at + 1, "#");
    EXPECT_THAT(ParseRulePack(text), HasReason("RULE_PACK_MALFORMED")) << line;
  }
  EXPECT_THAT(ParseRulePack(whole + "colour: 3\n"), HasReason("RULE_PACK_MALFORMED"));
}

TEST(NumberSet, JoinsNeighbours) {
  NumberSet numbers;
  EXPECT_EQ(numbers.highest(), 0u);
  for (uint32_t number : {5u, 3u, 4u, 9u, 4'294'967'295u, 1u, 5u}) numbers.Add(number);
  EXPECT_EQ(numbers.runs(), 4u);
  EXPECT_EQ(numbers.highest(), 4'294'967'295u);
  for (uint32_t number : {1u, 3u, 4u, 5u, 9u}) EXPECT_TRUE(numbers.Contains(number));
  for (uint32_t number : {0u, 2u, 6u, 8u, 10u}) EXPECT_FALSE(numbers.Contains(number));
  numbers.Add(2);
  EXPECT_EQ(numbers.runs(), 3u);
}

TEST(Later, IsTheLaterDayAndOfOneDayProvisionalIfEitherIs) {
  const LastDay fixed{CivilDay(2027, 3, 1), false}, open{absl::CivilDay(2027, 3, 1), true};
  const LastDay after{CivilDay(2027, 3, 2), false};
  EXPECT_EQ(Later(std::nullopt, open), open);
  EXPECT_EQ(Later(open, after), after);
  EXPECT_EQ(Later(after, open), after);
  EXPECT_EQ(Later(fixed, open), open);
  EXPECT_EQ(Later(open, fixed), open);
  EXPECT_EQ(Later(fixed, fixed), fixed);
}

}  // namespace
}  // namespace huiyin

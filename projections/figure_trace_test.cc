#include "projections/figure_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/test_matchers.h"
#include "base/time_zones.h"
#include "projections/days.h"
#include "projections/statistics.h"
#include "projections/testing/register.h"

namespace huiyin {
namespace {

using ::testing::IsEmpty;
using testing::Noon;
using testing::Register;
using ::testing::SizeIs;
using Cause = FigureMove::Cause;
using Traces = std::map<std::string, ProposalTrace>;

absl::TimeZone Shanghai() {
  absl::TimeZone zone;
  CHECK(absl::LoadTimeZone("Asia/Shanghai", &zone));
  return zone;
}

Moment KnownOn(absl::string_view day) { return {.known_at = Noon(day), .as_of = absl::InfiniteFuture()}; }

Moment EffectiveOn(absl::string_view day, absl::string_view known_on) {
  return {.known_at = Noon(known_on), .as_of = Noon(day)};
}

Traces Run(FigureTrace trace, const Moment& to, const Register& town) {
  for (const v1::Record& record : town.records()) {
    if (!to.Knows(record)) break;
    CHECK(trace.Add(record).ok());
  }
  return trace.Finish();
}

Traces Opened(const Register& town, const Moment& to) { return Run(FigureTrace(to, Shanghai()), to, town); }

Traces Between(const Register& town, const Moment& from, const Moment& to) {
  return Run(FigureTrace::Between(from, to, Shanghai()).value(), to, town);
}

// The text of the event that made the move: its stream and field name; the day that passed.
std::string Told(const FigureMove& move, const Register& town) {
  if (!move.seq) return absl::StrCat("passed before ", FormatDay(move.day));
  const v1::Event& event = town.records()[move.seq->value()].event();
  const auto* field = event.GetReflection()->GetOneofFieldDescriptor(event, event.GetDescriptor()->oneof_decl(0));
  return absl::StrCat(field->name(), " on ", FormatDay(move.day));
}

std::string LastMove(const ProposalTrace& trace, Count count, const Register& town) {
  const FigureMove* const move = trace.LastMoveOf(count);
  return move == nullptr ? "none" : Told(*move, town);
}

// p-1 replied and evaluated in time; p-2 late.
Register Town() {
  Register town;
  for (const char* id : {"p-1", "p-2"}) {
    town.Submitted("2020-01-11", id).Registered("2020-01-20", id, id[2] - '0');
    town.Assigned("2020-03-25", id, "u-1", "2020-05-25").Received("2020-03-26", id, "u-1");
  }
  town.Replied("2020-05-20", "p-1", "u-1", "2020-05-25").Evaluated("2020-06-02", "p-1");
  town.Replied("2020-06-10", "p-2", "u-1", "2020-05-25");
  return town;
}

TEST(FigureTrace, AFigureOpensToTheEventsThatPutAProposalThere) {
  const Register town = Town();
  const Traces traces = Opened(town, KnownOn("2020-07-01"));
  ASSERT_THAT(traces, SizeIs(2));
  const ProposalTrace& first = traces.at("p-1");
  EXPECT_EQ(first.from, Counts{});
  EXPECT_EQ(LastMove(first, kCounted, town), "proposal_registered on 2020-01-20");
  EXPECT_EQ(LastMove(first, kAssigned, town), "proposal_assigned on 2020-03-25");
  EXPECT_EQ(LastMove(first, kReplied, town), "reply_delivered on 2020-05-20");
  EXPECT_EQ(LastMove(first, kOnTime, town), "reply_delivered on 2020-05-20");
  EXPECT_EQ(LastMove(first, kSatisfied, town), "proposal_evaluated on 2020-06-02");
  EXPECT_EQ(LastMove(first, kOverdue, town), "none");
  EXPECT_EQ(first.facts.status(), v1::Proposal::EVALUATED);
}

TEST(FigureTrace, ADueDateThatPassesMovesFiguresWithoutAnEvent) {
  const Register town = Town();
  const Traces before = Opened(town, KnownOn("2020-05-25"));
  EXPECT_EQ(before.at("p-2").to[kOverdue], 0u);
  const Traces after = Opened(town, KnownOn("2020-05-26"));
  EXPECT_EQ(after.at("p-2").to[kOverdue], 1u);
  EXPECT_EQ(LastMove(after.at("p-2"), kOverdue, town), "passed before 2020-05-26");
  EXPECT_EQ(LastMove(after.at("p-2"), kOnTimeOf, town), "passed before 2020-05-26");
  const Traces replied = Opened(town, KnownOn("2020-07-01"));
  EXPECT_EQ(replied.at("p-2").to[kOverdue], 0u);
  EXPECT_EQ(LastMove(replied.at("p-2"), kOverdue, town), "reply_delivered on 2020-06-10");
  // It has been in that denominator since the day passed.
  EXPECT_EQ(LastMove(replied.at("p-2"), kOnTimeOf, town), "passed before 2020-05-26");
}

TEST(FigureTrace, BetweenTwoMomentsOnlyWhatMovedIsTold) {
  const Register town = Town();
  const Traces traces = Between(town, KnownOn("2020-06-05"), KnownOn("2020-07-01"));
  EXPECT_THAT(traces.at("p-1").moves, IsEmpty());
  ASSERT_THAT(traces.at("p-2").moves, SizeIs(1));
  const FigureMove& reply = traces.at("p-2").moves[0];
  EXPECT_EQ(Told(reply, town), "reply_delivered on 2020-06-10");
  EXPECT_EQ(reply.cause, Cause::kProgress);
  EXPECT_EQ(reply.before[kOverdue], 1u);
  EXPECT_EQ(reply.after[kReplied], 1u);
}

TEST(FigureTrace, ALateEntryChangesWhatWasEffectiveThenAndIsNamed) {
  Register town = Town();
  // Evaluated in November, entered in February.
  town.RecordedOn("2021-02-10").Evaluated("2020-11-15", "p-2");
  const Moment known_then = KnownOn("2020-12-31"), effective_then = EffectiveOn("2020-12-31", "2021-03-01");
  EXPECT_EQ(Opened(town, known_then).at("p-2").to[kEvaluated], 0u);
  EXPECT_EQ(Opened(town, effective_then).at("p-2").to[kEvaluated], 1u);

  const Traces traces = Between(town, known_then, effective_then);
  EXPECT_THAT(traces.at("p-1").moves, IsEmpty());
  ASSERT_THAT(traces.at("p-2").moves, SizeIs(1));
  EXPECT_EQ(Told(traces.at("p-2").moves[0], town), "proposal_evaluated on 2020-11-15");
  EXPECT_EQ(traces.at("p-2").moves[0].cause, Cause::kLateEntry);
}

TEST(FigureTrace, ACorrectionIsToldApart) {
  Register town = Town();
  town.Add(
      "2020-06-20",
      "reply_corrected { proposal_id: 'p-2' unit_id: 'u-1' document_no: 'no. 1' text: 't' result_class: C round: 1 }");
  const Traces traces = Between(town, KnownOn("2020-06-15"), KnownOn("2020-07-01"));
  ASSERT_THAT(traces.at("p-2").moves, SizeIs(1));
  EXPECT_EQ(traces.at("p-2").moves[0].cause, Cause::kCorrection);
  EXPECT_EQ(traces.at("p-2").moves[0].before[kClassA], 1u);
  EXPECT_EQ(traces.at("p-2").moves[0].after[kClassC], 1u);
}

TEST(FigureTrace, WhatHasNotHappenedByThenDoesNotCount) {
  Register town = Town();
  const Traces traces = Opened(town, EffectiveOn("2020-06-05", "2021-03-01"));
  EXPECT_EQ(traces.at("p-1").to[kEvaluated], 1u);
  EXPECT_EQ(traces.at("p-2").to[kReplied], 0u);
  EXPECT_EQ(traces.at("p-2").to[kOverdue], 1u);
}

TEST(FigureTrace, TheSecondMomentMustKnowWhatTheFirstKnows) {
  EXPECT_THAT(FigureTrace::Between(KnownOn("2020-07-01"), KnownOn("2020-06-01"), Shanghai()),
              HasReason("MOMENTS_OUT_OF_ORDER"));
  EXPECT_THAT(FigureTrace::Between(KnownOn("2020-07-01"), EffectiveOn("2020-06-01", "2020-08-01"), Shanghai()),
              HasReason("MOMENTS_OUT_OF_ORDER"));
}

// Of any two moments: the moves of a proposal follow from each other, and lead from what it counted to what it counts.
TEST(FigureTrace, MovesAddUp) {
  const Register town = Town();
  const std::vector<std::string> days = {"2020-01-15", "2020-03-30", "2020-05-26", "2020-06-05", "2020-07-01"};
  for (size_t from = 0; from < days.size(); ++from) {
    for (size_t to = from; to < days.size(); ++to) {
      const Traces between = Between(town, KnownOn(days[from]), KnownOn(days[to]));
      const Traces earlier = Opened(town, KnownOn(days[from])), later = Opened(town, KnownOn(days[to]));
      for (const auto& [id, trace] : between) {
        SCOPED_TRACE(absl::StrCat(id, " from ", days[from], " to ", days[to]));
        EXPECT_EQ(trace.from, earlier.count(id) == 0 ? Counts{} : earlier.at(id).to);
        EXPECT_EQ(trace.to, later.at(id).to);
        Counts at = trace.from;
        for (const FigureMove& move : trace.moves) {
          EXPECT_EQ(move.before, at);
          at = move.after;
        }
        EXPECT_EQ(at, trace.to);
      }
    }
  }
}

}  // namespace
}  // namespace huiyin

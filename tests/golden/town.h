// The town's records, as its commands make them.
#ifndef HUIYIN_TESTS_GOLDEN_TOWN_H_
#define HUIYIN_TESTS_GOLDEN_TOWN_H_

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <utility>

#include "base/test_matchers.h"
#include "domain/testing/office.h"
#include "domain/validate.h"
#include "eventstore/event_log.h"
#include "eventstore/record_codec.h"
#include "exchange/exchange_reader.h"
#include "tests/golden/figures.h"

namespace huiyin {

// Its two histories: the lifecycle alone, and all of supervision with it.
inline constexpr char kLifecycle[] = "lifecycle.jsonl";
inline constexpr char kWholePractice[] = "commands.jsonl";

// Appends what the town's commands make, recorded when it occurred, each in its own batch.
inline void AppendTown(EventLog& log, const std::string& history = kLifecycle) {
  const LedgerId ledger(kTownLedger);
  std::ifstream file(kTownFolder + history);
  ExchangeReader reader(file);
  testing::Office office{ledger};
  while (reader.Next()) {
    v1::Command command;
    ASSERT_OK(reader.Read(command));
    ASSERT_OK(ValidateShape(command, office.references()));
    ASSERT_OK_AND_ASSIGN(const v1::Record record, office.Order(command));
    ASSERT_OK_AND_ASSIGN(EncodedRecord encoded, Encode(record));
    const LedgerBatch batch{ledger, Seq(record.seq()), {std::move(encoded)}};
    ASSERT_OK(log.Append({&batch, 1}));
  }
  ASSERT_EQ(office.records().size(), history == kLifecycle ? 731u : 813u);
}

}  // namespace huiyin

#endif  // HUIYIN_TESTS_GOLDEN_TOWN_H_

// What a node of a cluster shows of the whole register, whoever holds the partitions.
#ifndef HUIYIN_TESTS_KAFKA_SHOWN_REGISTER_H_
#define HUIYIN_TESTS_KAFKA_SHOWN_REGISTER_H_

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/status_macros.h"
#include "base/test_matchers.h"
#include "services/rpc_status.h"
#include "services/testing/caller.h"
#include "services/testing/orders.h"
#include "tests/kafka/node_processes.h"

namespace huiyin {

// All records of the register, up to its end, by ledger, as one subscription brings them.
inline absl::StatusOr<std::map<std::string, std::vector<v1::Record>>> ShownRecords(const testing::Caller& client) {
  v1::SubscribeRequest request;
  request.mutable_beginning();
  request.set_stop_when_caught_up(true);
  const std::unique_ptr<grpc::ClientContext> context = client.Context();
  const auto stream = client.subscriptions().Subscribe(context.get(), request);
  std::map<std::string, std::vector<v1::Record>> by_ledger;
  for (v1::SubscribeResponse response; stream->Read(&response);) {
    for (const std::string& bytes : response.records().record_bytes()) {
      v1::Record record;
      EXPECT_TRUE(record.ParseFromString(bytes));
      by_ledger[record.ledger_id()].push_back(std::move(record));
    }
  }
  RETURN_IF_ERROR(FromRpc(stream->Finish()));
  return by_ledger;
}

inline absl::StatusOr<std::vector<std::string>> ShownLedgers(const testing::Caller& client) {
  const std::unique_ptr<grpc::ClientContext> context = client.Context();
  v1::ListLedgersResponse response;
  RETURN_IF_ERROR(FromRpc(client.queries().ListLedgers(context.get(), {}, &response)));
  std::vector<std::string> ids;
  for (const v1::LedgerFacts& ledger : response.ledgers()) ids.push_back(ledger.ledger_id());
  return ids;
}

// Each of `ledgers`, and no other, with its founding and one proposal "p-1", which was closed.
inline void ExpectShowsClosedProposals(const NodeProcess& node, const std::vector<std::string>& ledgers) {
  using testing::Orders;
  SCOPED_TRACE(node.address());
  const testing::Caller client = node.Client();
  EXPECT_THAT(UntilAnswered([&] { return ShownLedgers(client); }), IsOkAndHolds(ledgers));
  ASSERT_OK_AND_ASSIGN(const auto records, UntilAnswered([&] { return ShownRecords(client); }));
  ASSERT_EQ(records.size(), ledgers.size());
  for (const std::string& ledger : ledgers) {
    SCOPED_TRACE(ledger);
    ASSERT_OK_AND_ASSIGN(const v1::ProposalFacts facts, UntilAnswered([&] {
                           return client.GetProposal(ledger, "p-1", Orders::kFounding + Orders::kLife - 1);
                         }));
    EXPECT_EQ(facts.status(), v1::Proposal::CLOSED);
    const std::vector<v1::Record>& of_ledger = records.at(ledger);
    ASSERT_EQ(of_ledger.size(), static_cast<size_t>(Orders::kFounding + Orders::kLife));
    for (size_t seq = 0; seq < of_ledger.size(); ++seq) EXPECT_EQ(of_ledger[seq].seq(), seq);
  }
}

}  // namespace huiyin

#endif  // HUIYIN_TESTS_KAFKA_SHOWN_REGISTER_H_

// A client in a few words: commands in, receipts out.
#ifndef HUIYIN_SERVICES_TESTING_CALLER_H_
#define HUIYIN_SERVICES_TESTING_CALLER_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "huiyin/v1/admin_service.grpc.pb.h"
#include "huiyin/v1/audit_service.grpc.pb.h"
#include "huiyin/v1/ledger_service.grpc.pb.h"
#include "huiyin/v1/proposal_service.grpc.pb.h"
#include "huiyin/v1/query_service.grpc.pb.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"

namespace huiyin::testing {

v1::CommandHeader HeaderOf(const v1::Command& command);

// The answers to one Execute stream, and how it ended.
struct Executed {
  // By index; as many as were answered.
  std::vector<absl::StatusOr<v1::Receipt>> outcomes;
  absl::Status status;
};

// Thread-safe. Every call ends after `patience`.
class Caller {
 public:
  // `token`: sent with each call, unless empty.
  explicit Caller(std::shared_ptr<grpc::Channel> channel, std::string token = "",
                  absl::Duration patience = absl::Seconds(30));

  // By the command's own RPC.
  absl::StatusOr<v1::Receipt> Order(const v1::Command& command) const;
  // Each by its own RPC. The first error, or the last receipt.
  absl::StatusOr<v1::Receipt> OrderAll(const std::vector<v1::Command>& commands) const;
  // Over one stream, so many a message. `on_answers` is told the number of answers after each message.
  Executed Execute(const std::vector<v1::Command>& commands, bool historical = false, size_t per_message = 100,
                   const std::function<void(size_t)>& on_answers = nullptr) const;

  // Until the view holds `at_least_seq`.
  absl::StatusOr<v1::ProposalFacts> GetProposal(const std::string& ledger, const std::string& proposal,
                                                uint64_t at_least_seq) const;
  // The ledger's records, up to the log's end.
  absl::StatusOr<std::vector<v1::Record>> Records(const std::string& ledger) const;
  // True: the rebuilt views equal the live ones.
  absl::StatusOr<bool> RebuildIsEqual() const;

  // A context for a call of one's own.
  std::unique_ptr<grpc::ClientContext> Context() const;

  v1::LedgerService::StubInterface& ledgers() const { return *ledgers_; }
  v1::ProposalService::StubInterface& proposals() const { return *proposals_; }
  v1::QueryService::StubInterface& queries() const { return *queries_; }
  v1::SubscriptionService::StubInterface& subscriptions() const { return *subscriptions_; }
  v1::AdminService::StubInterface& admin() const { return *admin_; }
  v1::AuditService::StubInterface& audits() const { return *audits_; }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::string token_;
  const absl::Duration patience_;
  const std::unique_ptr<v1::LedgerService::StubInterface> ledgers_;
  const std::unique_ptr<v1::ProposalService::StubInterface> proposals_;
  const std::unique_ptr<v1::QueryService::StubInterface> queries_;
  const std::unique_ptr<v1::SubscriptionService::StubInterface> subscriptions_;
  const std::unique_ptr<v1::AdminService::StubInterface> admin_;
  const std::unique_ptr<v1::AuditService::StubInterface> audits_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_CALLER_H_

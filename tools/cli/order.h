// One lifecycle command from the command line to the register.
#ifndef HUIYIN_TOOLS_CLI_ORDER_H_
#define HUIYIN_TOOLS_CLI_ORDER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "huiyin/v1/commands.pb.h"
#include "tools/cli/command_flags.h"
#include "tools/cli/connection.h"
#include "tools/cli/patience.h"

namespace huiyin {

// What goes around every command; all may be empty.
struct OrderHeader {
  // A random UUID when empty.
  std::string command_id;
  // The only ledger when empty.
  std::string ledger;
  // Now when empty.
  std::string occurred_at;
  // The caller when empty; only an administrator may name another.
  std::string actor_id;
  std::string actor_role;
  std::string actor_unit;
  std::string on_behalf_of;
  std::string correlation_id;
};

struct OrderOptions {
  ConnectionOptions connection;
  OrderHeader header;
  std::string language;
  int retry_seconds = kRetrySecondsDefault;
  bool json = false;
};

// The command that header and flags say, `ledger` already chosen.
absl::StatusOr<v1::Command> OrderOf(const OrderHeader& header, const std::string& name,
                                    const nlohmann::ordered_json& body);

// The same without a body: a random id and the present time where the header leaves them out.
absl::StatusOr<v1::Command> EnvelopeOf(const OrderHeader& header);

// `refusal`, with what the person can do about it: how to repeat `sent` safely when it is not known what became of it;
// what else a repeat needs; who must be named.
absl::Status WithAdvice(const absl::Status& refusal, const OrderHeader& given, const OrderHeader& sent);

// Sends the command `name` ("log_contact") and prints its receipt.
absl::Status SendOrder(const OrderOptions& options, const std::string& name, const CommandFlags& flags);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_ORDER_H_

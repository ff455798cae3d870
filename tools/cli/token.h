// Who calls: the token that the command line sends.
#ifndef HUIYIN_TOOLS_CLI_TOKEN_H_
#define HUIYIN_TOOLS_CLI_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"

namespace huiyin {

// `token` itself, else what `token_file` holds, else the environment's HUIYIN_TOKEN; empty when there is none.
// kInvalidArgument (TOKEN_MALFORMED): it is not one line of visible ASCII, or is the server's table of tokens. No error
// repeats any part of it.
absl::StatusOr<std::string> ChooseToken(const std::string& token, const std::string& token_file);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_TOKEN_H_

#include "tools/cli/token.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

constexpr size_t kTokenBytesMax = 1'024;

absl::Status Malformed(absl::string_view english, absl::string_view chinese, absl::string_view where) {
  return Error(absl::StatusCode::kInvalidArgument, "TOKEN_MALFORMED", english, chinese, where);
}

absl::StatusOr<std::string> Checked(absl::string_view text, absl::string_view where) {
  const absl::string_view token = absl::StripAsciiWhitespace(text);
  if (token.empty()) return Malformed("there is no token", "没有令牌", where);
  // How an entry, or a comment, of the server's table begins.
  if (token[0] == '{' || token[0] == '#') {
    return Malformed(
        "this is the server's table of tokens (serve --tokens); give a file that holds your own token and nothing else",
        "这是服务器的令牌表（serve --tokens）；请给出只含您自己令牌的文件", where);
  }
  if (token.size() > kTokenBytesMax || !std::all_of(token.begin(), token.end(), absl::ascii_isgraph)) {
    return Malformed("a token is one line of visible ASCII characters without spaces, at most 1024",
                     "令牌须为一行可见的 ASCII 字符，不含空格，最多 1024 个", where);
  }
  return std::string(token);
}

}  // namespace

absl::StatusOr<std::string> ChooseToken(const std::string& token, const std::string& token_file) {
  if (!token.empty()) return Checked(token, "--token");
  if (!token_file.empty()) {
    ASSIGN_OR_RETURN(const std::string text, WholeFile(token_file, "--token-file"));
    return Checked(text, "--token-file");
  }
  const char* environment = std::getenv("HUIYIN_TOKEN");
  if (environment == nullptr || *environment == '\0') return std::string();
  return Checked(environment, "HUIYIN_TOKEN");
}

}  // namespace huiyin

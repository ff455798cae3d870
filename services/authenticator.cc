#include "services/authenticator.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/validate.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "huiyin/v1/token_file.pb.h"
#include "openssl/sha.h"

namespace huiyin {
namespace {

constexpr size_t kTokenCharactersMin = 16;

// Tokens are looked up by hash, so that the time of a look-up tells nothing of the tokens.
std::string HashOf(absl::string_view token) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

class EveryoneAuthenticator final : public Authenticator {
 public:
  explicit EveryoneAuthenticator(absl::string_view id) {
    caller_.actor.set_id(std::string(id));
    caller_.actor.set_role(v1::Actor::ADMINISTRATOR);
  }
  absl::StatusOr<Caller> Authenticate(absl::string_view) const override { return caller_; }

 private:
  Caller caller_;
};

class TokenAuthenticator final : public Authenticator {
 public:
  explicit TokenAuthenticator(absl::flat_hash_map<std::string, Caller> callers) : callers_(std::move(callers)) {}

  absl::StatusOr<Caller> Authenticate(absl::string_view authorization) const override {
    if (!absl::ConsumePrefix(&authorization, "Bearer ")) {
      return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                   "the call carries no token; send authorization: Bearer TOKEN",
                   "调用未携带令牌；请使用 authorization: Bearer 令牌");
    }
    auto found = callers_.find(HashOf(absl::StripAsciiWhitespace(authorization)));
    if (found == callers_.end()) {
      return Error(absl::StatusCode::kUnauthenticated, "TOKEN_UNKNOWN",
                   "the token is not known here; ask the administrator for one", "令牌无效；请向管理员申请");
    }
    return found->second;
  }

 private:
  const absl::flat_hash_map<std::string, Caller> callers_;  // By HashOf(token).
};

absl::Status Malformed(size_t line, absl::string_view english, absl::string_view chinese) {
  return Error(absl::StatusCode::kInvalidArgument, "TOKEN_FILE_MALFORMED",
               absl::StrCat("token file, line ", line, ": ", english),
               absl::StrCat("令牌文件第 ", line, " 行：", chinese));
}

// As the log's own ids are (docs/exchange_format.md), so that a token never means nobody.
absl::Status CheckIds(size_t line, const v1::TokenEntry& entry) {
  const v1::Actor& actor = entry.actor();
  if (!IsId(actor.id()) || (!actor.unit_id().empty() && !IsId(actor.unit_id()))) {
    return Malformed(line, "the actor's id or unit_id is not an id", "actor 的 id 或 unit_id 不是有效标识");
  }
  if (!std::all_of(entry.ledgers().begin(), entry.ledgers().end(), [](const std::string& id) { return IsId(id); })) {
    return Malformed(line, "ledgers holds what is not the id of a ledger", "ledgers 中有无效的登记册标识");
  }
  return absl::OkStatus();
}

// "ledgers" is there and holds nothing. To the entry that is the same as not being there, which means all.
bool NamesNoLedger(absl::string_view text) {
  google::protobuf::Struct object;
  if (!google::protobuf::util::JsonStringToMessage(std::string(text), &object).ok()) return false;
  const auto ledgers = object.fields().find("ledgers");
  return ledgers != object.fields().end() && ledgers->second.list_value().values().empty();
}

absl::StatusOr<std::pair<std::string, Caller>> ParseLine(size_t line, absl::string_view text) {
  v1::TokenEntry entry;
  if (!google::protobuf::util::JsonStringToMessage(std::string(text), &entry).ok()) {
    return Malformed(line, "not a JSON object with token, actor, ledgers", "不是含 token、actor、ledgers 的 JSON 对象");
  }
  if (entry.token().size() < kTokenCharactersMin)
    return Malformed(line, "the token is shorter than 16 characters", "令牌少于 16 个字符");
  if (entry.actor().id().empty() || entry.actor().role() == v1::Actor::UNSPECIFIED) {
    return Malformed(line, "the actor lacks id or role", "actor 缺少 id 或 role");
  }
  if (entry.actor().role() == v1::Actor::HANDLING_UNIT && entry.actor().unit_id().empty()) {
    return Malformed(line, "a HANDLING_UNIT needs unit_id", "承办单位须有 unit_id");
  }
  RETURN_IF_ERROR(CheckIds(line, entry));
  if (NamesNoLedger(text)) {
    return Malformed(line, "ledgers is an empty list: leave it out for all ledgers, or name some",
                     "ledgers 为空列表：可查看全部登记册时请省略，否则请列出");
  }
  Caller caller{entry.actor(), {entry.ledgers().begin(), entry.ledgers().end()}};
  return std::make_pair(HashOf(entry.token()), std::move(caller));
}

}  // namespace

bool Caller::MaySee(absl::string_view ledger) const {
  return ledgers.empty() || std::find(ledgers.begin(), ledgers.end(), ledger) != ledgers.end();
}

absl::Status CheckMaySee(const Caller& caller, absl::string_view ledger) {
  if (caller.MaySee(ledger)) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "LEDGER_NOT_YOURS",
               absl::StrCat("your token does not cover the ledger ", ledger),
               absl::StrCat("您的令牌无权访问登记册 ", ledger), "ledger_id");
}

std::unique_ptr<Authenticator> TrustEveryone(absl::string_view id) {
  return std::make_unique<EveryoneAuthenticator>(id);
}

absl::StatusOr<std::unique_ptr<Authenticator>> TrustTokens(absl::string_view text) {
  absl::flat_hash_map<std::string, Caller> callers;
  size_t number = 0;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line.front() == '#') continue;
    ASSIGN_OR_RETURN(auto entry, ParseLine(number, line));
    if (!callers.insert(std::move(entry)).second) return Malformed(number, "the token stands there twice", "令牌重复");
  }
  if (callers.empty()) return Malformed(number, "there is no token", "没有任何令牌");
  return std::make_unique<TokenAuthenticator>(std::move(callers));
}

}  // namespace huiyin

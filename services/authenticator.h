// Who calls: the one seam between call metadata and identity.
#ifndef HUIYIN_SERVICES_AUTHENTICATOR_H_
#define HUIYIN_SERVICES_AUTHENTICATOR_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/ids.h"
#include "huiyin/v1/common.pb.h"

namespace huiyin {

struct Caller {
  v1::Actor actor;
  // The ledgers that the caller may see and act in; empty: all.
  std::vector<std::string> ledgers;

  // An administrator may name another actor in the body (import).
  bool MayNameActor() const { return actor.role() == v1::Actor::ADMINISTRATOR; }
  bool MaySee(absl::string_view ledger) const;
  bool MaySeeAll() const { return ledgers.empty(); }
};

// kPermissionDenied (LEDGER_NOT_YOURS), unless the caller may see the ledger.
absl::Status CheckMaySee(const Caller& caller, absl::string_view ledger);

// Thread-safe.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // `authorization`: the call's metadata of that name; empty: there is none.
  // kUnauthenticated (TOKEN_MISSING, TOKEN_UNKNOWN).
  virtual absl::StatusOr<Caller> Authenticate(absl::string_view authorization) const = 0;
};

// Everybody is an administrator with the id `id`.
std::unique_ptr<Authenticator> TrustEveryone(absl::string_view id);

// `text` holds a JSON object a line, blank lines and lines from # aside:
//   {"token":"…","actor":{"id":"office-1","role":"CONGRESS_OFFICE"},"ledgers":["town-a"]}
// `ledgers` absent: all; it may not be empty. A token has at least 16 characters. Callers send `authorization: Bearer
// TOKEN`. kInvalidArgument (TOKEN_FILE_MALFORMED) names the line, never the token.
absl::StatusOr<std::unique_ptr<Authenticator>> TrustTokens(absl::string_view text);

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_AUTHENTICATOR_H_

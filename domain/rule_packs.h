// Rule packs: the limits of each jurisdiction, as data with sources (domain/rules/*.textproto, proto rules.proto).
#ifndef HUIYIN_DOMAIN_RULE_PACKS_H_
#define HUIYIN_DOMAIN_RULE_PACKS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "huiyin/v1/rules.pb.h"

namespace huiyin {

// One pack in text format, complete and consistent. kInvalidArgument (RULE_PACK_MALFORMED) names what is missing or
// wrong.
absl::StatusOr<v1::RulePack> ParseRulePack(absl::string_view textproto);

// All packs, each in one or more versions by effective date. Immutable after the last Add, so thread-safe.
class RulePacks {
 public:
  // kAlreadyExists: the same id and effective date.
  absl::Status Add(v1::RulePack pack);

  bool Has(absl::string_view id) const;
  // The version in force on `day`: the latest that is effective by then, else the earliest. nullptr: no such id.
  const v1::RulePack* InForce(absl::string_view id, absl::CivilDay day) const;
  // By what Versioned gave. nullptr: unknown.
  const v1::RulePack* Find(absl::string_view versioned_id) const;
  std::vector<std::string> VersionedIds() const;

 private:
  // By id, then effective date as YYYY-MM-DD.
  std::map<std::string, std::map<std::string, v1::RulePack, std::less<>>, std::less<>> packs_;
};

// ParseRulePack of each, added up.
absl::StatusOr<RulePacks> ParseRulePacks(absl::Span<const absl::string_view> textprotos);

// "cn-national@2025-03-12": what records carry.
std::string VersionedId(const v1::RulePack& pack);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_RULE_PACKS_H_

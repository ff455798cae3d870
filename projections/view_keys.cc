#include "projections/view_keys.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "projections/days.h"
#include "projections/facts.h"

namespace huiyin {
namespace {

constexpr char kStatusIndex = 'a';
constexpr char kTaskIndex = 'b';
constexpr char kLeadIndex = 'c';
constexpr char kCategoryIndex = 'd';
constexpr char kInSessionIndex = 'e';
constexpr char kDueIndex = 'f';

constexpr absl::string_view kNul("\0", 1);

std::string Fixed32(uint32_t value) {
  std::string bytes(sizeof(value), '\0');
  for (size_t i = 0; i < sizeof(value); ++i) bytes[i] = static_cast<char>(value >> (24 - 8 * i));
  return bytes;
}

std::string Prefix(char kind, absl::string_view ledger) {
  return absl::StrCat(absl::string_view(&kind, 1), ledger, kNul);
}

std::string Prefix(char kind, absl::string_view ledger, absl::string_view value) {
  return absl::StrCat(absl::string_view(&kind, 1), ledger, kNul, value, kNul);
}

absl::string_view KindName(char kind) {
  switch (kind) {
    case 'L':
      return "ledger";
    case 'S':
      return "session";
    case 'D':
      return "deputy";
    case 'U':
      return "unit";
    case 'F':
      return "proposal";
    case kStatusIndex:
      return "index by status";
    case kTaskIndex:
      return "index by unit";
    case kLeadIndex:
      return "index by lead deputy";
    case kCategoryIndex:
      return "index by category";
    case kInSessionIndex:
      return "index by session";
    case kDueIndex:
      return "index by due date";
    default:
      return "unknown key";
  }
}

}  // namespace

std::string PositionKey(uint32_t partition) { return absl::StrCat("P", Fixed32(partition)); }

std::string PositionValue(const LogPlace& place) {
  const uint64_t next = place.next.value();
  return absl::StrCat(Fixed32(static_cast<uint32_t>(next >> 32)), Fixed32(static_cast<uint32_t>(next)),
                      place.last_digest);
}

std::optional<LogPlace> ParsePosition(absl::string_view value) {
  if (value.size() != sizeof(uint64_t) + kRecordDigestBytes) return std::nullopt;
  uint64_t next = 0;
  for (char c : value.substr(0, sizeof(next))) next = next << 8 | static_cast<unsigned char>(c);
  return LogPlace{Offset(next), std::string(value.substr(sizeof(next)))};
}

std::string LedgerKey(absl::string_view ledger) { return absl::StrCat("L", ledger); }

std::string RowKey(RowKind kind, absl::string_view ledger, absl::string_view id) {
  std::string key;
  SetRowKey(kind, ledger, id, key);
  return key;
}

void SetRowKey(RowKind kind, absl::string_view ledger, absl::string_view id, std::string& key) {
  key.assign(1, static_cast<char>(kind));
  absl::StrAppend(&key, ledger, kNul, id);
}

std::string StatusPrefix(absl::string_view ledger, v1::Proposal::Status status) {
  const char byte = static_cast<char>(status);
  return Prefix(kStatusIndex, ledger, absl::string_view(&byte, 1));
}

std::string TaskPrefix(absl::string_view ledger, absl::string_view unit) { return Prefix(kTaskIndex, ledger, unit); }

std::string LeadPrefix(absl::string_view ledger, absl::string_view deputy) {
  return Prefix(kLeadIndex, ledger, deputy);
}

std::string CategoryPrefix(absl::string_view ledger, absl::string_view category) {
  return Prefix(kCategoryIndex, ledger, category);
}

std::string InSessionPrefix(absl::string_view ledger, absl::string_view session) {
  return Prefix(kInSessionIndex, ledger, session);
}

std::string DuePrefix(absl::string_view ledger) { return Prefix(kDueIndex, ledger); }

std::string DueDay(int32_t day) { return Fixed32(static_cast<uint32_t>(day) ^ 0x80000000u); }

std::optional<int32_t> ParseDueDay(absl::string_view day_and_id) {
  if (day_and_id.size() < sizeof(uint32_t)) return std::nullopt;
  uint32_t value = 0;
  for (char c : day_and_id.substr(0, sizeof(uint32_t))) value = value << 8 | static_cast<unsigned char>(c);
  return static_cast<int32_t>(value ^ 0x80000000u);
}

std::vector<std::string> IndexKeys(absl::string_view ledger, const v1::ProposalFacts& facts) {
  const std::string& id = facts.proposal_id();
  std::vector<std::string> keys;
  keys.reserve(5 + static_cast<size_t>(facts.tasks_size()));
  keys.push_back(absl::StrCat(StatusPrefix(ledger, facts.status()), id));
  for (const v1::TaskFacts& task : facts.tasks()) keys.push_back(absl::StrCat(TaskPrefix(ledger, task.unit_id()), id));
  keys.push_back(absl::StrCat(LeadPrefix(ledger, facts.lead_deputy_id()), id));
  if (!facts.category().empty()) keys.push_back(absl::StrCat(CategoryPrefix(ledger, facts.category()), id));
  keys.push_back(absl::StrCat(InSessionPrefix(ledger, facts.session_id()), id));
  if (IsAwaitingReply(facts)) keys.push_back(absl::StrCat(DuePrefix(ledger), DueDay(facts.due_day()), id));
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::string AfterPrefix(std::string prefix) {
  ++prefix.back();
  return prefix;
}

std::string DescribeKey(absl::string_view key) {
  if (key.empty()) return "empty key";
  const char kind = key.front();
  absl::string_view rest = key.substr(1);
  if (kind == static_cast<char>(RowKind::kPosition))
    return absl::StrCat("position of partition ", absl::BytesToHexString(rest));
  const size_t end = rest.find('\0');
  if (end == absl::string_view::npos) return absl::StrCat(KindName(kind), " ", absl::Utf8SafeCEscape(rest));
  const absl::string_view ledger = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (kind < 'a') return absl::StrCat(KindName(kind), " ", ledger, "/", absl::Utf8SafeCEscape(rest));
  std::string value;
  if (const auto day = ParseDueDay(rest); kind == kDueIndex && day) {
    value = absl::StrCat(FormatDay(*day), " ", rest.substr(sizeof(uint32_t)));
  } else if (kind == kStatusIndex && rest.size() > 2) {
    value = absl::StrCat(v1::Proposal::Status_Name(static_cast<v1::Proposal::Status>(rest[0])), " ", rest.substr(2));
  } else {
    value = absl::StrReplaceAll(rest, {{kNul, " "}});
  }
  return absl::StrCat(KindName(kind), " of ", ledger, ": ", absl::Utf8SafeCEscape(value));
}

}  // namespace huiyin

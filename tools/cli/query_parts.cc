#include "tools/cli/query_parts.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "projections/days.h"

namespace huiyin {

void PrintTable(const Table& table) { std::fputs(table.Render(TerminalWidth()).c_str(), stdout); }
void PrintJson(const nlohmann::ordered_json& json) { std::puts(json.dump().c_str()); }

std::string NumberText(uint32_t number) { return number == 0 ? "" : absl::StrCat(number); }

std::string DueText(bool known, int32_t day, bool provisional) {
  return known ? absl::StrCat(FormatDay(day), provisional ? "?" : "") : "";
}

std::string ProvisionalNote(const Phrases& words) {
  return words("? provisional: the holidays of that time are not known yet", "? 暂定：当时的节假日安排尚未公布");
}

std::string StatusAndRound(v1::Proposal::Status status, uint32_t round, const Phrases& words) {
  const std::string text = words(WordsOf(status));
  if (round < 2) return text;
  return words(absl::StrCat(text, " (round ", round, ")"), absl::StrCat(text, "（第 ", round, " 轮）"));
}

std::string VerdictText(v1::Evaluation::Verdict verdict, const Phrases& words) {
  return verdict == v1::Evaluation::UNSPECIFIED ? "" : words(WordsOf(verdict));
}

absl::StatusOr<v1::GetDirectoryResponse> DirectoryOf(const Connection& connection, const std::string& ledger) {
  v1::GetDirectoryRequest request;
  request.set_ledger_id(ledger);
  return AskAll(connection, &v1::QueryService::Stub::GetDirectory, request);
}

Names::Names(const v1::GetDirectoryResponse& directory) {
  for (const v1::UnitFacts& unit : directory.units()) units_.emplace(unit.unit_id(), unit.name());
  for (const v1::DeputyFacts& deputy : directory.deputies()) deputies_.emplace(deputy.deputy_id(), deputy.name());
}

std::string Names::NameOr(const ById& names, const std::string& id) {
  const auto name = names.find(id);
  return name == names.end() || name->second.empty() ? id : name->second;
}

std::string Names::WithId(const ById& names, const std::string& id) {
  const std::string name = NameOr(names, id);
  return name == id ? id : absl::StrCat(id, " ", name);
}

}  // namespace huiyin

#include "services/server/reference_data.h"

#include "base/status_macros.h"
#include "domain/embedded.h"
#include "services/server/text_file.h"
#include "services/server/version.h"

namespace huiyin {
namespace {

absl::StatusOr<Calendar> LoadCalendar(const std::string& file) {
  if (file.empty()) return Calendar::Parse(EmbeddedCalendar());
  ASSIGN_OR_RETURN(std::string text, ReadTextFile(file));
  return Calendar::Parse(text);
}

}  // namespace

absl::StatusOr<std::unique_ptr<const ReferenceData>> ReferenceData::Load(const std::string& calendar_file) {
  ASSIGN_OR_RETURN(Calendar calendar, LoadCalendar(calendar_file));
  std::unique_ptr<ReferenceData> data(new ReferenceData(std::move(calendar)));
  for (absl::string_view text : EmbeddedRulePacks()) {
    ASSIGN_OR_RETURN(v1::RulePack pack, ParseRulePack(text));
    RETURN_IF_ERROR(data->packs_.Add(std::move(pack)));
  }
  return data;
}

v1::GetVersionResponse ReferenceData::Version(absl::string_view log_engine) const {
  v1::GetVersionResponse version;
  version.set_version(kVersion);
  version.set_calendar_version(calendar_.version());
  for (std::string& pack : packs_.VersionedIds()) version.add_rule_packs(std::move(pack));
  version.set_log_engine(std::string(log_engine));
  return version;
}

}  // namespace huiyin

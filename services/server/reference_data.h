// What every node decides by: the rule packs and the calendar in the program, the machine's time zones.
#ifndef HUIYIN_SERVICES_SERVER_REFERENCE_DATA_H_
#define HUIYIN_SERVICES_SERVER_REFERENCE_DATA_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/time_zones.h"
#include "domain/calendar.h"
#include "domain/references.h"
#include "domain/rule_packs.h"
#include "huiyin/v1/admin_service.pb.h"

namespace huiyin {

// Thread-safe.
class ReferenceData {
 public:
  // `calendar_file` empty: the calendar in the program. kInvalidArgument: FILE_UNREADABLE, and those of its content.
  static absl::StatusOr<std::unique_ptr<const ReferenceData>> Load(const std::string& calendar_file);

  const References& references() const { return references_; }
  // Of the program and of these, on a log of that engine.
  v1::GetVersionResponse Version(absl::string_view log_engine) const;

 private:
  explicit ReferenceData(Calendar calendar) : calendar_(std::move(calendar)) {}

  const SystemTimeZones zones_;
  const Calendar calendar_;
  RulePacks packs_;
  const References references_{packs_, calendar_, zones_};
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SERVER_REFERENCE_DATA_H_

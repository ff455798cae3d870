// The words of timelines in English and Chinese.
#ifndef HUIYIN_PROJECTIONS_TIMELINE_WORDS_H_
#define HUIYIN_PROJECTIONS_TIMELINE_WORDS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "huiyin/v1/common.pb.h"
#include "huiyin/v1/events.pb.h"
#include "projections/ledger_picture.h"

namespace huiyin {

// What people call units and deputies; the id where there is no name.
class LedgerNames {
 public:
  explicit LedgerNames(const LedgerDirectory& directory);
  std::string Unit(const std::string& id) const;
  std::string Deputy(const std::string& id) const;

 private:
  absl::flat_hash_map<std::string, std::string> units_;
  absl::flat_hash_map<std::string, std::string> deputies_;
};

// The date, and that it is provisional, if so.
std::string English(const v1::Deadline& deadline);
std::string Chinese(const v1::Deadline& deadline);
// "2020-05-25 前".
std::string Before(const v1::Deadline& deadline);

absl::string_view KindInEnglish(v1::Proposal::Kind kind);
absl::string_view KindInChinese(v1::Proposal::Kind kind);
absl::string_view ClassInEnglish(v1::Reply::Class result_class);
absl::string_view ClassInChinese(v1::Reply::Class result_class);
absl::string_view VerdictInEnglish(v1::Evaluation::Verdict verdict);
absl::string_view VerdictInChinese(v1::Evaluation::Verdict verdict);
// "visited", "上门走访": between the unit and the deputy.
absl::string_view ContactInEnglish(v1::Contact::Form form);
absl::string_view ContactInChinese(v1::Contact::Form form);
absl::string_view PartInEnglish(v1::Publication::Part part);
absl::string_view PartInChinese(v1::Publication::Part part);
// What became of it in the ledger above.
absl::string_view AboveInEnglish(v1::Proposal::Status status);
absl::string_view AboveInChinese(v1::Proposal::Status status);

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_TIMELINE_WORDS_H_

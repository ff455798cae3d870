// What became of each line of an import: counted, refusals told on stderr, all of them in the outcomes file.
#ifndef HUIYIN_TOOLS_CLI_IMPORT_REPORT_H_
#define HUIYIN_TOOLS_CLI_IMPORT_REPORT_H_

#include <cstdint>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "huiyin/v1/receipt.pb.h"
#include "tools/cli/terminal.h"

namespace huiyin {

// Not thread-safe.
class ImportReport {
 public:
  // Refusals beyond are counted, but no longer told one by one on stderr.
  static constexpr uint64_t kToldMax = 100;

  // `outcomes_path` empty: no outcomes file. It is opened, and what it held gone, with the first outcome or Flush.
  explicit ImportReport(std::string outcomes_path = "", ErrorForm form = ErrorForm::kText)
      : outcomes_path_(std::move(outcomes_path)), form_(form) {}

  // `line` is the line's number in the file.
  void Taken(uint64_t line, const v1::Receipt& receipt);
  void Refused(uint64_t line, const absl::Status& status);
  // Puts what was written so far where others see it; an error when it could not be written.
  absl::Status Flush();

  uint64_t commands() const { return commands_; }
  uint64_t refused() const;

  // {"commands":…,"outcomes":{"OK":…},"refusals":{reason:…}}
  std::string Json() const;
  std::string Summary(Language language) const;

 private:
  void Write(const nlohmann::ordered_json& outcome);

  const std::string outcomes_path_;
  const ErrorForm form_;
  std::ofstream outcomes_file_;
  uint64_t commands_ = 0;
  uint64_t told_ = 0;
  // OK, REPEAT, or the name of a code.
  std::map<std::string, uint64_t> outcomes_;
  // By reason.
  std::map<std::string, uint64_t> refusals_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_IMPORT_REPORT_H_

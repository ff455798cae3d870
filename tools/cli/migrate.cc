#include "tools/cli/migrate.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "tools/cli/exclusive_log.h"
#include "tools/cli/printable.h"
#include "tools/cli/table.h"
#include "tools/cli/whole_file.h"
#include "tools/migration/migration.h"

namespace huiyin {
namespace {

// One bar a step.
class StepProgress {
 public:
  void Show(MigrationStep step, uint64_t done, uint64_t total) {
    if (step_ != step) {
      step_ = step;
      began_ = absl::Now();
      first_ = done;
      bar_.emplace(NameOf(step), total);
    }
    const double seconds = std::max(absl::ToDoubleSeconds(absl::Now() - began_), 0.001);
    const auto rate = static_cast<uint64_t>(static_cast<double>(done - first_) / seconds);
    bar_->Show(done, absl::StrCat(done, " / ", total, " records, ", rate, "/s"));
  }

 private:
  static const char* NameOf(MigrationStep step) {
    switch (step) {
      case MigrationStep::kComparing:
        return "comparing 比对";
      case MigrationStep::kCopying:
        return "copying 复制";
      case MigrationStep::kVerifying:
        return "verifying 核验";
    }
    return "";
  }

  std::optional<MigrationStep> step_;
  absl::Time began_;
  uint64_t first_ = 0;  // What was there when the step began.
  std::optional<Progress> bar_;
};

// All ledgers of one side.
struct SideTotal {
  uint64_t ledgers = 0;
  uint64_t records = 0;
  // SHA-256 over a line "ID RECORDS ROOT" for each ledger, in byte order of the ids.
  merkle::Hash digest;
};

SideTotal TotalOf(const std::vector<LedgerPair>& pairs, LedgerSide LedgerPair::*side) {
  SideTotal total;
  std::string lines;
  for (const LedgerPair& pair : pairs) {
    const LedgerSide& ledger = pair.*side;
    if (ledger.next == Seq(0)) continue;
    ++total.ledgers;
    total.records += ledger.next.value();
    absl::StrAppend(&lines, pair.ledger.value(), " ", ledger.next.value(), " ", ledger.root.Base64(), "\n");
  }
  total.digest = merkle::Sha256(lines);
  return total;
}

nlohmann::ordered_json SideJson(const LedgerSide& side) {
  return {{"records", side.next.value()}, {"root", side.root.Base64()}};
}

nlohmann::ordered_json TotalJson(const std::string& address, const SideTotal& total) {
  return {
      {"address", address}, {"ledgers", total.ledgers}, {"records", total.records}, {"digest", total.digest.Base64()}};
}

// An address may be a path in any bytes.
void PrintLine(const nlohmann::ordered_json& line) {
  std::puts(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

void PrintJson(const MigrationResult& result, const std::string& from, const std::string& to) {
  for (const LedgerPair& pair : result.ledgers) {
    PrintLine({{"ledger_id", pair.ledger.value()}, {"from", SideJson(pair.source)}, {"to", SideJson(pair.target)}});
  }
  PrintLine({{"from", TotalJson(from, TotalOf(result.ledgers, &LedgerPair::source))},
             {"to", TotalJson(to, TotalOf(result.ledgers, &LedgerPair::target))},
             {"copied", result.copied}});
}

void PrintText(const MigrationResult& result, const std::string& from, const std::string& to, bool chinese) {
  Table table({{chinese ? "日志" : "log"},
               {chinese ? "登记册" : "ledgers", Table::Align::kRight},
               {chinese ? "记录" : "records", Table::Align::kRight},
               {chinese ? "摘要" : "digest"}});
  const auto add = [&](const std::string& address, const SideTotal& total) {
    table.Add({address, absl::StrCat(total.ledgers), absl::StrCat(total.records), total.digest.Base64()});
  };
  const SideTotal before = TotalOf(result.ledgers, &LedgerPair::source);
  const SideTotal after = TotalOf(result.ledgers, &LedgerPair::target);
  add(from, before);
  add(to, after);
  std::fputs(table.Render(TerminalWidth()).c_str(), stdout);
  // Only when it was moved by an earlier call.
  if (before.records < after.records) {
    std::puts(chinese ? "新日志此后已接受命令。" : "The new log has taken commands since it was moved.");
  }
  const std::string copied = absl::StrCat(result.copied), old = Printable(from), now = Printable(to);
  if (chinese) {
    std::printf("\n本次复制 %s 条记录，两侧已逐字节核验。\n登记册现位于 %s；%s 不再接受命令，仍可读取。\n",
                copied.c_str(), now.c_str(), old.c_str());
  } else {
    std::printf(
        "\n%s records copied; every byte of both was compared.\n"
        "The register is at %s now; %s takes no more commands and can still be read.\n",
        copied.c_str(), now.c_str(), old.c_str());
  }
}

absl::StatusOr<MigrationResult> MigrateVisibly(const MigrationSide& from, const MigrationSide& to) {
  StepProgress progress;
  MigrationOptions options;
  options.progress = [&progress](MigrationStep step, uint64_t done, uint64_t total) {
    progress.Show(step, done, total);
  };
  return Migrate(from, to, options);
}

absl::StatusOr<LogAddress> AddressIn(const std::string& text, absl::string_view flag) {
  absl::StatusOr<LogAddress> address = ParseLogAddress(text);
  if (address.ok()) return address;
  const absl::Status& malformed = address.status();
  return Error(malformed.code(), ReasonOf(malformed), malformed.message(), ChineseOf(malformed), flag);
}

}  // namespace

absl::Status RunMigration(const MigrateOptions& options) {
  ExclusiveLogOptions source;
  source.replica_directory = options.replicas;
  ASSIGN_OR_RETURN(source.address, AddressIn(options.from, "--from"));
  if (!options.kafka_properties.empty()) {
    ASSIGN_OR_RETURN(const std::string text, WholeFile(options.kafka_properties, "--kafka-properties"));
    ASSIGN_OR_RETURN(source.kafka_properties, ParseKafkaProperties(text));
  }
  ExclusiveLogOptions target = source;
  ASSIGN_OR_RETURN(target.address, AddressIn(options.to, "--to"));
  target.create_if_missing = true;
  target.partitions = options.partitions;
  target.replication = options.replication;
  const MigrationSide from{AddressText(source.address), [&source] { return OpenExclusively(source); }};
  const MigrationSide to{AddressText(target.address), [&target] {
                           auto opened = OpenExclusively(target);
                           // To be read back it is read from the topic, not from the replica that was written along.
                           target.replica_directory.clear();
                           return opened;
                         }};
  ASSIGN_OR_RETURN(const MigrationResult result, MigrateVisibly(from, to));
  if (options.shown.json) {
    PrintJson(result, from.address, to.address);
  } else {
    PrintText(result, from.address, to.address, LanguageOf(options.shown.language) == Language::kChinese);
  }
  return absl::OkStatus();
}

}  // namespace huiyin

#include "tools/cli/verify.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/time_zones.h"
#include "eventstore/rocksdb/log_check.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "projections/rebuild.h"
#include "projections/view_store.h"
#include "projections/views.h"
#include "services/checkpoint_files.h"
#include "services/ledgers_in_turn.h"
#include "services/report_sealing.h"
#include "services/report_seals.h"
#include "services/server/data_directory.h"
#include "services/work_pool.h"
#include "tools/bench/scratch.h"
#include "tools/cli/public_key.h"
#include "tools/cli/verify_parts.h"

namespace huiyin {
namespace {

// Whether a process survives opening it (TryOpening). Only before this one has other threads.
bool CanBeOpened(const std::string& directory) {
  const pid_t child = fork();
  if (child == 0) {
    // What RocksDB has to say about its end is no answer to the person.
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    TryOpening({.directory = directory}).IgnoreError();
    _exit(0);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status);
}

ViewsOptions NotFollowing() {
  ViewsOptions options;
  options.follow = false;
  return options;
}

class Verification {
 public:
  explicit Verification(const VerifyOptions& options)
      : options_(options), lines_(options.shown), checkpoints_(options.data + "/checkpoints") {}

  absl::Status Run() {
    const std::string log = options_.log.empty() ? options_.data + "/log" : options_.log;
    RETURN_IF_ERROR(PrepareDataDirectory(options_.data, log, /*create_if_missing=*/false));
    ASSIGN_OR_RETURN(keys_, PublicKeys(options_.keys));
    if (!CanBeOpened(log)) {
      return Error(absl::StatusCode::kDataLoss, "LOG_DAMAGED",
                   absl::StrCat(log, ": its files are so damaged that RocksDB gives up"),
                   absl::StrCat(log, "：文件损坏严重，RocksDB 无法打开"));
    }
    const absl::Time start = absl::Now();
    ASSIGN_OR_RETURN(const LogCheckResult result, CheckTheLog(log));
    const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    // Views of a log that is not right are not right either.
    const bool views = options_.views && lines_.count() == 0 && result.has_trees;
    if (views) RETURN_IF_ERROR(CheckViews(log));
    if (lines_.count() == 0 && result.has_trees) RETURN_IF_ERROR(CheckSeals(log));
    PrintSummary(result, views, static_cast<uint64_t>(static_cast<double>(result.records) / std::max(seconds, 1e-6)));
    return lines_.Result();
  }

 private:
  absl::StatusOr<LogCheckResult> CheckTheLog(const std::string& directory) {
    Progress progress("verifying 核验", 0);
    LogCheckHooks hooks;
    hooks.on_fault = [this](const LogFault& fault) { lines_.Tell(fault); };
    hooks.check_record = CheckDigest;
    hooks.signed_head = [this](const LedgerId& ledger) { return SignedHead(ledger); };
    hooks.on_progress = [&progress](uint64_t done, uint64_t total) {
      progress.Show(done, absl::StrCat(done, " / ", total));
    };
    return CheckLog({.directory = directory}, hooks);
  }

  std::optional<TreeHead> SignedHead(const LedgerId& ledger) {
    const std::optional<KeptCheckpoint> kept = checkpoints_.Read(ledger);
    if (!kept.has_value()) return std::nullopt;
    const absl::Status trusted = keys_.empty() ? absl::OkStatus() : CheckSigned(keys_, ledger, *kept);
    if (!trusted.ok()) {
      lines_.Tell({ledger, std::nullopt,
                   Prefixed(trusted, absl::StrCat("ledger ", ledger.value(), ", its kept checkpoint: "),
                            absl::StrCat("登记册 ", ledger.value(), " 保存的检查点："))});
    }
    return TreeHead{kept->checkpoint.size, kept->checkpoint.root};
  }

  absl::Status CheckViews(const std::string& log_directory) {
    const std::string directory = options_.data + "/views";
    if (!std::filesystem::exists(directory)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::unique_ptr<EventLog> log, OpenRocksDbLog({.directory = log_directory}));
    const auto views = Views::Open(directory, *log, NotFollowing());
    if (!views.ok()) {
      lines_.Tell({LedgerId(), std::nullopt, Prefixed(views.status(), "views: ", "视图：")});
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make("verify"));
    ASSIGN_OR_RETURN(const std::unique_ptr<ViewStore> fresh, ViewStore::Open(scratch->Path("views"), {}));
    RebuildResult result;
    Progress progress("folding the views anew 重新折算视图", 0);
    const OnRebuildProgress on_progress = [&progress](const RebuildProgress& now) {
      progress.Show(now.records_folded, absl::StrCat(now.records_folded, " / ", now.records_total));
      return true;
    };
    RETURN_IF_ERROR(Rebuilder(*log, *fresh, on_progress, result).FoldAndCompare(*(*views)->store()));
    for (const std::string& difference : result.differences) {
      lines_.Tell({LedgerId(), std::nullopt,
                   Error(absl::StatusCode::kDataLoss, "VIEWS_DIFFER", absl::StrCat("views: ", difference),
                         absl::StrCat("视图：", difference))});
    }
    return absl::OkStatus();
  }

  // Each sealed report is made again.
  absl::Status CheckSeals(const std::string& log_directory) {
    ASSIGN_OR_RETURN(const std::unique_ptr<EventLog> log, OpenRocksDbLog({.directory = log_directory}));
    const SystemTimeZones zones;
    WorkPool pool(1, 1);
    LedgersInTurn ledgers({}, *log, [](absl::string_view) { return true; });
    while (true) {
      ASSIGN_OR_RETURN(const std::optional<LedgerId> ledger, ledgers.Next());
      if (!ledger.has_value()) return absl::OkStatus();
      RETURN_IF_ERROR(ForEachSeal(*log, *ledger, [&](const StoredSeal& stored) -> absl::Status {
        ++seals_;
        const auto differences = RemakeSealed(stored.seal, *log, zones, pool);
        if (!differences.ok() || !differences->empty()) TellSeal(*ledger, stored, differences.status());
        return absl::OkStatus();
      }));
    }
  }

  void TellSeal(const LedgerId& ledger, const StoredSeal& stored, const absl::Status& why) {
    const std::string& id = stored.seal.seal_id();
    const std::string seq = absl::StrCat(stored.record.seq());
    lines_.Tell({ledger, Seq(stored.record.seq()),
                 Error(absl::StatusCode::kDataLoss, "SEAL_DIFFERS",
                       absl::StrCat("ledger ", ledger.value(), ", seq ", seq, ": the report sealed as ", id,
                                    why.ok() ? " does not come out again" : " cannot be made again"),
                       absl::StrCat("登记册 ", ledger.value(), " 第 ", seq, " 号：封存报表 ", id,
                                    why.ok() ? " 重算不一致" : " 无法重算"))});
  }

  void PrintSummary(const LogCheckResult& result, bool views, uint64_t records_a_second) const {
    if (options_.shown.json) {
      const nlohmann::ordered_json line = {{"ledgers", result.ledgers},
                                           {"records", result.records},
                                           {"faults", lines_.count()},
                                           {"trees", result.has_trees},
                                           {"views", views},
                                           {"seals", seals_},
                                           {"records_a_second", records_a_second}};
      std::puts(line.dump().c_str());
    } else {
      lines_.PrintSummary(lines_.chinese() ? SummaryInChinese(result, views) : SummaryInEnglish(result, views),
                          records_a_second);
    }
    if (result.has_trees || options_.shown.json) return;
    std::puts(lines_.chinese() ? "日志为旧格式，尚无默克尔树；用本程序打开一次即会补建"
                               : "the log is of an older format without trees; they are made when it is next opened");
  }

  std::string SummaryInEnglish(const LogCheckResult& result, bool views) const {
    return absl::StrCat(Counted(result.records, "record"), " of ", Counted(result.ledgers, "ledger"),
                        seals_ > 0 ? absl::StrCat(", ", Counted(seals_, "sealed report")) : "",
                        views ? " and their views" : " (the views were not looked at)");
  }

  std::string SummaryInChinese(const LogCheckResult& result, bool views) const {
    return absl::StrCat("已核验 ", result.ledgers, " 个登记册的 ", result.records, " 条记录",
                        seals_ > 0 ? absl::StrCat("、", seals_, " 份封存报表") : "",
                        views ? "及其视图" : "（未核验视图）");
  }

  const VerifyOptions& options_;
  FaultLines lines_;
  const CheckpointFiles checkpoints_;
  std::vector<merkle::VerifierKey> keys_;
  uint64_t seals_ = 0;
};

}  // namespace

absl::Status Verify(const VerifyOptions& options) { return Verification(options).Run(); }

}  // namespace huiyin

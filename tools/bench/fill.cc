#include "tools/bench/fill.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "base/time_zones.h"
#include "domain/command_of.h"
#include "domain/embedded.h"
#include "eventstore/rocksdb/rocksdb_log.h"
#include "services/command_pipeline.h"

namespace huiyin {
namespace {

constexpr size_t kGroupCommands = 512;
constexpr int kGroupsUnderWayMax = 16;
// Every proposal of a session is under way at once, in all ledgers.
constexpr size_t kStatesBytes = size_t{2} << 30;

// Says which register a directory holds; written last.
std::string MarkerPath(const std::string& directory) { return directory + "/register.txt"; }

std::string Described(const RegisterShape& shape) {
  return absl::StrCat("seed ", shape.seed, " ledgers ", shape.ledgers, " proposals ", shape.proposals, " sessions ",
                      shape.sessions, " events");
}

absl::Status OtherRegister(const std::string& directory) {
  return Error(absl::StatusCode::kFailedPrecondition, "OTHER_REGISTER",
               absl::StrCat(directory, " holds another register, or an unfinished one: remove it, or name another"),
               absl::StrCat(directory, " 中是另一个登记册，或尚未完成：请删除该目录，或另指定目录"));
}

// Hands commands to a pipeline in groups of one writer's, some ahead of the answers.
class Feeder {
 public:
  explicit Feeder(CommandPipeline& pipeline) : pipeline_(pipeline), waiting_(pipeline.lanes()) {}
  ~Feeder() { Wait(0); }

  absl::Status Add(v1::Command command) {
    const uint32_t writer = pipeline_.LaneOf(LedgerId(command.ledger_id()));
    waiting_[writer].push_back(std::move(command));
    return waiting_[writer].size() < kGroupCommands ? absl::OkStatus() : Send(writer);
  }

  absl::StatusOr<uint64_t> Finish() {
    for (uint32_t writer = 0; writer < waiting_.size(); ++writer) RETURN_IF_ERROR(Send(writer));
    Wait(0);
    absl::MutexLock lock(&mu_);
    RETURN_IF_ERROR(refusal_);
    return accepted_;
  }

 private:
  absl::Status Send(uint32_t writer) {
    if (waiting_[writer].empty()) return absl::OkStatus();
    Wait(kGroupsUnderWayMax - 1);
    auto kept = std::make_shared<std::vector<v1::Command>>(std::exchange(waiting_[writer], {}));
    auto group = std::make_unique<CommandGroup>();
    for (const v1::Command& command : *kept) {
      group->commands.push_back({&command, CommandDigest(command), true, nullptr, command.ByteSizeLong()});
    }
    group->done = [this, kept](CommandGroup& done) { Answered(done); };
    {
      absl::MutexLock lock(&mu_);
      ++under_way_;
    }
    const absl::Status taken = pipeline_.Submit(writer, group);
    absl::MutexLock lock(&mu_);
    if (!taken.ok()) --under_way_;
    return taken.ok() ? refusal_ : taken;
  }

  void Answered(const CommandGroup& group) {
    absl::MutexLock lock(&mu_);
    --under_way_;
    for (const absl::StatusOr<CommandReceipt>& outcome : group.outcomes) {
      if (outcome.ok()) {
        ++accepted_;
      } else {
        refusal_.Update(outcome.status());
      }
    }
  }

  void Wait(int under_way_max) {
    const auto few = [this, under_way_max]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) { return under_way_ <= under_way_max; };
    absl::MutexLock lock(&mu_);
    mu_.Await(absl::Condition(&few));
  }

  CommandPipeline& pipeline_;
  // Of each writer, not yet sent.
  std::vector<std::vector<v1::Command>> waiting_;
  absl::Mutex mu_;
  int under_way_ ABSL_GUARDED_BY(mu_) = 0;
  uint64_t accepted_ ABSL_GUARDED_BY(mu_) = 0;
  absl::Status refusal_ ABSL_GUARDED_BY(mu_);
};

}  // namespace

std::string LogDirectory(const std::string& data_directory) { return data_directory + "/log"; }

absl::StatusOr<uint64_t> FillLog(const RegisterShape& shape, EventLog& log) {
  ASSIGN_OR_RETURN(const RulePacks packs, ParseRulePacks(EmbeddedRulePacks()));
  ASSIGN_OR_RETURN(const Calendar calendar, Calendar::Parse(EmbeddedCalendar()));
  const SystemTimeZones zones;
  const SystemClock clock;
  CommandPipelineOptions options;
  options.writers = log.partitions();
  options.state_cache_bytes = kStatesBytes;
  CommandPipeline pipeline(log, {packs, calendar, zones}, clock, options);
  Feeder feeder(pipeline);
  RegisterGenerator generator(shape);
  v1::Command command;
  while (generator.Next(command)) RETURN_IF_ERROR(feeder.Add(std::move(command)));
  return feeder.Finish();
}

absl::StatusOr<uint64_t> FillRegister(const RegisterShape& shape, const std::string& data_directory) {
  const std::string marker = MarkerPath(data_directory);
  const std::string described = Described(shape);
  if (std::ifstream in(marker); in) {
    std::string line(described.size(), '\0');
    uint64_t events = 0;
    if (in.read(line.data(), line.size()) && line == described && in >> events) return events;
    return OtherRegister(data_directory);
  }
  std::error_code error;
  std::filesystem::create_directories(data_directory, error);
  if (std::filesystem::exists(LogDirectory(data_directory), error)) return OtherRegister(data_directory);
  RocksDbLogOptions options;
  options.directory = LogDirectory(data_directory);
  ASSIGN_OR_RETURN(const std::unique_ptr<EventLog> log, OpenRocksDbLog(options));
  ASSIGN_OR_RETURN(const uint64_t events, FillLog(shape, *log));
  std::ofstream(marker) << described << ' ' << events << '\n';
  return events;
}

}  // namespace huiyin

// Many commands at once: through Execute, and as `huiyin import` does it.
#include <algorithm>
#include <fstream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "exchange/command_writer.h"
#include "tools/bench/benches.h"
#include "tools/bench/bulk.h"
#include "tools/bench/register.h"
#include "tools/bench/scratch.h"
#include "tools/bench/serving.h"
#include "tools/bench/unary_load.h"
#include "tools/cli/connection.h"
#include "tools/cli/import.h"
#include "tools/cli/seekable_file.h"

namespace huiyin {
namespace {

// Events a second of one fresh node.
absl::StatusOr<double> ExecuteOnce(const Child& node, const std::vector<v1::ExecuteRequest>& bulk) {
  const auto channel = LoopbackChannel(node.port());
  const absl::Time start = absl::Now();
  ASSIGN_OR_RETURN(const uint64_t accepted, SendBulk(channel, bulk));
  return static_cast<double>(accepted) / absl::ToDoubleSeconds(absl::Now() - start);
}

struct Written {
  uint64_t lines = 0;
  uint64_t bytes = 0;
};

Written WriteExchangeFile(const RegisterShape& shape, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  RegisterGenerator generator(shape);
  v1::Command command;
  Written written;
  for (; generator.Next(command); ++written.lines) {
    const std::string line = WriteCommand(command);
    out << line << '\n';
    written.bytes += line.size() + 1;
  }
  return written;
}

}  // namespace

absl::StatusOr<BenchResult> BenchExecute(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
  // All before this process starts threads.
  std::vector<std::unique_ptr<Child>> bare;
  std::vector<std::unique_ptr<Child>> with_views;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(bare.emplace_back(), StartNode(scratch->Path(absl::StrCat("bare-", round)), false));
    ASSIGN_OR_RETURN(with_views.emplace_back(), StartNode(scratch->Path(absl::StrCat("views-", round)), true));
  }
  const std::vector<v1::ExecuteRequest> bulk = MakeBulk(ShapeOf(options), true);
  BenchResult result;
  double best_with_views = 0;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    ASSIGN_OR_RETURN(const double alone, ExecuteOnce(*bare[round], bulk));
    bare[round]->Kill();
    ASSIGN_OR_RETURN(const double following, ExecuteOnce(*with_views[round], bulk));
    with_views[round]->Kill();
    result.figure = std::max(result.figure, alone);
    best_with_views = std::max(best_with_views, following);
  }
  result.unit = "events/s";
  result.target = {BenchResult::Target::Kind::kFigureAtLeast, 150'000};
  result.also = {{"with_views_following", best_with_views}};
  result.conditions = {{"proposals", static_cast<double>(options.proposals)},
                       {"ledgers", static_cast<double>(options.ledgers)},
                       {"commands_a_message", static_cast<double>(bulk.front().commands_size())},
                       {"messages", static_cast<double>(bulk.size())},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"views", 0}};
  return result;
}

absl::StatusOr<BenchResult> BenchImport(const BenchOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Scratch> scratch, Scratch::Make());
  const std::string path = scratch->Path("register.jsonl");
  const Written written = WriteExchangeFile(ShapeOf(options), path);
  BenchResult result;
  double best_check = 0;
  for (uint64_t round = 0; round < options.rounds; ++round) {
    const absl::Time start = absl::Now();
    ASSIGN_OR_RETURN(const std::unique_ptr<SeekableFile> file, SeekableFile::Open(path));
    ImportReport report;
    RETURN_IF_ERROR(CheckCommands(file->Rewind(), file->size(), report));
    const absl::Time checked = absl::Now();
    ConnectionOptions where;
    where.data = scratch->Path(absl::StrCat("data-", round));
    ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection,
                     Connection::Open(where, {.create_if_missing = true, .views = false}));
    RETURN_IF_ERROR(ExecuteCommands(file->Rewind(), file->size(), *connection, {.historical = true}, report));
    if (report.refused() != 0) return absl::InternalError(report.Json());
    const auto lines = static_cast<double>(written.lines);
    result.figure = std::max(result.figure, lines / absl::ToDoubleSeconds(absl::Now() - start));
    best_check = std::max(best_check, lines / absl::ToDoubleSeconds(checked - start));
  }
  result.unit = "lines/s";
  result.also = {{"first_pass_alone", best_check}};
  result.conditions = {{"lines", static_cast<double>(written.lines)},
                       {"bytes_a_line", static_cast<double>(written.bytes / written.lines)},
                       {"ledgers", static_cast<double>(options.ledgers)},
                       {"rounds", static_cast<double>(options.rounds)},
                       {"views", 0}};
  return result;
}

}  // namespace huiyin

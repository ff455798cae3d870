#include "tools/cli/import.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "exchange/exchange_reader.h"
#include "huiyin/v1/commands.pb.h"
#include "tools/cli/bulk_execute.h"
#include "tools/cli/seekable_file.h"
#include "tools/cli/terminal.h"

namespace huiyin {
namespace {

absl::Status FileRefused(uint64_t malformed) {
  return Error(
      absl::StatusCode::kInvalidArgument, "FILE_REFUSED",
      absl::StrCat(malformed,
                   " malformed line(s): the whole file is refused and nothing was imported; correct it, or take its "
                   "good lines with --keep-going"),
      absl::StrCat("有 ", malformed,
                   " 行格式错误：整个文件被拒绝，未导入任何内容；请改正后重试，或用 --keep-going 只导入正确的行"));
}

// An importer enters what others did: a line that names nobody must not become the importer's own.
absl::Status ActorMissing() {
  return Error(absl::StatusCode::kInvalidArgument, "FIELD_MISSING", "actor is required", "缺少 actor", "actor");
}

// The second pass found what the first one did not.
absl::Status FileChanged(uint64_t line) {
  return Error(absl::StatusCode::kFailedPrecondition, "FILE_CHANGED",
               absl::StrCat("line ", line, ": the file was changed while it was imported; import it again"),
               absl::StrCat("第 ", line, " 行：文件在导入过程中被改动；请重新导入"));
}

absl::Status SomeRefused(const ImportReport& report) {
  return Error(absl::StatusCode::kFailedPrecondition, "SOME_REFUSED",
               absl::StrCat(report.refused(), " of ", report.commands(),
                            " commands were refused; the others are in the register"),
               absl::StrCat(report.commands(), " 条命令中有 ", report.refused(), " 条被拒绝；其余均已入册"));
}

// Outcomes that are written over the file that is being read would destroy both.
absl::Status CheckOutcomesPath(const ImportOptions& options) {
  struct stat input = {}, outcomes = {};
  const bool known = options.file == "-" ? fstat(STDIN_FILENO, &input) == 0 : stat(options.file.c_str(), &input) == 0;
  if (options.outcomes.empty() || !known || stat(options.outcomes.c_str(), &outcomes) != 0) return absl::OkStatus();
  if (!S_ISREG(input.st_mode) || input.st_dev != outcomes.st_dev || input.st_ino != outcomes.st_ino) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kInvalidArgument, "OUTCOMES_IS_INPUT",
               "this is the very file that is to be imported; name another one for the outcomes",
               "这正是要导入的文件；请为结果另指定一个文件", "--outcomes");
}

bool IsUnreadable(const absl::Status& status) { return status.code() == absl::StatusCode::kUnavailable; }

}  // namespace

absl::Status CheckCommands(std::istream& in, uint64_t size, ImportReport& report) {
  ExchangeReader reader(in);
  Progress progress("checking 检查", size);
  v1::Command command;
  uint64_t commands = 0, malformed = 0;
  for (; reader.Next(); ++commands) {
    if (absl::Status status = reader.Read(command); !status.ok()) {
      if (IsUnreadable(status)) return status;
      report.Refused(reader.line_number(), status);
      ++malformed;
    }
    if (commands % 1'024 == 0) progress.Show(reader.bytes_read(), absl::StrCat("line ", reader.line_number()));
  }
  if (commands == 0) return EmptyFileError();
  RETURN_IF_ERROR(report.Flush());
  return malformed == 0 ? absl::OkStatus() : FileRefused(malformed);
}

absl::Status ExecuteCommands(std::istream& in, uint64_t size, Connection& connection, const ImportMode& mode,
                             ImportReport& report) {
  ExchangeReader reader(in);
  Progress progress("importing 导入", size);
  BulkExecute bulk(connection, mode.historical, mode.retry_for, report);
  v1::Command command;
  uint64_t commands = 0;
  absl::Status stopped;
  for (bool going_on = true; going_on && reader.Next(); ++commands) {
    absl::Status status = reader.Read(command);
    if (status.ok()) {
      going_on = command.has_actor() ? bulk.Send(reader.line_number(), command)
                                     : bulk.Skip(reader.line_number(), ActorMissing());
    } else if (IsUnreadable(status)) {
      stopped = std::move(status);
      going_on = false;
    } else if (mode.keep_going) {
      going_on = bulk.Skip(reader.line_number(), std::move(status));
    } else {
      stopped = FileChanged(reader.line_number());
      going_on = false;
    }
    if (commands % 1'024 == 0) progress.Show(reader.bytes_read(), absl::StrCat("line ", reader.line_number()));
  }
  RETURN_IF_ERROR(bulk.Finish());
  RETURN_IF_ERROR(stopped);
  return commands == 0 ? EmptyFileError() : absl::OkStatus();
}

absl::Status Import(const ImportOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<SeekableFile> file, SeekableFile::Open(options.file));
  RETURN_IF_ERROR(CheckOutcomesPath(options));
  ImportReport report(options.outcomes, options.json ? ErrorForm::kJson : ErrorForm::kText);
  // Before the register is touched, or even created.
  if (options.mode.keep_going) {
    if (!ExchangeReader(file->Rewind()).Next()) return EmptyFileError();
  } else {
    RETURN_IF_ERROR(CheckCommands(file->Rewind(), file->size(), report));
  }
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection,
                   Connection::Open(options.connection, {.create_if_missing = true, .views = false}));
  ImportMode mode = options.mode;
  // Nobody else can bring a register in this process back.
  if (options.connection.data.empty()) mode.retry_for = absl::Seconds(options.retry_seconds);
  const absl::Status executed = ExecuteCommands(file->Rewind(), file->size(), *connection, mode, report);
  const Language language = LanguageOf(options.language);
  std::fputs(options.json ? absl::StrCat(report.Json(), "\n").c_str() : report.Summary(language).c_str(), stdout);
  if (!executed.ok()) {
    return Prefixed(executed, "the import stopped (import the same file again to go on where it stopped): ",
                    "导入中断（重新导入同一文件即可从中断处继续）：");
  }
  return report.refused() == 0 ? absl::OkStatus() : SomeRefused(report);
}

}  // namespace huiyin

#include "exchange/exchange_reader.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "exchange/command_reader.h"

namespace huiyin {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsBlank(absl::string_view line) { return line.find_first_not_of(" \t\r") == absl::string_view::npos; }

}  // namespace

bool ExchangeReader::Next() {
  while (!failed_) {
    kind_ = lines_.Next();
    if (kind_ == LineReader::Kind::kEnd) return false;
    if (kind_ == LineReader::Kind::kReadError) {
      failed_ = true;
      return true;
    }
    if (kind_ == LineReader::Kind::kTooLong) return true;
    line_ = lines_.line();
    if (lines_.number() == 1 && absl::StartsWith(line_, kByteOrderMark)) line_.remove_prefix(kByteOrderMark.size());
    if (!IsBlank(line_)) return true;
  }
  return false;
}

absl::Status ExchangeReader::Read(v1::Command& command) const {
  switch (kind_) {
    case LineReader::Kind::kTooLong:
      return Error(absl::StatusCode::kInvalidArgument, "LINE_TOO_LONG",
                   absl::StrCat("the line is longer than ", kLineBytesMax, " bytes"),
                   absl::StrCat("本行超过 ", kLineBytesMax, " 字节"),
                   FieldAtEnd(lines_.line().substr(0, kLineBytesMax)));
    case LineReader::Kind::kReadError:
      return Error(absl::StatusCode::kUnavailable, "FILE_UNREADABLE", "the file cannot be read any further",
                   "文件无法继续读取");
    default:
      return ReadCommand(line_, command);
  }
}

absl::Status EmptyFileError() {
  return Error(absl::StatusCode::kInvalidArgument, "FILE_EMPTY", "the file holds no command; is it the right file?",
               "文件中没有任何命令；是否选错了文件？");
}

}  // namespace huiyin

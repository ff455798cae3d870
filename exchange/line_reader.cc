#include "exchange/line_reader.h"

namespace huiyin {
namespace {

constexpr size_t kReadBytes = 256 << 10;

}  // namespace

// False: the file has no more.
bool LineReader::Fill() {
  if (!in_) return false;
  buffer_.erase(0, begin_);
  begin_ = 0;
  const size_t before = buffer_.size();
  buffer_.resize(before + kReadBytes);
  in_.read(&buffer_[before], kReadBytes);
  const size_t count = static_cast<size_t>(in_.gcount());
  buffer_.resize(before + count);
  bytes_read_ += count;
  return count > 0;
}

LineReader::Kind LineReader::Next() {
  // Bytes of the line that are known to hold no line end; more of them than fit are dropped at once.
  size_t searched = 0;
  bool too_long = false;
  for (;;) {
    const size_t end = buffer_.find('\n', begin_ + searched);
    if (end != std::string::npos) {
      line_ = absl::string_view(buffer_).substr(begin_, end - begin_);
      begin_ = end + 1;
      break;
    }
    searched = buffer_.size() - begin_;
    if (searched > kLineBytesMax + 1) {
      if (!too_long) too_long_start_ = buffer_.substr(begin_, kLineBytesMax);
      too_long = true;
      begin_ = buffer_.size();
      searched = 0;
    }
    if (Fill()) continue;
    if (in_.bad()) {
      ++number_;
      return Kind::kReadError;
    }
    line_ = absl::string_view(buffer_).substr(begin_);
    begin_ = buffer_.size();
    if (line_.empty() && !too_long) return Kind::kEnd;
    break;
  }
  ++number_;
  if (too_long) line_ = too_long_start_;
  if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
  return too_long || line_.size() > kLineBytesMax ? Kind::kTooLong : Kind::kLine;
}

}  // namespace huiyin

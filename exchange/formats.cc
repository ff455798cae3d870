#include "exchange/formats.h"

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

namespace huiyin {
namespace {

// Takes `count` ASCII digits off the front of `text`; -1: there are not so many.
int TakeDigits(absl::string_view& text, size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!absl::ascii_isdigit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool TakeChar(absl::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

// "YYYY-MM-DDTHH:MM:SS", every part real.
std::optional<absl::CivilSecond> TakeCivilSecond(absl::string_view& text) {
  const int year = TakeDigits(text, 4);
  if (year < 1 || !TakeChar(text, '-')) return std::nullopt;
  const int month = TakeDigits(text, 2);
  if (month < 1 || month > 12 || !TakeChar(text, '-')) return std::nullopt;
  const int day = TakeDigits(text, 2);
  if (day < 1 || absl::CivilDay(year, month, day).day() != day || !TakeChar(text, 'T')) return std::nullopt;
  const int hour = TakeDigits(text, 2);
  if (hour < 0 || hour > 23 || !TakeChar(text, ':')) return std::nullopt;
  const int minute = TakeDigits(text, 2);
  if (minute < 0 || minute > 59 || !TakeChar(text, ':')) return std::nullopt;
  const int second = TakeDigits(text, 2);
  if (second < 0 || second > 59) return std::nullopt;
  return absl::CivilSecond(year, month, day, hour, minute, second);
}

// ".5" is 500,000,000 ns; nothing is 0.
std::optional<int32_t> TakeFraction(absl::string_view& text) {
  if (!TakeChar(text, '.')) return 0;
  int32_t nanos = 0;
  int digits = 0;
  for (; !text.empty() && absl::ascii_isdigit(text[0]); text.remove_prefix(1)) {
    if (++digits > 9) return std::nullopt;
    nanos = nanos * 10 + (text[0] - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 9; ++digits) nanos *= 10;
  return nanos;
}

// "Z", "+08:00", "-03:30": seconds east of Greenwich.
std::optional<int> TakeOffset(absl::string_view& text) {
  if (TakeChar(text, 'Z')) return 0;
  const bool west = !text.empty() && text[0] == '-';
  if (!west && (text.empty() || text[0] != '+')) return std::nullopt;
  text.remove_prefix(1);
  const int hours = TakeDigits(text, 2);
  if (hours < 0 || hours > 23 || !TakeChar(text, ':')) return std::nullopt;
  const int minutes = TakeDigits(text, 2);
  if (minutes < 0 || minutes > 59) return std::nullopt;
  return (west ? -1 : 1) * (hours * 3600 + minutes * 60);
}

}  // namespace

bool HasIdLetters(absl::string_view text) {
  if (text.empty() || !absl::ascii_isalnum(text[0])) return false;
  for (char c : text) {
    if (!absl::ascii_isalnum(c) && c != '.' && c != '_' && c != ':' && c != '-') return false;
  }
  return true;
}

std::optional<google::protobuf::Timestamp> ParseMoment(absl::string_view text) {
  const auto civil = TakeCivilSecond(text);
  if (!civil) return std::nullopt;
  const auto nanos = TakeFraction(text);
  if (!nanos) return std::nullopt;
  const auto offset = TakeOffset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const absl::CivilSecond utc = *civil - *offset;
  if (utc.year() < 1 || utc.year() > 9999) return std::nullopt;
  google::protobuf::Timestamp moment;
  moment.set_seconds(utc - absl::CivilSecond(1970, 1, 1));
  moment.set_nanos(*nanos);
  return moment;
}

std::optional<uint64_t> ParseDecimal(absl::string_view text, uint64_t max) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint64_t value = 0;
  for (char c : text) {
    if (!absl::ascii_isdigit(c)) return std::nullopt;
    const uint64_t digit = c - '0';
    if (value > (max - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

std::optional<size_t> FirstNonUtf8(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  for (size_t i = 0; i < text.size();) {
    const unsigned char lead = byte(i);
    // Length of the sequence and the bounds of its second byte: RFC 3629, section 4.
    size_t length = 0;
    unsigned char low = 0x80, high = 0xBF;
    if (lead < 0x80) {
      length = 1;
    } else if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    }
    if (length == 0 || i + length > text.size()) return i;
    if (length > 1 && (byte(i + 1) < low || byte(i + 1) > high)) return i;
    for (size_t j = 2; j < length; ++j) {
      if ((byte(i + j) & 0xC0) != 0x80) return i;
    }
    i += length;
  }
  return std::nullopt;
}

}  // namespace huiyin

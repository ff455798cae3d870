// Whatever bytes come as a file of the exchange format: every line is a command that can be written and read back the
// same, or is refused as malformed, with a reason; and the reader comes to the end.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/check.h"
#include "base/error.h"
#include "exchange/command_reader.h"
#include "exchange/command_writer.h"
#include "exchange/exchange_reader.h"
#include "google/protobuf/util/message_differencer.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {
namespace {

void CheckRefused(const absl::Status& status) {
  CHECK_EQ(static_cast<int>(status.code()), static_cast<int>(absl::StatusCode::kInvalidArgument));
  CHECK(!ReasonOf(status).empty());
  CHECK(!ChineseOf(status).empty());
}

void CheckWrittenAndReadBack(const v1::Command& command) {
  const std::string written = WriteCommand(command);
  v1::Command again;
  CHECK(ReadCommand(written, again).ok());
  CHECK(google::protobuf::util::MessageDifferencer::Equals(again, command));
  CHECK_EQ(WriteCommand(again), written);
}

}  // namespace
}  // namespace huiyin

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  huiyin::ExchangeReader reader(in);
  huiyin::v1::Command command;
  while (reader.Next()) {
    const absl::Status status = reader.Read(command);
    if (status.ok()) {
      huiyin::CheckWrittenAndReadBack(command);
    } else {
      huiyin::CheckRefused(status);
    }
  }
  CHECK_LE(reader.bytes_read(), size);
  return 0;
}

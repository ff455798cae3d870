#include "exchange/command_writer.h"

#include <google/protobuf/util/json_util.h>

#include "base/check.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {

std::string WriteCommand(const v1::Command& command) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string line;
  CHECK(google::protobuf::util::MessageToJsonString(command, &line, options).ok());
  return line;
}

}  // namespace huiyin

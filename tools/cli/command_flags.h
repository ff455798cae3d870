// The flags of a lifecycle command, made from the schema: a command that is added to commands.proto has its flags at
// once.
//
// What the flags say becomes one line of the exchange format and is read by its strict reader, so that the command line
// and a file are judged alike.
#ifndef HUIYIN_TOOLS_CLI_COMMAND_FLAGS_H_
#define HUIYIN_TOOLS_CLI_COMMAND_FLAGS_H_

#include <google/protobuf/descriptor.h>

#include <CLI/CLI.hpp>
#include <deque>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace huiyin {

// The fields of v1::Command that are commands of their own on the command line, in the order of the schema.
std::vector<const google::protobuf::FieldDescriptor*> LifecycleCommands();

// The fields of a message that are said by hand: nobody types what is encrypted.
std::vector<const google::protobuf::FieldDescriptor*> SaidFields(const google::protobuf::Descriptor& type);

// "log_contact" as it is typed: "log-contact".
std::string Dashed(const std::string& name);

// What must be given, with values that would do: "--proposal-id p-101 --category 交通道路".
std::string ExampleFlags(const google::protobuf::FieldDescriptor& command);

class CommandFlags {
 public:
  // Adds a flag to `app` for each field of `command`. This must outlive the parsing.
  CommandFlags(const google::protobuf::FieldDescriptor& command, CLI::App& app);
  CommandFlags(const CommandFlags&) = delete;
  CommandFlags& operator=(const CommandFlags&) = delete;

  // The command's own object, as it stands in a line. kInvalidArgument: a value that cannot be written so, with its
  // flag.
  absl::StatusOr<nlohmann::ordered_json> ToJson() const;

 private:
  struct Flag {
    const google::protobuf::FieldDescriptor* field;
    CLI::Option* option = nullptr;
    std::vector<std::string> values;
  };

  // Its flags do not move: the parser writes into them.
  std::deque<Flag> flags_;
};

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_COMMAND_FLAGS_H_

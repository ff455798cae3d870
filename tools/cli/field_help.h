// What the help says of a field of a command.
#ifndef HUIYIN_TOOLS_CLI_FIELD_HELP_H_
#define HUIYIN_TOOLS_CLI_FIELD_HELP_H_

#include <google/protobuf/descriptor.h>

#include <string>

namespace huiyin {

struct FieldHelp {
  // "A unit's id".
  std::string description;
  // A value that would do, as it is typed.
  std::string example;
  // The register refuses the command without it (decision A05).
  bool required = true;
  // It may stand by itself, without its flag.
  bool positional = false;
};

// Of a field of the message of a command; what a new field is called, until it has words of its own.
FieldHelp HelpOf(const google::protobuf::FieldDescriptor& field);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_FIELD_HELP_H_

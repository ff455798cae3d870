// A command as a line of the exchange format: what ReadCommand reads back to the same command.
#ifndef HUIYIN_EXCHANGE_COMMAND_WRITER_H_
#define HUIYIN_EXCHANGE_COMMAND_WRITER_H_

#include <string>

namespace huiyin::v1 {
class Command;
}  // namespace huiyin::v1

namespace huiyin {

// proto3 JSON without the line's end: snake_case names in the order of the schema, bare enum names, default values left
// out. A command with text that is not UTF-8 is a bug and crashes.
std::string WriteCommand(const v1::Command& command);

}  // namespace huiyin

#endif  // HUIYIN_EXCHANGE_COMMAND_WRITER_H_

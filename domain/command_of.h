// The way back from a record to the command that made it, and the command's digest.
#ifndef HUIYIN_DOMAIN_COMMAND_OF_H_
#define HUIYIN_DOMAIN_COMMAND_OF_H_

#include <string>

namespace huiyin::v1 {
class Command;
class Record;
}  // namespace huiyin::v1

namespace huiyin {

// SHA-256 (32 bytes) over the command's deterministic serialisation: equal for equal parsed content (decision A06).
std::string CommandDigest(const v1::Command& command);

// The command exactly as it was: CommandDigest(CommandOf(record)) == record.command_digest().
v1::Command CommandOf(const v1::Record& record);

}  // namespace huiyin

#endif  // HUIYIN_DOMAIN_COMMAND_OF_H_

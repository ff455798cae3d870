#include "exchange/command_writer.h"

#include "exchange/message_writer.h"
#include "huiyin/v1/commands.pb.h"

namespace huiyin {

std::string WriteCommand(const v1::Command& command) { return WriteMessage(command); }

}  // namespace huiyin

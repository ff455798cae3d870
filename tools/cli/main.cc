#include <google/protobuf/stubs/logging.h>

#include "base/program_settings.h"
#include "tools/cli/program.h"

int main(int argc, char** argv) {
  huiyin::SetForServing();
  // Bytes that are no message are told of by whoever reads them, in the person's language.
  google::protobuf::SetLogHandler(nullptr);
  return huiyin::RunProgram(argc, argv);
}

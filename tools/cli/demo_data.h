// The demo's town: an exchange file inside the program.
#ifndef HUIYIN_TOOLS_CLI_DEMO_DATA_H_
#define HUIYIN_TOOLS_CLI_DEMO_DATA_H_

#include "absl/strings/string_view.h"

namespace huiyin {

absl::string_view DemoData();

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_DEMO_DATA_H_

// huiyin demo: a town's register of one year, to look at and to try.
#ifndef HUIYIN_TOOLS_CLI_DEMO_H_
#define HUIYIN_TOOLS_CLI_DEMO_H_

#include <string>

#include "absl/status/status.h"

namespace huiyin {

struct DemoOptions {
  // How this program was called: for the calls that the demo suggests.
  std::string program = "huiyin";
  std::string data;
  std::string listen = "127.0.0.1:7650";
  std::string language;
  // End after the tables instead of serving.
  bool once = false;
};

absl::Status Demo(const DemoOptions& options);

}  // namespace huiyin

#endif  // HUIYIN_TOOLS_CLI_DEMO_H_

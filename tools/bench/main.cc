// One bench by its name and flags, as `huiyin bench`; builds without the rest of the program.
#include <iostream>
#include <string>
#include <vector>

#include "base/program_settings.h"
#include "tools/bench/registry.h"

int main(int argc, char** argv) {
  huiyin::SetForServing();
  if (argc < 2) {
    for (const huiyin::Bench& bench : huiyin::Benches()) std::cout << bench.name << "\t" << bench.summary << "\n";
    return 0;
  }
  const absl::Status status = huiyin::RunBench(argv[1], std::vector<std::string>(argv + 2, argv + argc), std::cout);
  if (!status.ok()) std::cerr << status.message() << "\n";
  return status.ok() ? 0 : 1;
}

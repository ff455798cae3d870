// A Kafka cluster on loopback for scripts: kafka_broker DIRECTORY [BROKERS]
//
// Prints its bootstrap.servers on one line of standard output once it serves, and ends, with its brokers, when its
// standard input does. What it keeps in DIRECTORY stays.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "tools/kafka_broker/jars.h"
#include "tools/kafka_broker/local_kafka.h"

namespace huiyin {
namespace {

constexpr int kBrokersMax = 9;

absl::Status ServeUntilEndOfInput(const std::string& directory, int brokers) {
  ASSIGN_OR_RETURN(const std::string jars, FindKafkaJars());
  ASSIGN_OR_RETURN(const std::unique_ptr<LocalKafka> kafka,
                   LocalKafka::Start({.directory = directory, .jars = jars, .brokers = brokers}));
  std::printf("%s\n", kafka->bootstrap().c_str());
  std::fflush(stdout);
  char unused;
  while (read(STDIN_FILENO, &unused, 1) > 0) continue;
  return absl::OkStatus();
}

}  // namespace
}  // namespace huiyin

int main(int argc, char** argv) {
  int brokers = 1;
  const bool is_count = argc < 3 || absl::SimpleAtoi(argv[2], &brokers);
  if (argc < 2 || argc > 3 || !is_count || brokers < 1 || brokers > huiyin::kBrokersMax) {
    std::fputs("usage: kafka_broker DIRECTORY [BROKERS]\n", stderr);
    return 2;
  }
  const absl::Status status = huiyin::ServeUntilEndOfInput(argv[1], brokers);
  if (status.ok()) return 0;
  std::fprintf(stderr, "%s\n%s\n", std::string(status.message()).c_str(), huiyin::ChineseOf(status).c_str());
  return 1;
}

// Opens the log in the directory it is given, writes a byte when it is open, and keeps it until it is killed.
#include <unistd.h>

#include "eventstore/rocksdb/rocksdb_log.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto log = huiyin::OpenRocksDbLog({.directory = argv[1]});
  if (!log.ok() || write(STDOUT_FILENO, "o", 1) != 1) return 1;
  pause();
}

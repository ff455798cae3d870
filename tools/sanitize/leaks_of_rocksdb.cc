// What LeakSanitizer must know of Debian's RocksDB. In the program rather than in a file, so that it holds wherever a
// test or its child process runs. Never one of our own functions.
extern "C" const char* __lsan_default_suppressions() {
  return
      // RocksDB 7.8 forgets the new memtable when the write-ahead log for it cannot be made: a power cut in a test.
      "leak:rocksdb::DBImpl::SwitchMemtable\n";
}

// What ThreadSanitizer must know of Debian's libraries, which are not instrumented. In the program rather than in a
// file, so that it holds wherever a test or its child process runs.

// Calls such as memcpy and free inside a library are judged only when they come from our code: the library's own
// atomics, which order them, are invisible.
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1:second_deadlock_stack=1"; }

// One line for each thing that only looks like a race, with the reason. Never one of our own functions.
extern "C" const char* __tsan_default_suppressions() { return ""; }

// What ThreadSanitizer must know of Debian's libraries, which are not instrumented. In the program rather than in a
// file, so that it holds wherever a test or its child process runs.

// Calls such as memcpy and free inside a library are judged only when they come from our code: the library's own
// atomics, which order them, are invisible. A forked child of a test may begin threads.
extern "C" const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1:second_deadlock_stack=1:die_after_fork=0";
}

// One line for each thing that only looks like a race, with the reason. Never one of our own functions. `race_top`
// looks at the access itself, not at its callers: what our callbacks do, called by gRPC, is still judged.
extern "C" const char* __tsan_default_suppressions() {
  return
      // The state of a call's operation, which gRPC's C++ headers (compiled with us) share with libgrpc by its atomics.
      "race_top:^grpc::internal::\n"
      // The end of an operation, before our code is told of it: gRPC looks through what the operation held.
      "race:^grpc::internal::CallOpSet<*>::FinalizeResult\n"
      // The end of a streaming call: gRPC counts in libgrpc who still works on it, and tells our reactor when nobody
      // does. So OnDone is not judged here; the address sanitizer judges what it deletes.
      "race:^grpc::internal::CallbackServerStreamingHandler<*>::*::CallOnDone\n"
      "race:^grpc::internal::CallbackBidiHandler<*>::*::CallOnDone\n"
      // gRPC counts in libgrpc, too, what a call still waits for.
      "race:^grpc::internal::ServerCallbackCall::Unref\n"
      // A call between two parts of one process hands the message's bytes over inside libgrpc; here they are read.
      "race:^grpc::internal::Callback*Handler<*>::Deserialize\n"
      // In such a call libgrpc makes on one thread what it runs our interceptor with on another.
      "race:^grpc::internal::InterceptorBatchMethodsImpl::InterceptorBatchMethodsImpl\n"
      "race:^grpc::internal::InterceptorBatchMethodsImpl::ProceedServer\n"
      // A program that ends does not wait for gRPC's own threads.
      "thread:^grpc_core::Thread::Thread\n";
}

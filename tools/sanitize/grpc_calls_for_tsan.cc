// Shows ThreadSanitizer what the operations of one gRPC call order. A thread that starts an operation, and the callback
// or waiting thread that is told of its end, meet inside libgrpc, which is not instrumented. The functions here take
// the place of libgrpc's, as in absl_mutex_for_tsan.cc. Both ends of an operation name the call: that is the object to
// meet at.
#include <dlfcn.h>
#include <grpc/grpc.h>
#include <sanitizer/tsan_interface.h>

#include <cstddef>

extern "C" {

// Every operation starts here.
grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops, size_t count, void* tag, void* reserved) {
  static const auto next =
      reinterpret_cast<decltype(&grpc_call_start_batch)>(dlsym(RTLD_NEXT, "grpc_call_start_batch"));
  __tsan_release(call);
  return next(call, ops, count, tag, reserved);
}

// gRPC's C++ headers let go of the call when an operation has ended, before they tell our code.
void grpc_call_unref(grpc_call* call) {
  static const auto next = reinterpret_cast<decltype(&grpc_call_unref)>(dlsym(RTLD_NEXT, "grpc_call_unref"));
  __tsan_acquire(call);
  next(call);
}

}  // extern "C"

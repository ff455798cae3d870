// Shows ThreadSanitizer the locks of abseil. Debian's libabsl is not instrumented: what an absl::Mutex orders would
// look like a race. Each function here takes the place of the library's (the executable's symbols come first), calls
// it, and tells ThreadSanitizer what it ordered. Linked by --config=tsan alone; see third_party/system.BUILD.
#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"

extern "C" {
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
}

namespace {

// The library's own function of the same mangled name as the caller's.
void* Next(const char* mangled) {
  void* const found = dlsym(RTLD_NEXT, mangled);
  if (found == nullptr) {
    std::fprintf(stderr, "absl_mutex_for_tsan: no library has %s\n", mangled);
    std::abort();
  }
  return found;
}

template <typename Method>
Method NextMethod(const char* mangled) {
  // The Itanium ABI: a pointer to a non-virtual method is its address and an adjustment of `this`, here 0.
  struct {
    void* address;
    std::ptrdiff_t adjustment;
  } representation = {Next(mangled), 0};
  Method method;
  static_assert(sizeof(method) == sizeof(representation));
  std::memcpy(&method, &representation, sizeof(method));
  return method;
}

}  // namespace

// Inside abseil's own namespace, whose inline part Debian names after the library's version.
namespace absl {
ABSL_NAMESPACE_BEGIN

#define HUIYIN_MANGLED(name) "_ZN4absl7debian3" name

// Takes: Lock, and all that returns with the lock held.
void Mutex::Lock() {
  static const auto next = NextMethod<void (Mutex::*)()>(HUIYIN_MANGLED("5Mutex4LockEv"));
  (this->*next)();
  __tsan_acquire(this);
}

void Mutex::ReaderLock() {
  static const auto next = NextMethod<void (Mutex::*)()>(HUIYIN_MANGLED("5Mutex10ReaderLockEv"));
  (this->*next)();
  __tsan_acquire(this);
}

bool Mutex::TryLock() {
  static const auto next = NextMethod<bool (Mutex::*)()>(HUIYIN_MANGLED("5Mutex7TryLockEv"));
  const bool locked = (this->*next)();
  if (locked) __tsan_acquire(this);
  return locked;
}

bool Mutex::ReaderTryLock() {
  static const auto next = NextMethod<bool (Mutex::*)()>(HUIYIN_MANGLED("5Mutex13ReaderTryLockEv"));
  const bool locked = (this->*next)();
  if (locked) __tsan_acquire(this);
  return locked;
}

void Mutex::LockWhen(const Condition& condition) {
  static const auto next =
      NextMethod<void (Mutex::*)(const Condition&)>(HUIYIN_MANGLED("5Mutex8LockWhenERKNS0_9ConditionE"));
  (this->*next)(condition);
  __tsan_acquire(this);
}

bool Mutex::LockWhenWithTimeout(const Condition& condition, Duration timeout) {
  static const auto next = NextMethod<bool (Mutex::*)(const Condition&, Duration)>(
      HUIYIN_MANGLED("5Mutex19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE"));
  const bool holds = (this->*next)(condition, timeout);
  __tsan_acquire(this);
  return holds;
}

bool Mutex::LockWhenWithDeadline(const Condition& condition, Time deadline) {
  static const auto next = NextMethod<bool (Mutex::*)(const Condition&, Time)>(
      HUIYIN_MANGLED("5Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE"));
  const bool holds = (this->*next)(condition, deadline);
  __tsan_acquire(this);
  return holds;
}

// Gives.
void Mutex::Unlock() {
  static const auto next = NextMethod<void (Mutex::*)()>(HUIYIN_MANGLED("5Mutex6UnlockEv"));
  __tsan_release(this);
  (this->*next)();
}

void Mutex::ReaderUnlock() {
  static const auto next = NextMethod<void (Mutex::*)()>(HUIYIN_MANGLED("5Mutex12ReaderUnlockEv"));
  __tsan_release(this);
  (this->*next)();
}

// Gives, then takes.
void Mutex::Await(const Condition& condition) {
  static const auto next =
      NextMethod<void (Mutex::*)(const Condition&)>(HUIYIN_MANGLED("5Mutex5AwaitERKNS0_9ConditionE"));
  __tsan_release(this);
  (this->*next)(condition);
  __tsan_acquire(this);
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  static const auto next = NextMethod<bool (Mutex::*)(const Condition&, Duration)>(
      HUIYIN_MANGLED("5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE"));
  __tsan_release(this);
  const bool holds = (this->*next)(condition, timeout);
  __tsan_acquire(this);
  return holds;
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  static const auto next = NextMethod<bool (Mutex::*)(const Condition&, Time)>(
      HUIYIN_MANGLED("5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE"));
  __tsan_release(this);
  const bool holds = (this->*next)(condition, deadline);
  __tsan_acquire(this);
  return holds;
}

void CondVar::Wait(Mutex* mu) {
  static const auto next = NextMethod<void (CondVar::*)(Mutex*)>(HUIYIN_MANGLED("7CondVar4WaitEPNS0_5MutexE"));
  __tsan_release(mu);
  (this->*next)(mu);
  __tsan_acquire(mu);
}

bool CondVar::WaitWithTimeout(Mutex* mu, Duration timeout) {
  static const auto next = NextMethod<bool (CondVar::*)(Mutex*, Duration)>(
      HUIYIN_MANGLED("7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE"));
  __tsan_release(mu);
  const bool timed_out = (this->*next)(mu, timeout);
  __tsan_acquire(mu);
  return timed_out;
}

bool CondVar::WaitWithDeadline(Mutex* mu, Time deadline) {
  static const auto next =
      NextMethod<bool (CondVar::*)(Mutex*, Time)>(HUIYIN_MANGLED("7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE"));
  __tsan_release(mu);
  const bool timed_out = (this->*next)(mu, deadline);
  __tsan_acquire(mu);
  return timed_out;
}

// A thread that unlocks evaluates the conditions of those who wait, under the lock but after the __tsan_release above.
bool Condition::Eval() const {
  static const auto next = NextMethod<bool (Condition::*)() const>("_ZNK4absl7debian39Condition4EvalEv");
  AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
  const bool holds = (this->*next)();
  AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
  return holds;
}

// A notification that was already given is seen without its mutex.
void Notification::Notify() {
  static const auto next = NextMethod<void (Notification::*)()>(HUIYIN_MANGLED("12Notification6NotifyEv"));
  __tsan_release(const_cast<std::atomic<bool>*>(&notified_yet_));
  (this->*next)();
}

void Notification::WaitForNotification() const {
  static const auto next =
      NextMethod<void (Notification::*)() const>("_ZNK4absl7debian312Notification19WaitForNotificationEv");
  (this->*next)();
  __tsan_acquire(const_cast<std::atomic<bool>*>(&notified_yet_));
}

bool Notification::WaitForNotificationWithTimeout(Duration timeout) const {
  static const auto next = NextMethod<bool (Notification::*)(Duration) const>(
      "_ZNK4absl7debian312Notification30WaitForNotificationWithTimeoutENS0_8DurationE");
  const bool notified = (this->*next)(timeout);
  if (notified) __tsan_acquire(const_cast<std::atomic<bool>*>(&notified_yet_));
  return notified;
}

bool Notification::WaitForNotificationWithDeadline(Time deadline) const {
  static const auto next = NextMethod<bool (Notification::*)(Time) const>(
      "_ZNK4absl7debian312Notification31WaitForNotificationWithDeadlineENS0_4TimeE");
  const bool notified = (this->*next)(deadline);
  if (notified) __tsan_acquire(const_cast<std::atomic<bool>*>(&notified_yet_));
  return notified;
}

bool BlockingCounter::DecrementCount() {
  static const auto next =
      NextMethod<bool (BlockingCounter::*)()>(HUIYIN_MANGLED("15BlockingCounter14DecrementCountEv"));
  __tsan_release(this);
  return (this->*next)();
}

void BlockingCounter::Wait() {
  static const auto next = NextMethod<void (BlockingCounter::*)()>(HUIYIN_MANGLED("15BlockingCounter4WaitEv"));
  (this->*next)();
  __tsan_acquire(this);
}

#undef HUIYIN_MANGLED

ABSL_NAMESPACE_END
}  // namespace absl

// C11's threads, as librdkafka uses them, on top of POSIX's: ThreadSanitizer of gcc 12 knows those alone, and crashes
// in a thread that it did not see begin. Linked by --config=tsan alone; the executable's symbols come first.
#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <memory>

// glibc keeps the one in the other (its threads.h says so by the sizes).
static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t));
static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t));
static_assert(sizeof(thrd_t) == sizeof(pthread_t));

namespace {

struct Start {
  thrd_start_t run;
  void* argument;
};

void* Run(void* start) {
  const std::unique_ptr<const Start> owned(static_cast<Start*>(start));
  return reinterpret_cast<void*>(static_cast<intptr_t>(owned->run(owned->argument)));
}

pthread_mutex_t* Posix(mtx_t* mutex) { return reinterpret_cast<pthread_mutex_t*>(mutex); }
pthread_cond_t* Posix(cnd_t* condition) { return reinterpret_cast<pthread_cond_t*>(condition); }

int C11(int error) {
  switch (error) {
    case 0:
      return thrd_success;
    case ENOMEM:
      return thrd_nomem;
    case ETIMEDOUT:
      return thrd_timedout;
    case EBUSY:
      return thrd_busy;
    default:
      return thrd_error;
  }
}

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t run, void* argument) {
  auto start = std::make_unique<Start>(Start{run, argument});
  const int error = pthread_create(thread, nullptr, Run, start.get());
  // The thread owns it.
  if (error == 0) static_cast<void>(start.release());
  return C11(error == EAGAIN ? ENOMEM : error);
}

int thrd_join(thrd_t thread, int* result) {
  void* returned = nullptr;
  const int error = pthread_join(thread, &returned);
  if (error == 0 && result != nullptr) *result = static_cast<int>(reinterpret_cast<intptr_t>(returned));
  return C11(error);
}

int mtx_init(mtx_t* mutex, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_settype(&attributes, (type & mtx_recursive) != 0 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
  const int error = pthread_mutex_init(Posix(mutex), &attributes);
  pthread_mutexattr_destroy(&attributes);
  return C11(error);
}

void mtx_destroy(mtx_t* mutex) { pthread_mutex_destroy(Posix(mutex)); }
int mtx_lock(mtx_t* mutex) { return C11(pthread_mutex_lock(Posix(mutex))); }
int mtx_unlock(mtx_t* mutex) { return C11(pthread_mutex_unlock(Posix(mutex))); }

int cnd_init(cnd_t* condition) { return C11(pthread_cond_init(Posix(condition), nullptr)); }
void cnd_destroy(cnd_t* condition) { pthread_cond_destroy(Posix(condition)); }
int cnd_signal(cnd_t* condition) { return C11(pthread_cond_signal(Posix(condition))); }
int cnd_broadcast(cnd_t* condition) { return C11(pthread_cond_broadcast(Posix(condition))); }
int cnd_wait(cnd_t* condition, mtx_t* mutex) { return C11(pthread_cond_wait(Posix(condition), Posix(mutex))); }

int cnd_timedwait(cnd_t* condition, mtx_t* mutex, const struct timespec* deadline) {
  return C11(pthread_cond_timedwait(Posix(condition), Posix(mutex), deadline));
}

}  // extern "C"

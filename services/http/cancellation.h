// Ends what waits for a socket, from another thread.
#ifndef HUIYIN_SERVICES_HTTP_CANCELLATION_H_
#define HUIYIN_SERVICES_HTTP_CANCELLATION_H_

#include "absl/time/time.h"

namespace huiyin {

// Once and for ever. Thread-safe.
class Cancellation {
 public:
  Cancellation();
  ~Cancellation();
  Cancellation(const Cancellation&) = delete;
  Cancellation& operator=(const Cancellation&) = delete;

  void Cancel();

  // Until `socket` has one of poll's `events`, or an error: true. False: at `until`, or cancelled.
  bool AwaitSocket(int socket, short events, absl::Time until) const;

 private:
  const int event_;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_HTTP_CANCELLATION_H_

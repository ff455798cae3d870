// SubscriptionService: the events as they come.
#ifndef HUIYIN_SERVICES_SUBSCRIPTION_SERVICE_H_
#define HUIYIN_SERVICES_SUBSCRIPTION_SERVICE_H_

#include <atomic>
#include <cstddef>
#include <utility>

#include "eventstore/event_log.h"
#include "huiyin/v1/subscription_service.grpc.pb.h"
#include "services/authenticator.h"
#include "services/held_call.h"
#include "services/log_bell.h"
#include "services/personal/personal_data.h"
#include "services/work_pool.h"

namespace huiyin {

// Streams at a time; one more is answered kResourceExhausted (TOO_MANY_SUBSCRIPTIONS).
inline constexpr int kSubscriptionsMax = 1'000;

// Thread-safe. What it is given must outlive it.
class SubscriptionService final : public v1::SubscriptionService::CallbackService {
 public:
  SubscriptionService(const EventLog& log, const PersonalData& personal, const Authenticator& authenticator,
                      WorkPool& pool, LogBell& bell, HoldCall hold = HoldNothing)
      : log_(log),
        personal_(personal),
        authenticator_(authenticator),
        pool_(pool),
        bell_(bell),
        hold_(std::move(hold)) {}

  // Streams end kUnavailable (SHUTTING_DOWN) at their next step. Ring the bell after it.
  void Stop() { stopping_ = true; }

  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(grpc::CallbackServerContext* context,
                                                             const v1::SubscribeRequest* request) override;

 private:
  const EventLog& log_;
  const PersonalData& personal_;
  const Authenticator& authenticator_;
  WorkPool& pool_;
  LogBell& bell_;
  const HoldCall hold_;
  std::atomic<int> streams_ = 0;
  std::atomic<bool> stopping_ = false;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_SUBSCRIPTION_SERVICE_H_

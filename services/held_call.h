// What a call keeps alive while it is under way: services that may go while the server stays are told of each call, and
// learn by the object's end that the call no longer needs them.
#ifndef HUIYIN_SERVICES_HELD_CALL_H_
#define HUIYIN_SERVICES_HELD_CALL_H_

#include <functional>
#include <memory>

#include "grpcpp/server_context.h"

namespace huiyin {

// Goes before the call's context does.
using HeldCall = std::shared_ptr<const void>;
// Called when a call begins.
using HoldCall = std::function<HeldCall(grpc::CallbackServerContext& context)>;

// For services that outlive their server.
inline HeldCall HoldNothing(grpc::CallbackServerContext&) { return nullptr; }

// For work of a call that may go on when the call has ended, such as what is made ahead: as long as the object lives,
// so do the service and all that it reads.
using KeepService = std::function<std::shared_ptr<const void>()>;

// For services that outlive their pool.
inline std::shared_ptr<const void> KeepNothing() { return nullptr; }

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_HELD_CALL_H_

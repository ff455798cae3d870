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

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_HELD_CALL_H_

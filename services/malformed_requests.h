// What a caller hears whose request does not parse: text that is not UTF-8, bytes that are no such message. gRPC's
// callback API never calls the service then and answers UNIMPLEMENTED without a word (docs/adr/); this puts
// INVALID_ARGUMENT (REQUEST_MALFORMED) with a reason and both languages in its place.
#ifndef HUIYIN_SERVICES_MALFORMED_REQUESTS_H_
#define HUIYIN_SERVICES_MALFORMED_REQUESTS_H_

#include <memory>

#include "grpcpp/support/server_interceptor.h"

namespace huiyin {

// For unary and server-streaming calls. Thread-safe. A stream of requests is its service's own to answer.
class MalformedRequests final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* info) override;
};

}  // namespace huiyin

#endif  // HUIYIN_SERVICES_MALFORMED_REQUESTS_H_

// gRPC services behind a real port of this machine, so that flow control is the real one too.
#ifndef HUIYIN_SERVICES_TESTING_RPC_SERVER_H_
#define HUIYIN_SERVICES_TESTING_RPC_SERVER_H_

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace huiyin::testing {

inline std::shared_ptr<grpc::Channel> ChannelTo(int port) {
  return grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials());
}

class RpcServer {
 public:
  // `services` must outlive it.
  template <typename... Services>
  explicit RpcServer(Services&... services) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    (builder.RegisterService(&services), ...);
    server_ = builder.BuildAndStart();
    CHECK(server_ != nullptr);
    CHECK_NE(port_, 0);
  }
  ~RpcServer() { Shutdown(); }

  int port() const { return port_; }
  std::shared_ptr<grpc::Channel> NewChannel() const { return ChannelTo(port_); }
  // Cancels what is still open.
  void Shutdown() { server_->Shutdown(std::chrono::system_clock::now()); }

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_RPC_SERVER_H_

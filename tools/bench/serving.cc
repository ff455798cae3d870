#include "tools/bench/serving.h"

#include <utility>

#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "huiyin/v1/proposal_service.grpc.pb.h"
#include "services/server/node.h"

namespace huiyin {
namespace {

constexpr absl::Duration kCatchUpMax = absl::Minutes(30);

class EchoService final : public v1::ProposalService::CallbackService {
#define HUIYIN_ECHO(Rpc)                                                                               \
  grpc::ServerUnaryReactor* Rpc(grpc::CallbackServerContext* context, const v1::Rpc##Request* request, \
                                v1::Receipt* receipt) override {                                       \
    return Answer(*context, request->header().ledger_id(), *receipt);                                  \
  }
  HUIYIN_ECHO(Submit)
  HUIYIN_ECHO(Cosign)
  HUIYIN_ECHO(Register)
  HUIYIN_ECHO(Assign)
  HUIYIN_ECHO(SignFor)
  HUIYIN_ECHO(LogContact)
  HUIYIN_ECHO(LogProgress)
  HUIYIN_ECHO(GiveCoOpinion)
  HUIYIN_ECHO(DeliverReply)
  HUIYIN_ECHO(Evaluate)
  HUIYIN_ECHO(OrderRehandling)
  HUIYIN_ECHO(Close)
#undef HUIYIN_ECHO

  static grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext& context, const std::string& ledger,
                                          v1::Receipt& receipt) {
    receipt.set_ledger_id(ledger);
    receipt.set_first_seq(1'000'000);
    receipt.set_count(1);
    receipt.set_tree_size(1'000'001);
    grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

struct EchoServer {
  EchoService service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Child>> StartNode(const std::string& data_directory, bool serve_views) {
  NodeOptions options;
  options.data_directory = data_directory;
  options.listen_address = "127.0.0.1:0";
  options.insecure = true;
  options.serve_views = serve_views;
  return Child::Start([options]() -> absl::StatusOr<Served> {
    ASSIGN_OR_RETURN(std::shared_ptr<Node> node, Node::Start(options));
    RETURN_IF_ERROR(node->WaitUntilCaughtUp(absl::Now() + kCatchUpMax));
    const int port = node->port();
    return Served{port, std::move(node)};
  });
}

absl::StatusOr<std::unique_ptr<Child>> StartEcho() {
  return Child::Start([]() -> absl::StatusOr<Served> {
    auto echo = std::make_shared<EchoServer>();
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &echo->port);
    builder.RegisterService(&echo->service);
    echo->server = builder.BuildAndStart();
    if (echo->server == nullptr) return absl::UnavailableError("the echo server did not start");
    const int port = echo->port;
    return Served{port, std::move(echo)};
  });
}

}  // namespace huiyin

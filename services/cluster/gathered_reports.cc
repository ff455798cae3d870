#include "services/cluster/gathered_reports.h"

#include <map>
#include <utility>

#include "base/ids.h"
#include "base/status_macros.h"
#include "services/cluster/forwarding.h"
#include "services/cluster/report_merge.h"
#include "services/report_definition.h"
#include "services/report_moment.h"
#include "services/report_request.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

using Remote = v1::ReportService::StubInterface::async_interface;
using v1::GetReportRequest;
using v1::GetReportResponse;

// By partition: each is asked for those of the named ledgers that it has; all for all, when none is named.
std::map<uint32_t, GetReportRequest> Divide(const GetReportRequest& request, const Routes& routes) {
  GetReportRequest of_none = request;
  of_none.clear_ledger_ids();
  of_none.clear_tree_sizes();
  std::map<uint32_t, GetReportRequest> requests;
  const auto of = [&](const std::string& ledger) -> GetReportRequest& {
    return requests.try_emplace(routes.PartitionOf(LedgerId(ledger)), of_none).first->second;
  };
  for (const std::string& ledger : request.ledger_ids()) of(ledger).add_ledger_ids(ledger);
  for (const v1::SealedLedger& ledger : request.tree_sizes()) *of(ledger.ledger_id()).add_tree_sizes() = ledger;
  if (!requests.empty()) return requests;
  for (uint32_t partition = 0; partition < routes.partitions(); ++partition) requests.emplace(partition, of_none);
  return requests;
}

// All of them read and merged by whoever asks for the next message.
class ReportBeingRead final : public StreamSource<GetReportResponse> {
 public:
  ReportBeingRead(std::unique_ptr<StreamMerge<GetReportResponse>> merge, StreamLimit::Place place)
      : merge_(std::move(merge)), place_(std::move(place)) {}
  ~ReportBeingRead() override {
    for (size_t i = 0; i < streams_.size(); ++i) {
      if (heads_[i].state == Head::State::kEnded) continue;
      streams_[i].context->TryCancel();
      static_cast<void>(streams_[i].reader->Finish());
    }
  }

  void Add(grpc::CallbackServerContext& context, uint32_t partition, const std::shared_ptr<grpc::Channel>& channel,
           const GetReportRequest& request) {
    heads_.emplace_back(partition);
    Stream& stream = streams_.emplace_back();
    stream.context = ForwardingContext(context, partition);
    stream.stub = v1::ReportService::NewStub(channel);
    stream.reader = stream.stub->GetReport(stream.context.get(), request);
  }

  absl::StatusOr<Pumped> Next(GetReportResponse& response) override {
    response.Clear();
    while (true) {
      MergeStep step = merge_->Next(heads_, response);
      switch (step.kind) {
        case MergeStep::Kind::kAwait:
          ReadAwaited();
          break;
        case MergeStep::Kind::kWrite:
          heads_[step.used].state = Head::State::kAwaited;
          return Pumped::kMessage;
        case MergeStep::Kind::kDrop:
          heads_[step.used].state = Head::State::kAwaited;
          break;
        case MergeStep::Kind::kEnd:
          RETURN_IF_ERROR(FromRpc(step.end));
          return Pumped::kEnd;
      }
    }
  }

 private:
  using Head = PartitionHead<GetReportResponse>;
  struct Stream {
    std::unique_ptr<grpc::ClientContext> context;
    std::unique_ptr<v1::ReportService::Stub> stub;
    std::unique_ptr<grpc::ClientReader<GetReportResponse>> reader;
  };

  void ReadAwaited() {
    for (size_t i = 0; i < streams_.size(); ++i) {
      if (heads_[i].state != Head::State::kAwaited) continue;
      if (streams_[i].reader->Read(&heads_[i].message)) {
        heads_[i].state = Head::State::kMessage;
      } else {
        heads_[i].state = Head::State::kEnded;
        heads_[i].end = streams_[i].reader->Finish();
      }
    }
  }

  const std::unique_ptr<StreamMerge<GetReportResponse>> merge_;
  const StreamLimit::Place place_;
  std::vector<Head> heads_;
  std::vector<Stream> streams_;
};

}  // namespace

absl::StatusOr<GatheredReports::Parts> GatheredReports::PartsOf(const GetReportRequest& request) {
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(CheckReportRequest(request, now));
  ASSIGN_OR_RETURN(const ReportDefinition* const report, FindReport(request.report()));
  ASSIGN_OR_RETURN(StreamLimit::Place place, reports_.Take());
  GetReportRequest asked = request;
  NowUnlessAsked(now, *asked.mutable_moment());
  Parts parts{std::move(place), nullptr, {}};
  for (auto& [partition, of_partition] : Divide(asked, routes_)) {
    ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel, channels_.To(partition));
    parts.parts.push_back({partition, std::move(channel), std::move(of_partition)});
  }
  parts.merge = std::make_unique<ReportMerge>(*report, parts.parts.size());
  return parts;
}

absl::StatusOr<grpc::ServerWriteReactor<GetReportResponse>*> GatheredReports::Serve(
    grpc::CallbackServerContext& context, const GetReportRequest& request) {
  ASSIGN_OR_RETURN(Parts parts, PartsOf(request));
  std::vector<StreamToRead<GetReportResponse>> streams;
  for (Part& part : parts.parts) {
    streams.push_back(
        ToRead<v1::ReportService>(context, part.partition, part.channel, std::move(part.request), &Remote::GetReport));
  }
  return GatheredStream<GetReportResponse>::Start(std::move(streams), std::move(parts.merge), std::move(parts.place));
}

absl::StatusOr<std::unique_ptr<StreamSource<GetReportResponse>>> GatheredReports::Read(
    grpc::CallbackServerContext& context, const GetReportRequest& request) {
  ASSIGN_OR_RETURN(Parts parts, PartsOf(request));
  auto source = std::make_unique<ReportBeingRead>(std::move(parts.merge), std::move(parts.place));
  for (const Part& part : parts.parts) source->Add(context, part.partition, part.channel, part.request);
  return source;
}

}  // namespace huiyin

// A client of ReportService in a few words.
#ifndef HUIYIN_SERVICES_TESTING_REPORT_CLIENT_H_
#define HUIYIN_SERVICES_TESTING_REPORT_CLIENT_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "huiyin/v1/report_service.grpc.pb.h"
#include "services/report_reader.h"
#include "services/rpc_status.h"

namespace huiyin::testing {

// Every call ends after a minute.
class ReportClient {
 public:
  explicit ReportClient(const std::shared_ptr<grpc::Channel>& channel, std::string token = "")
      : stub_(v1::ReportService::NewStub(channel)), token_(std::move(token)) {}

  // Sent with each call, unless empty.
  void UseToken(std::string token) { token_ = std::move(token); }

  // As they come.
  absl::StatusOr<std::vector<v1::GetReportResponse>> Parts(const v1::GetReportRequest& request) const {
    const auto context = Context();
    const auto stream = stub_->GetReport(context.get(), request);
    std::vector<v1::GetReportResponse> parts;
    for (v1::GetReportResponse part; stream->Read(&part);) parts.push_back(std::move(part));
    const grpc::Status status = stream->Finish();
    if (!status.ok()) return FromRpc(status);
    return parts;
  }
  absl::StatusOr<WholeReport> Report(const v1::GetReportRequest& request) const {
    absl::StatusOr<std::vector<v1::GetReportResponse>> parts = Parts(request);
    if (!parts.ok()) return parts.status();
    ReportReader reader;
    for (v1::GetReportResponse& part : *parts) reader.Add(std::move(part));
    return reader.Finish();
  }
  // Of one ledger.
  absl::StatusOr<WholeReport> Report(const std::string& name, const std::string& ledger,
                                     const v1::ReportMoment& moment) const {
    v1::GetReportRequest request;
    request.set_report(name);
    request.add_ledger_ids(ledger);
    *request.mutable_moment() = moment;
    return Report(request);
  }
  absl::StatusOr<v1::OpenFigureResponse> Open(const v1::OpenFigureRequest& request) const {
    return Call<v1::OpenFigureResponse>(&Stub::OpenFigure, request);
  }
  absl::StatusOr<v1::ExplainChangeResponse> Explain(const v1::ExplainChangeRequest& request) const {
    return Call<v1::ExplainChangeResponse>(&Stub::ExplainChange, request);
  }
  absl::StatusOr<v1::SealReportResponse> Seal(const v1::SealReportRequest& request) const {
    return Call<v1::SealReportResponse>(&Stub::SealReport, request);
  }
  absl::StatusOr<v1::RebuildReportResponse> Rebuild(const v1::RebuildReportRequest& request) const {
    return Call<v1::RebuildReportResponse>(&Stub::RebuildReport, request);
  }

 private:
  using Stub = v1::ReportService::StubInterface;

  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) const {
    Response response;
    const auto context = Context();
    const grpc::Status status = ((*stub_).*rpc)(context.get(), request, &response);
    if (!status.ok()) return FromRpc(status);
    return response;
  }
  std::unique_ptr<grpc::ClientContext> Context() const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    if (!token_.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token_));
    return context;
  }

  const std::unique_ptr<Stub> stub_;
  std::string token_;
};

}  // namespace huiyin::testing

#endif  // HUIYIN_SERVICES_TESTING_REPORT_CLIENT_H_

#include "tools/cli/administration.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "huiyin/v1/admin_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "services/server/version.h"
#include "tools/cli/message_json.h"
#include "tools/cli/printable.h"

namespace huiyin {
namespace {

void PrintRebuilt(const v1::RebuildViewsResponse& response, bool chinese) {
  const std::string folded = absl::StrCat(response.records_folded());
  if (chinese) {
    std::printf("已折算 %s 个事件；%s\n", folded.c_str(),
                response.equal() ? "重建的视图与现用视图逐字节相同" : "现用视图有出入，已替换");
  } else {
    std::printf("%s events folded; the views %s\n", folded.c_str(),
                response.equal() ? "equal the live ones, byte for byte" : "differed and were replaced");
  }
  for (const std::string& difference : response.differences()) std::printf("  %s\n", Printable(difference).c_str());
}

}  // namespace

absl::Status PrintVersion(const Connection* connection, bool json) {
  v1::GetVersionResponse response;
  response.set_version(kVersion);
  if (connection != nullptr) {
    grpc::ClientContext context;
    connection->Prepare(context);
    RETURN_IF_ERROR(FromRpc(v1::AdminService::NewStub(connection->channel())->GetVersion(&context, {}, &response)));
  }
  if (json) {
    std::puts(MessageJson(response).dump().c_str());
    return absl::OkStatus();
  }
  std::printf("huiyin %s\n", response.version().c_str());
  if (!response.calendar_version().empty()) std::printf("calendar %s\n", response.calendar_version().c_str());
  if (!response.log_engine().empty()) std::printf("log %s\n", response.log_engine().c_str());
  for (const std::string& pack : response.rule_packs()) std::printf("rule pack %s\n", pack.c_str());
  return absl::OkStatus();
}

absl::Status Rebuild(const Connection& connection, const Shown& shown) {
  grpc::ClientContext context;
  connection.Prepare(context, absl::InfiniteDuration());
  const auto stub = v1::AdminService::NewStub(connection.channel());
  const auto stream = stub->RebuildViews(&context, {});
  v1::RebuildViewsResponse response;
  {
    Progress progress("rebuilding 重建", 0);
    while (stream->Read(&response)) {
      progress.Show(0, absl::StrCat(response.records_folded(), " / ", response.records_total()));
    }
  }
  RETURN_IF_ERROR(FromRpc(stream->Finish()));
  if (shown.json) {
    std::puts(MessageJson(response).dump().c_str());
  } else {
    PrintRebuilt(response, LanguageOf(shown.language) == Language::kChinese);
  }
  if (response.equal()) return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, "VIEWS_DIFFERED",
               "the live views differed from the log; they were replaced and are right now",
               "实时视图与日志不一致；现已按日志重建");
}

}  // namespace huiyin

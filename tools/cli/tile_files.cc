#include "tools/cli/tile_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/entry_bundle.h"
#include "eventstore/merkle/tile.h"
#include "huiyin/v1/audit_service.grpc.pb.h"
#include "services/rpc_status.h"

namespace huiyin {
namespace {

// A bundle of the largest entries, each with its size before it.
constexpr size_t kFileBytesMax = merkle::kTileWidth * (merkle::kEntryBytesMax + 2);

absl::Status Absent(const LedgerId& ledger, absl::string_view file) {
  return Error(absl::StatusCode::kNotFound, "TILE_ABSENT", absl::StrCat("there is no ", ledger.value(), "/", file),
               absl::StrCat("尚无 ", ledger.value(), "/", file));
}

}  // namespace

TileFileReader FilesIn(std::string directory) {
  return [directory = std::move(directory)](const LedgerId& ledger,
                                            absl::string_view file) -> absl::StatusOr<std::string> {
    const std::string path = absl::StrCat(directory, "/", ledger.value(), "/", file);
    std::error_code error;
    std::ifstream in(path, std::ios::binary);
    if (in && std::filesystem::is_regular_file(path, error)) return std::string(std::istreambuf_iterator<char>(in), {});
    return Absent(ledger, file);
  };
}

TileFileReader FilesAt(HttpUrl site) {
  return [site = std::move(site)](const LedgerId& ledger, absl::string_view file) -> absl::StatusOr<std::string> {
    HttpCall call;
    call.url = site;
    call.reply_bytes_max = kFileBytesMax;
    absl::StrAppend(&call.url.path, "/", ledger.value(), "/", file);
    ASSIGN_OR_RETURN(HttpReply reply, CallHttp(call, Cancellation()));
    if (reply.status == 200) return std::move(reply.body);
    if (reply.status == 404) return Absent(ledger, file);
    return Error(absl::StatusCode::kUnavailable, "SITE_FAILED",
                 absl::StrCat(FormatHttpUrl(call.url), " answers ", reply.status),
                 absl::StrCat(FormatHttpUrl(call.url), " 应答 ", reply.status));
  };
}

TileFileReader FilesOf(const Connection& connection) {
  const std::shared_ptr<v1::AuditService::Stub> stub = v1::AuditService::NewStub(connection.channel());
  return [stub, &connection](const LedgerId& ledger, absl::string_view file) -> absl::StatusOr<std::string> {
    grpc::ClientContext context;
    connection.Prepare(context);
    v1::GetTileFileRequest request;
    request.set_ledger_id(ledger.value());
    request.set_path(std::string(file));
    v1::GetTileFileResponse response;
    RETURN_IF_ERROR(FromRpc(stub->GetTileFile(&context, request, &response)));
    return std::move(*response.mutable_content());
  };
}

}  // namespace huiyin

#include "tools/cli/tiles_export.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/merkle/entry_bundle.h"
#include "eventstore/merkle/frontier.h"
#include "eventstore/merkle/proof.h"
#include "huiyin/v1/audit_service.grpc.pb.h"
#include "services/rpc_status.h"
#include "tools/cli/ledger_choice.h"
#include "tools/cli/printable.h"
#include "tools/cli/tile_files.h"
#include "tools/cli/tile_folder.h"

namespace huiyin {
namespace {

using merkle::Checkpoint;
using merkle::Hash;

class LedgerExport {
 public:
  LedgerExport(const Connection& connection, const std::string& ledger, const std::string& directory,
               Progress& progress)
      : connection_(connection),
        stub_(v1::AuditService::NewStub(connection.channel())),
        fetch_(FilesOf(connection)),
        ledger_(ledger),
        folder_(absl::StrCat(directory, "/", ledger)),
        progress_(progress) {}

  // The size of the tree that the folder now holds.
  absl::StatusOr<uint64_t> Run() {
    ASSIGN_OR_RETURN(const std::string note, Fetch("checkpoint"));
    ASSIGN_OR_RETURN(const KeptCheckpoint now, ParseKeptCheckpoint(note));
    ASSIGN_OR_RETURN(const std::optional<KeptCheckpoint> before, folder_.Checkpoint());
    const merkle::TreeSize had = before.has_value() ? before->checkpoint.size : merkle::TreeSize(0);
    if (before.has_value()) RETURN_IF_ERROR(CheckExtends(before->checkpoint, now.checkpoint));
    const merkle::TreeSize size = now.checkpoint.size;
    const std::vector<merkle::Tile> tiles = merkle::NewTiles(had, size);
    for (const merkle::Tile& tile : tiles) RETURN_IF_ERROR(ExportTile(tile));
    for (const merkle::Tile& tile : tiles) RETURN_IF_ERROR(CheckAgainstTheOneAbove(tile, size));
    ASSIGN_OR_RETURN(const merkle::Frontier tree, merkle::Frontier::Recover(size, folder_));
    if (tree.Root() != now.checkpoint.root) return Wrong();
    RETURN_IF_ERROR(folder_.Write("checkpoint", note));
    return size.value();
  }

 private:
  absl::StatusOr<std::string> Fetch(const std::string& path) const { return fetch_(LedgerId(ledger_), path); }

  absl::Status CheckExtends(const Checkpoint& before, const Checkpoint& now) const {
    if (before.origin != now.origin) {
      return Error(absl::StatusCode::kFailedPrecondition, "FOLDER_OF_SOMETHING_ELSE",
                   absl::StrCat("the folder is of ", before.origin, ", not of ", now.origin),
                   absl::StrCat("目录属于 ", before.origin, "，不属于 ", now.origin));
    }
    if (before.size > now.size) return Wrong();
    grpc::ClientContext context;
    connection_.Prepare(context);
    v1::ProveConsistencyRequest request;
    request.set_ledger_id(ledger_);
    request.set_old_tree_size(before.size.value());
    request.set_tree_size(now.size.value());
    v1::ProveConsistencyResponse response;
    RETURN_IF_ERROR(FromRpc(stub_->ProveConsistency(&context, request, &response)));
    merkle::Proof proof;
    for (const std::string& hash : response.proof()) proof.push_back(Hash::FromBytes(hash).value_or(Hash()));
    return merkle::VerifyConsistency(before.size, before.root, now.size, now.root, proof);
  }

  absl::Status ExportTile(const merkle::Tile& tile) {
    const std::string path = merkle::TilePath(tile);
    ASSIGN_OR_RETURN(const std::string hashes, Fetch(path));
    RETURN_IF_ERROR(folder_.Write(path, hashes));
    if (tile.level == 0) RETURN_IF_ERROR(ExportEntries(tile, hashes));
    if (tile.width == merkle::kTileWidth) folder_.DropPartsOf(path);
    progress_.Show(++files_, absl::StrCat(ledger_, ": ", path));
    return absl::OkStatus();
  }

  absl::Status ExportEntries(const merkle::Tile& tile, const std::string& hashes) {
    const std::string path = merkle::EntriesPath(tile);
    ASSIGN_OR_RETURN(const std::string bundle, Fetch(path));
    ASSIGN_OR_RETURN(const std::vector<absl::string_view> entries, merkle::ParseEntryBundle(bundle, tile.width));
    std::vector<Hash> leaves;
    for (const absl::string_view entry : entries) leaves.push_back(merkle::LeafHash(entry));
    if (merkle::BytesOf(leaves) != hashes) return Wrong();
    RETURN_IF_ERROR(folder_.Write(path, bundle));
    if (tile.width == merkle::kTileWidth) folder_.DropPartsOf(path);
    return absl::OkStatus();
  }

  // A full tile is a hash of the level above; all others the root is made of.
  absl::Status CheckAgainstTheOneAbove(const merkle::Tile& tile, merkle::TreeSize size) const {
    if (tile.width < merkle::kTileWidth || tile.level + 1 == merkle::kTileLevels) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<Hash> hashes, folder_.Read(tile));
    const merkle::Tile above = merkle::TileInTree(tile.level + 1, tile.index / merkle::kTileWidth, size);
    ASSIGN_OR_RETURN(const std::vector<Hash> parents, folder_.Read(above));
    return merkle::CompleteRoot(hashes) == parents[tile.index % merkle::kTileWidth] ? absl::OkStatus() : Wrong();
  }

  absl::Status Wrong() const {
    return Error(absl::StatusCode::kDataLoss, "PROOF_WRONG",
                 absl::StrCat("ledger ", ledger_, ": what the server shows is not what its checkpoints say"),
                 absl::StrCat("登记册 ", ledger_, "：服务器给出的内容与其检查点不符"));
  }

  const Connection& connection_;
  const std::unique_ptr<v1::AuditService::Stub> stub_;
  const TileFileReader fetch_;
  const std::string ledger_;
  const TileFolder folder_;
  Progress& progress_;
  uint64_t files_ = 0;
};

// A server must not choose where on this machine is written.
absl::Status CheckIsFolderName(const std::string& ledger) {
  if (!ledger.empty() && ledger[0] != '.' && ledger.find('/') == std::string::npos) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "ID_MALFORMED", absl::StrCat("no ledger is called ", ledger),
               absl::StrCat("登记册不会叫作 ", ledger), "--ledger");
}

void PrintExported(const std::string& ledger, uint64_t size, const Shown& shown) {
  if (shown.json) {
    std::puts(nlohmann::ordered_json({{"ledger_id", ledger}, {"tree_size", size}}).dump().c_str());
  } else if (LanguageOf(shown.language) == Language::kChinese) {
    std::printf("%s：%s 条记录\n", Printable(ledger).c_str(), absl::StrCat(size).c_str());
  } else {
    std::printf("%s: %s records\n", Printable(ledger).c_str(), absl::StrCat(size).c_str());
  }
}

}  // namespace

absl::Status ExportTiles(const TilesExportOptions& options) {
  const bool all = options.ledgers.empty();
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(options.connection, {.views = all}));
  ASSIGN_OR_RETURN(const std::vector<std::string> ledgers, NamedOrAll(*connection, options.ledgers));
  Progress progress("exporting tiles 导出瓦片", 0);
  for (const std::string& ledger : ledgers) {
    RETURN_IF_ERROR(CheckIsFolderName(ledger));
    ASSIGN_OR_RETURN(const uint64_t size, LedgerExport(*connection, ledger, options.directory, progress).Run());
    PrintExported(ledger, size, options.shown);
  }
  return absl::OkStatus();
}

}  // namespace huiyin

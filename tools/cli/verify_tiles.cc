#include "tools/cli/verify_tiles.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/ledger_faults.h"
#include "eventstore/merkle/entry_bundle.h"
#include "eventstore/merkle/tile.h"
#include "eventstore/record_chain.h"
#include "eventstore/tree_check.h"
#include "tools/cli/ledger_choice.h"
#include "tools/cli/public_key.h"
#include "tools/cli/tile_files.h"
#include "tools/cli/verify_parts.h"

namespace huiyin {
namespace {

using merkle::Hash;
using merkle::Tile;
using merkle::TreeSize;

class FetchedTiles final : public merkle::TileReader {
 public:
  FetchedTiles(const TileFileReader& files, LedgerId ledger) : files_(files), ledger_(std::move(ledger)) {}

 private:
  absl::StatusOr<std::vector<Hash>> ReadHashes(const Tile& tile) const override {
    ASSIGN_OR_RETURN(const std::string bytes, files_(ledger_, merkle::TilePath(tile)));
    return merkle::HashesFromBytes(bytes).value_or(std::vector<Hash>());
  }

  const TileFileReader& files_;
  const LedgerId ledger_;
};

class TilesVerification {
 public:
  TilesVerification(const VerifyTilesOptions& options, TileFileReader files, std::vector<merkle::VerifierKey> keys)
      : json_(options.shown.json), lines_(options.shown), files_(std::move(files)), keys_(std::move(keys)) {}

  absl::Status Run(const std::vector<std::string>& ledgers) {
    const absl::Time start = absl::Now();
    for (const std::string& ledger : ledgers) CheckLedger(LedgerId(ledger));
    const double seconds = std::max(absl::ToDoubleSeconds(absl::Now() - start), 1e-6);
    PrintSummary(ledgers.size(), static_cast<uint64_t>(static_cast<double>(records_) / seconds));
    return lines_.Result();
  }

 private:
  void CheckLedger(const LedgerId& ledger) {
    LedgerFaults faults(ledger, [this](const LogFault& fault) { lines_.Tell(fault); });
    const absl::StatusOr<KeptCheckpoint> checkpoint = Checkpoint(ledger);
    if (!checkpoint.ok()) {
      return faults.Tell(std::nullopt, Prefixed(checkpoint.status(), "its checkpoint: ", "检查点："));
    }
    const absl::Status trusted = keys_.empty() ? absl::OkStatus() : CheckSigned(keys_, ledger, *checkpoint);
    if (!trusted.ok()) faults.Tell(std::nullopt, Prefixed(trusted, "its checkpoint: ", "检查点："));
    const TreeSize size = checkpoint->checkpoint.size;
    const FetchedTiles tiles(files_, ledger);
    TreeCheck tree(&tiles, TreeHead{size, checkpoint->checkpoint.root}, faults);
    const CheckRecordHook check = CheckDigest;
    RecordChain chain(faults, check);
    for (uint64_t first = 0; first < size.value(); first += merkle::kTileWidth) {
      tree.AddLeaves(CheckBundle(merkle::TileInTree(0, first / merkle::kTileWidth, size), faults, chain));
      progress_.Show(records_, absl::StrCat(ledger.value(), " ", first, " / ", size.value()));
    }
    tree.Finish(size.value());
  }

  absl::StatusOr<KeptCheckpoint> Checkpoint(const LedgerId& ledger) const {
    ASSIGN_OR_RETURN(const std::string note, files_(ledger, "checkpoint"));
    return ParseKeptCheckpoint(note);
  }

  // The leaves of its records; nullopt: they cannot be read.
  std::vector<std::optional<Hash>> CheckBundle(const Tile& tile, LedgerFaults& faults, RecordChain& chain) {
    const Seq first(tile.index * merkle::kTileWidth);
    std::vector<std::optional<Hash>> leaves;
    const absl::StatusOr<std::string> bundle = files_(faults.ledger(), merkle::EntriesPath(tile));
    const absl::StatusOr<std::vector<absl::string_view>> entries =
        bundle.ok() ? merkle::ParseEntryBundle(*bundle, tile.width) : bundle.status();
    if (!entries.ok()) {
      faults.Tell(first, "RECORD_DAMAGED",
                  absl::StrCat("it and the ", tile.width - 1, " after it cannot be read: ", entries.status().message()),
                  absl::StrCat("该条及其后 ", tile.width - 1, " 条无法读取：", ChineseOf(entries.status())));
      chain.Skip();
      leaves.resize(tile.width);
      return leaves;
    }
    for (const absl::string_view entry : *entries) {
      chain.Add(first.Plus(leaves.size()), entry);
      leaves.push_back(merkle::LeafHash(entry));
      ++records_;
    }
    return leaves;
  }

  void PrintSummary(size_t ledgers, uint64_t records_a_second) const {
    if (json_) {
      const nlohmann::ordered_json line = {{"ledgers", ledgers},
                                           {"records", records_},
                                           {"faults", lines_.count()},
                                           {"signatures", !keys_.empty()},
                                           {"records_a_second", records_a_second}};
      std::puts(line.dump().c_str());
      return;
    }
    const std::string english =
        absl::StrCat(Counted(records_, "record"), " of ", Counted(ledgers, "ledger"),
                     keys_.empty() ? " (whose signatures were not looked at: give --key)" : " and their signatures");
    const std::string chinese = absl::StrCat("已核验 ", ledgers, " 个登记册的 ", records_, " 条记录",
                                             keys_.empty() ? "（未核验签名：请指定 --key）" : "及其签名");
    lines_.PrintSummary(lines_.chinese() ? chinese : english, records_a_second);
  }

  const bool json_;
  FaultLines lines_;
  const TileFileReader files_;
  const std::vector<merkle::VerifierKey> keys_;
  Progress progress_{"verifying 核验", 0};
  uint64_t records_ = 0;
};

bool IsSite(const std::string& tiles) { return absl::StrContains(tiles, "://"); }

absl::StatusOr<std::vector<std::string>> LedgersIn(const std::string& folder) {
  std::vector<std::string> ledgers;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (std::filesystem::exists(entry.path() / "checkpoint", error)) ledgers.push_back(entry.path().filename());
  }
  std::sort(ledgers.begin(), ledgers.end());
  if (!ledgers.empty()) return ledgers;
  return Error(absl::StatusCode::kInvalidArgument, "FILE_UNREADABLE",
               absl::StrCat(folder, " is no folder of tiles (huiyin tiles export)"),
               absl::StrCat(folder, " 不是瓦片目录（huiyin tiles export）"), "--tiles");
}

absl::Status VerifyMirror(const VerifyTilesOptions& options, std::vector<merkle::VerifierKey> keys) {
  std::vector<std::string> ledgers = options.ledgers;
  if (!IsSite(options.tiles)) {
    if (ledgers.empty()) {
      ASSIGN_OR_RETURN(ledgers, LedgersIn(options.tiles));
    }
    return TilesVerification(options, FilesIn(options.tiles), std::move(keys)).Run(ledgers);
  }
  ASSIGN_OR_RETURN(HttpUrl site, ParseHttpUrl(options.tiles));
  if (ledgers.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "LEDGER_NOT_NAMED",
                 "a site does not say which ledgers it has; say which with --ledger",
                 "网站不列出其登记册；请用 --ledger 指定", "--ledger");
  }
  return TilesVerification(options, FilesAt(std::move(site)), std::move(keys)).Run(ledgers);
}

}  // namespace

absl::Status VerifyTiles(const VerifyTilesOptions& options) {
  ASSIGN_OR_RETURN(std::vector<merkle::VerifierKey> keys, PublicKeys(options.keys));
  if (!options.tiles.empty()) return VerifyMirror(options, std::move(keys));
  ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection, Connection::Open(options.connection, {}));
  ASSIGN_OR_RETURN(const std::vector<std::string> ledgers, NamedOrAll(*connection, options.ledgers));
  return TilesVerification(options, FilesOf(*connection), std::move(keys)).Run(ledgers);
}

}  // namespace huiyin

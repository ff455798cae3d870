#include "projections/view_store.h"

#include <google/protobuf/arena.h>
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/ledgers_page.h"
#include "projections/view_keys.h"
#include "projections/view_rep.h"

namespace huiyin {
namespace {

// Four shards: each must hold what is pinned in it.
constexpr int kCacheShardBits = 2;
constexpr uint64_t kMetadataBlockBytes = 16 << 10;

bool Supports(rocksdb::CompressionType type) {
  const std::vector<rocksdb::CompressionType> all = rocksdb::GetSupportedCompressions();
  return std::find(all.begin(), all.end(), type) != all.end();
}

rocksdb::Options RocksDbOptions(const ViewStoreOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes, kCacheShardBits);
  // Indexes and filters count against the same bound. In parts: those of a large file are larger than a shard of the
  // cache, and would be read from disk, whole, for each row.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.metadata_block_size = kMetadataBlockBytes;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;

  rocksdb::Options result;
  result.create_if_missing = true;
  result.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  result.compression = Supports(rocksdb::kLZ4Compression) ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  result.level_compaction_dynamic_level_bytes = true;
  result.write_buffer_size = options.write_buffer_bytes / 2;
  result.max_write_buffer_number = 2;
  result.db_write_buffer_size = options.write_buffer_bytes;
  // A restart reads at most so much of the write-ahead log again.
  result.max_total_wal_size = 2 * options.write_buffer_bytes;
  result.max_open_files = 512;
  result.max_background_jobs = 2;
  result.keep_log_file_num = 2;
  result.max_log_file_size = 1 << 20;
  return result;
}

// The live ledger, held still.
class StorePicture final : public LedgerPicture {
 public:
  explicit StorePicture(std::shared_ptr<ViewStore::Rep> rep) : rep_(std::move(rep)) { snapshot_.emplace(*rep_->db); }

  // False: no such ledger.
  absl::StatusOr<bool> Load(const LedgerId& ledger) {
    ASSIGN_OR_RETURN(std::optional<LedgerDirectory> directory, rep_->Directory(snapshot_->get(), ledger.value()));
    if (!directory) return false;
    directory_ = *std::move(directory);
    return true;
  }

  const LedgerDirectory& directory() const override { return directory_; }

  absl::Status Hold() override {
    if (held_.has_value()) return absl::OkStatus();
    std::vector<const v1::ProposalFacts*> held;
    RETURN_IF_ERROR(Scan(
        {}, [&]() -> v1::ProposalFacts& { return *google::protobuf::Arena::CreateMessage<v1::ProposalFacts>(&arena_); },
        [&held](const v1::ProposalFacts& facts) {
          held.push_back(&facts);
          return absl::OkStatus();
        }));
    held_ = std::move(held);
    // Nothing of the store is needed any more.
    snapshot_.reset();
    rep_.reset();
    return absl::OkStatus();
  }

  absl::Status ForEachProposalFrom(absl::string_view from, OnProposal on_proposal) const override {
    if (held_.has_value()) return ForEachHeldFrom(from, on_proposal);
    v1::ProposalFacts facts;
    return Scan(
        from, [&facts]() -> v1::ProposalFacts& { return facts; }, on_proposal);
  }

 private:
  absl::Status ForEachHeldFrom(absl::string_view from, OnProposal on_proposal) const {
    const auto comes_before = [](const v1::ProposalFacts* facts, absl::string_view id) {
      return facts->proposal_id() < id;
    };
    auto next = std::lower_bound(held_->begin(), held_->end(), from, comes_before);
    for (; next != held_->end(); ++next) RETURN_IF_ERROR(on_proposal(**next));
    return absl::OkStatus();
  }

  // Each into a message of `place`.
  absl::Status Scan(absl::string_view from, absl::FunctionRef<v1::ProposalFacts&()> place,
                    OnProposal on_proposal) const {
    // A pass over everything would drive out what single reads need.
    PrefixScan scan(*rep_->db, snapshot_->get(), RowKey(RowKind::kProposal, directory_.ledger.ledger_id()), from,
                    /*fill_cache=*/false);
    for (; scan.Valid(); scan.Next()) {
      const absl::string_view value = scan.value();
      v1::ProposalFacts& facts = place();
      if (!facts.ParseFromArray(value.data(), static_cast<int>(value.size()))) return DamagedRow(scan.key());
      RETURN_IF_ERROR(on_proposal(facts));
    }
    return scan.status();
  }

  std::shared_ptr<ViewStore::Rep> rep_;
  std::optional<HeldSnapshot> snapshot_;
  LedgerDirectory directory_;
  google::protobuf::Arena arena_;
  // By id; on arena_.
  std::optional<std::vector<const v1::ProposalFacts*>> held_;
};

}  // namespace

bool IsOfViews(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  return absl::StartsWith(reason, "VIEWS_") && reason != "VIEWS_LOCKED";
}

ViewStore::ViewStore(std::shared_ptr<Rep> rep) : rep_(std::move(rep)) {}
ViewStore::~ViewStore() = default;

absl::StatusOr<std::unique_ptr<ViewStore>> ViewStore::Open(const std::string& directory,
                                                           const ViewStoreOptions& options) {
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(RocksDbOptions(options), directory, &db);
  if (status.IsIOError() && absl::StrContains(status.ToString(), "lock")) {
    return Error(absl::StatusCode::kUnavailable, "VIEWS_LOCKED",
                 absl::StrCat(directory, " is in use by another process"),
                 absl::StrCat(directory, " 正被另一个进程使用"));
  }
  if (!status.ok()) return FromRocksDb(status, absl::StrCat("opening ", directory));
  return std::unique_ptr<ViewStore>(new ViewStore(std::make_shared<Rep>(directory, std::unique_ptr<rocksdb::DB>(db))));
}

absl::StatusOr<std::optional<v1::LedgerFacts>> ViewStore::GetLedger(const LedgerId& ledger) const {
  v1::LedgerFacts facts;
  ASSIGN_OR_RETURN(const bool found, rep_->Get(nullptr, LedgerKey(ledger.value()), facts));
  if (!found) return std::nullopt;
  return facts;
}

absl::StatusOr<std::optional<v1::ProposalFacts>> ViewStore::GetProposal(const LedgerId& ledger,
                                                                        absl::string_view proposal) const {
  v1::ProposalFacts facts;
  ASSIGN_OR_RETURN(const bool found, rep_->Get(nullptr, RowKey(RowKind::kProposal, ledger.value(), proposal), facts));
  if (!found) return std::nullopt;
  return facts;
}

absl::StatusOr<std::optional<LedgerDirectory>> ViewStore::GetDirectory(const LedgerId& ledger) const {
  const HeldSnapshot snapshot(*rep_->db);
  return rep_->Directory(snapshot.get(), ledger.value());
}

absl::StatusOr<v1::ListLedgersResponse> ViewStore::ListLedgers(const v1::ListLedgersRequest& request) const {
  const size_t size = LedgersPageSize(request);
  ASSIGN_OR_RETURN(const std::string from, LedgersPageStart(request.page_token()));
  v1::ListLedgersResponse response;
  PrefixScan scan(*rep_->db, nullptr, LedgerKey(""), from);
  for (; scan.Valid(); scan.Next()) {
    if (static_cast<size_t>(response.ledgers_size()) == size) {
      response.set_next_page_token(LedgersPageToken(scan.suffix()));
      return response;
    }
    const absl::string_view value = scan.value();
    if (!response.add_ledgers()->ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      return DamagedRow(scan.key());
    }
  }
  RETURN_IF_ERROR(scan.status());
  return response;
}

absl::StatusOr<std::unique_ptr<LedgerPicture>> ViewStore::Picture(const LedgerId& ledger) const {
  auto picture = std::make_unique<StorePicture>(rep_);
  ASSIGN_OR_RETURN(const bool found, picture->Load(ledger));
  if (!found) return nullptr;
  return picture;
}

absl::StatusOr<LogPlace> ViewStore::Place(uint32_t partition) const { return rep_->Place(nullptr, partition); }

absl::StatusOr<Offset> ViewStore::Position(uint32_t partition) const {
  ASSIGN_OR_RETURN(const LogPlace place, Place(partition));
  return place.next;
}

}  // namespace huiyin

#include "services/audit_answers.h"

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/ledger_tree.h"
#include "eventstore/merkle/entry_bundle.h"
#include "eventstore/merkle/proof.h"
#include "eventstore/merkle/proof_file.h"
#include "eventstore/merkle/tile.h"

namespace huiyin {
namespace {

using merkle::TreeSize;

// The size that a request names, or that of all records.
absl::StatusOr<TreeSize> SizeOf(const LedgerHead& head, std::optional<uint64_t> asked, absl::string_view field) {
  const TreeSize size(asked.value_or(head.next.value()));
  if (size.value() <= head.next.value()) return size;
  return Error(absl::StatusCode::kOutOfRange, "TREE_SIZE_NOT_YET",
               absl::StrCat("the ledger has ", head.next.value(), " records, not ", size.value()),
               absl::StrCat("登记册有 ", head.next.value(), " 条记录，不足 ", size.value()), field);
}

template <typename Request>
std::optional<uint64_t> TreeSizeIn(const Request& request) {
  return request.has_tree_size() ? std::optional<uint64_t>(request.tree_size()) : std::nullopt;
}

template <typename Response>
void SetProof(const merkle::Proof& proof, Response& response) {
  for (const merkle::Hash& hash : proof) *response.add_proof() = std::string(hash.bytes());
}

// Reads record after record, each of which is there.
class RecordReader {
 public:
  static absl::StatusOr<RecordReader> At(const EventLog& log, const LedgerId& ledger, Seq from) {
    ASSIGN_OR_RETURN(std::unique_ptr<RecordCursor> cursor, log.ReadLedger(ledger, from));
    return RecordReader(ledger, from, std::move(cursor));
  }

  // Valid until the next call.
  absl::StatusOr<absl::string_view> Next() {
    ASSIGN_OR_RETURN(const std::optional<StoredRecord> record, cursor_->Next());
    if (!record.has_value()) return RecordDamaged(ledger_, seq_, "the record is missing", "记录缺失");
    seq_ = seq_.Next();
    return record->bytes;
  }

 private:
  RecordReader(LedgerId ledger, Seq seq, std::unique_ptr<RecordCursor> cursor)
      : ledger_(std::move(ledger)), seq_(seq), cursor_(std::move(cursor)) {}

  LedgerId ledger_;
  Seq seq_;
  std::unique_ptr<RecordCursor> cursor_;
};

absl::StatusOr<std::string> BundleOf(const EventLog& log, const LedgerId& ledger, const merkle::Tile& tile) {
  ASSIGN_OR_RETURN(RecordReader reader, RecordReader::At(log, ledger, Seq(tile.index * merkle::kTileWidth)));
  std::string bundle;
  for (uint32_t i = 0; i < tile.width; ++i) {
    ASSIGN_OR_RETURN(const absl::string_view bytes, reader.Next());
    RETURN_IF_ERROR(merkle::AppendEntry(bytes, bundle));
  }
  return bundle;
}

}  // namespace

absl::Status CheckHasSeq(const LedgerHead& head, uint64_t seq, absl::string_view field) {
  if (seq < head.next.value()) return absl::OkStatus();
  return Error(absl::StatusCode::kOutOfRange, "SEQ_NOT_YET",
               absl::StrCat("the ledger has no event ", seq, " yet; its last is ", head.next.value() - 1),
               absl::StrCat("登记册尚无事件 ", seq, "，最后一个是 ", head.next.value() - 1), field);
}

absl::StatusOr<v1::ProveInclusionResponse> InclusionOf(const EventLog& log, const LedgerHead& head,
                                                       const v1::ProveInclusionRequest& request) {
  RETURN_IF_ERROR(CheckHasSeq(head, request.seq(), "seq"));
  ASSIGN_OR_RETURN(const TreeSize size, SizeOf(head, TreeSizeIn(request), "tree_size"));
  const Seq seq(request.seq());
  const LedgerTiles tiles(log, head.ledger);
  ASSIGN_OR_RETURN(const merkle::Proof proof, merkle::ProveInclusion(seq, size, tiles));
  ASSIGN_OR_RETURN(const merkle::Hash root, merkle::RootAt(size, tiles));
  ASSIGN_OR_RETURN(RecordReader reader, RecordReader::At(log, head.ledger, seq));
  ASSIGN_OR_RETURN(const absl::string_view bytes, reader.Next());
  v1::ProveInclusionResponse response;
  response.set_tree_size(size.value());
  response.set_root_hash(std::string(root.bytes()));
  response.set_leaf_hash(std::string(merkle::LeafHash(bytes).bytes()));
  SetProof(proof, response);
  return response;
}

absl::StatusOr<v1::ProveConsistencyResponse> ConsistencyOf(const EventLog& log, const LedgerHead& head,
                                                           const v1::ProveConsistencyRequest& request) {
  ASSIGN_OR_RETURN(const TreeSize old_size, SizeOf(head, request.old_tree_size(), "old_tree_size"));
  ASSIGN_OR_RETURN(const TreeSize size, SizeOf(head, TreeSizeIn(request), "tree_size"));
  const LedgerTiles tiles(log, head.ledger);
  ASSIGN_OR_RETURN(const merkle::Proof proof, merkle::ProveConsistency(old_size, size, tiles));
  ASSIGN_OR_RETURN(const merkle::Hash old_root, merkle::RootAt(old_size, tiles));
  ASSIGN_OR_RETURN(const merkle::Hash root, merkle::RootAt(size, tiles));
  v1::ProveConsistencyResponse response;
  response.set_old_root_hash(std::string(old_root.bytes()));
  response.set_tree_size(size.value());
  response.set_root_hash(std::string(root.bytes()));
  SetProof(proof, response);
  return response;
}

absl::StatusOr<std::string> ReceiptFileOf(const EventLog& log, const LedgerId& ledger, Seq seq,
                                          const KeptCheckpoint& checkpoint) {
  ASSIGN_OR_RETURN(RecordReader reader, RecordReader::At(log, ledger, seq));
  ASSIGN_OR_RETURN(const absl::string_view bytes, reader.Next());
  const merkle::Checkpoint& signed_for = checkpoint.checkpoint;
  ASSIGN_OR_RETURN(const merkle::Proof proof, merkle::ProveInclusion(seq, signed_for.size, LedgerTiles(log, ledger)));
  // A damaged log must not hand out a file that proves nothing.
  const absl::Status proven =
      merkle::VerifyInclusion(merkle::LeafHash(bytes), seq, signed_for.size, signed_for.root, proof);
  if (!proven.ok()) {
    return RecordDamaged(ledger, seq, "it is not the record that the checkpoint signed for",
                         "已不是检查点签署时的那条记录");
  }
  return merkle::FormatProofFile({std::string(bytes), seq, proof, checkpoint.note});
}

absl::StatusOr<std::string> TileFileOf(const EventLog& log, const LedgerHead& head, absl::string_view path) {
  ASSIGN_OR_RETURN(const merkle::TileResource resource, merkle::ParseTilePath(path));
  const merkle::Tile& tile = resource.tile;
  const uint64_t there = merkle::TileLevelWidth(tile.level, TreeSize(head.next.value()));
  // The path's number is bounded so that this does not overflow.
  if (tile.index * merkle::kTileWidth + tile.width > there) {
    return Error(absl::StatusCode::kNotFound, "TILE_ABSENT", absl::StrCat("the tree has no ", path, " yet"),
                 absl::StrCat("默克尔树尚无 ", path), "path");
  }
  if (resource.entries) return BundleOf(log, head.ledger, tile);
  ASSIGN_OR_RETURN(const std::vector<merkle::Hash> hashes, log.ReadTile(head.ledger, tile));
  return std::string(merkle::BytesOf(hashes));
}

}  // namespace huiyin

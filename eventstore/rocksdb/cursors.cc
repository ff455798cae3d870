#include "eventstore/rocksdb/cursors.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/append_checks.h"
#include "eventstore/record_codec.h"

namespace huiyin::rocksdb_log {
namespace {

// A short read is common (one record, one proposal), a long one worth few chunks: they start small and grow.
constexpr size_t kFirstChunkRecords = 32;

class ChunkedCursor : public RecordCursor {
 public:
  explicit ChunkedCursor(const Store& store) : store_(store) {}

  absl::StatusOr<std::optional<StoredRecord>> Next() final {
    if (next_ == rows_.size()) {
      rows_.clear();
      bytes_.clear();
      next_ = 0;
      RETURN_IF_ERROR(store_.Usable());
      const absl::Status status = Fill();
      // What was read before the error comes first; the next call meets it again.
      if (rows_.empty() && !status.ok()) return status;
      if (rows_.empty()) return std::nullopt;
      records_max_ = std::min(2 * records_max_, kChunkRecordsMax);
    }
    Row& row = rows_[next_++];
    return StoredRecord{std::move(row.ledger), row.seq, row.offset,
                        absl::string_view(bytes_).substr(row.begin, row.size)};
  }

 protected:
  // Adds the next records, until Full. Nothing to add is OK.
  virtual absl::Status Fill() = 0;

  bool Full() const { return rows_.size() >= records_max_ || bytes_.size() >= kChunkBytes; }
  size_t records_max() const { return records_max_; }
  void Add(const LedgerId& ledger, Seq seq, Offset offset, absl::string_view bytes) {
    rows_.push_back(Row{ledger, seq, offset, bytes_.size(), bytes.size()});
    bytes_.append(bytes.data(), bytes.size());
  }

  const Store& store_;

 private:
  struct Row {
    LedgerId ledger;
    Seq seq;
    Offset offset;
    size_t begin;
    size_t size;
  };

  size_t records_max_ = kFirstChunkRecords;
  std::vector<Row> rows_;
  std::string bytes_;
  size_t next_ = 0;
};

absl::Status RecordMissing(const LedgerId& ledger, Seq seq) {
  return RecordDamaged(ledger, seq, "the record is missing", "记录缺失");
}

absl::Status RecordUnread(const LedgerId& ledger, Seq seq, const rocksdb::Status& status) {
  return FromRocks(status, absl::StrCat("ledger ", ledger.value(), ", seq ", seq.value()),
                   absl::StrCat("登记册 ", ledger.value(), " 第 ", seq.value(), " 条"));
}

// The place that the record itself names.
absl::StatusOr<RecordPlace> PlaceAt(const LedgerId& ledger, Seq seq, absl::string_view bytes) {
  absl::StatusOr<RecordPlace> place = PlaceOf(bytes);
  if (!place.ok()) return RecordDamaged(ledger, seq, place.status().message(), ChineseOf(place.status()));
  if (place->ledger != ledger.value() || place->seq != seq) {
    return RecordDamaged(
        ledger, seq, absl::StrCat("the record there is that of ledger ", place->ledger, ", seq ", place->seq.value()),
        absl::StrCat("该处的记录属于登记册 ", place->ledger, " 第 ", place->seq.value(), " 条"));
  }
  return place;
}

// Walks over `records`. Records that lie side by side are reached without searching.
class RecordWalk {
 public:
  explicit RecordWalk(const Store& store) : it_(store.NewIterator(Family::kRecords, rocksdb::ReadOptions())) {}

  // The record, valid until the next call; kDataLoss when it is damaged or missing.
  absl::StatusOr<absl::string_view> At(const LedgerId& ledger, LedgerNumber number, Seq seq) {
    const std::string key = RecordKey(number, seq);
    if (it_->Valid()) it_->Next();
    if (!it_->Valid() || it_->key() != ToSlice(key)) it_->Seek(ToSlice(key));
    if (!it_->status().ok()) return RecordUnread(ledger, seq, it_->status());
    if (!it_->Valid() || it_->key() != ToSlice(key)) return RecordMissing(ledger, seq);
    RETURN_IF_ERROR(PlaceAt(ledger, seq, ToView(it_->value())).status());
    return ToView(it_->value());
  }

 private:
  const std::unique_ptr<rocksdb::Iterator> it_;
};

class LedgerCursorImpl final : public ChunkedCursor {
 public:
  LedgerCursorImpl(const Store& store, const LedgerId& ledger, Seq from)
      : ChunkedCursor(store), ledger_(ledger), seq_(from) {}

 private:
  absl::Status Fill() override {
    ASSIGN_OR_RETURN(const std::optional<LedgerRow> row, store_.GetLedger(ledger_));
    if (!row.has_value() || seq_ >= row->next) return absl::OkStatus();
    RecordWalk walk(store_);
    for (; seq_ < row->next && !Full(); seq_ = seq_.Next()) {
      ASSIGN_OR_RETURN(const absl::string_view bytes, walk.At(ledger_, row->ledger, seq_));
      Add(ledger_, seq_, Offset(), bytes);
    }
    return absl::OkStatus();
  }

  const LedgerId ledger_;
  Seq seq_;
};

class StreamCursorImpl final : public ChunkedCursor {
 public:
  StreamCursorImpl(const Store& store, const LedgerId& ledger, const StreamId& stream, StreamVersion from)
      : ChunkedCursor(store), ledger_(ledger), stream_(stream), version_(from) {}

 private:
  absl::Status Fill() override {
    ASSIGN_OR_RETURN(const std::optional<LedgerRow> row, store_.GetLedger(ledger_));
    if (!row.has_value() || stream_.value().size() > kLogIdBytesMax) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::vector<Seq> seqs, NextSeqs(row->ledger));
    for (Seq seq : seqs) {
      if (Full()) break;
      RETURN_IF_ERROR(AddRecord(row->ledger, seq));
      version_ = version_.Next();
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<Seq>> NextSeqs(LedgerNumber number) {
    constexpr StreamVersion kLast(UINT32_MAX);
    std::vector<Seq> seqs;
    if (version_ >= kLast) return seqs;
    const std::string bound = StreamKey(number, stream_.value(), kLast);
    const rocksdb::Slice upper = bound;
    rocksdb::ReadOptions options;
    options.iterate_upper_bound = &upper;
    auto it = store_.NewIterator(Family::kStreams, options);
    StreamVersion version = version_;
    for (it->Seek(StreamKey(number, stream_.value(), version)); it->Valid() && seqs.size() < records_max();
         it->Next()) {
      const std::optional<Seq> seq = ParseStreamValue(ToView(it->value()));
      if (!seq.has_value() || ToView(it->key()) != StreamKey(number, stream_.value(), version)) return Hole(version);
      seqs.push_back(*seq);
      version = version.Next();
    }
    if (!it->status().ok()) {
      return FromRocks(it->status(), absl::StrCat("ledger ", ledger_.value(), ", stream ", stream_.value()),
                       absl::StrCat("登记册 ", ledger_.value(), " 的流 ", stream_.value()));
    }
    return seqs;
  }

  absl::Status Hole(StreamVersion version) const {
    return LogDamaged(
        absl::StrCat("ledger ", ledger_.value(), ", stream ", stream_.value(), ": version ", version.value(),
                     " is missing or damaged"),
        absl::StrCat("登记册 ", ledger_.value(), " 的流 ", stream_.value(), "：版本 ", version.value(), " 缺失或损坏"));
  }

  absl::Status AddRecord(LedgerNumber number, Seq seq) {
    absl::StatusOr<std::optional<std::string>> bytes = store_.Get(Family::kRecords, RecordKey(number, seq));
    if (!bytes.ok()) {
      return Prefixed(bytes.status(), absl::StrCat("ledger ", ledger_.value(), ", seq ", seq.value(), ": "),
                      absl::StrCat("登记册 ", ledger_.value(), " 第 ", seq.value(), " 条："));
    }
    if (!bytes->has_value()) return RecordMissing(ledger_, seq);
    ASSIGN_OR_RETURN(const RecordPlace place, PlaceAt(ledger_, seq, **bytes));
    if (place.stream != stream_.value() || place.stream_version != version_) {
      return RecordDamaged(ledger_, seq, "the record is not of the stream and version that lead to it",
                           "记录与指向它的流和版本不符");
    }
    Add(ledger_, seq, Offset(), **bytes);
    return absl::OkStatus();
  }

  const LedgerId ledger_;
  const StreamId stream_;
  StreamVersion version_;
};

class PartitionCursorImpl final : public ChunkedCursor {
 public:
  PartitionCursorImpl(const Store& store, Offset from, std::function<Offset()> end, bool gaps)
      : ChunkedCursor(store), end_(std::move(end)), gaps_(gaps), position_(from) {}

 private:
  absl::Status Fill() override {
    const Offset end = end_();
    if (position_ >= end) return absl::OkStatus();
    auto runs = store_.NewIterator(Family::kOrder, rocksdb::ReadOptions());
    RecordWalk walk(store_);
    runs->SeekForPrev(OrderKey(position_));
    if (gaps_ && !runs->Valid()) runs->SeekToFirst();
    for (; position_ < end && !Full(); runs->Next()) {
      if (!runs->status().ok()) return FromRocks(runs->status(), Where(), WhereInChinese());
      if (!runs->Valid()) return Hole();
      const std::optional<Offset> first = ParseOrderKey(ToView(runs->key()));
      const std::optional<OrderRow> run = ParseOrderValue(ToView(runs->value()));
      if (!first.has_value() || !run.has_value()) return Hole();
      if (gaps_ && first->Plus(run->count) <= position_) continue;
      if (gaps_) position_ = std::max(position_, *first);
      if (*first > position_ || first->Plus(run->count) <= position_) return Hole();
      RETURN_IF_ERROR(AddRun(*run, position_.value() - first->value(), walk));
    }
    return absl::OkStatus();
  }

  // The run's records from number `skip` on.
  absl::Status AddRun(const OrderRow& run, uint64_t skip, RecordWalk& walk) {
    for (; skip < run.count && !Full(); ++skip, position_ = position_.Next()) {
      const Seq seq = run.first.Plus(skip);
      ASSIGN_OR_RETURN(const absl::string_view bytes, walk.At(run.ledger_id, run.ledger, seq));
      Add(run.ledger_id, seq, position_, bytes);
    }
    return absl::OkStatus();
  }

  std::string Where() const { return absl::StrCat("position ", position_.value()); }
  std::string WhereInChinese() const { return absl::StrCat("位置 ", position_.value()); }
  absl::Status Hole() const {
    return LogDamaged(absl::StrCat(Where(), ": the order's entry is missing or damaged"),
                      absl::StrCat(WhereInChinese(), "：次序条目缺失或损坏"));
  }

  const std::function<Offset()> end_;
  const bool gaps_;
  Offset position_;
};

}  // namespace

std::unique_ptr<RecordCursor> LedgerCursor(const Store& store, const LedgerId& ledger, Seq from) {
  return std::make_unique<LedgerCursorImpl>(store, ledger, from);
}

std::unique_ptr<RecordCursor> StreamCursor(const Store& store, const LedgerId& ledger, const StreamId& stream,
                                           StreamVersion from) {
  return std::make_unique<StreamCursorImpl>(store, ledger, stream, from);
}

std::unique_ptr<RecordCursor> PartitionCursor(const Store& store, Offset from, std::function<Offset()> end, bool gaps) {
  return std::make_unique<PartitionCursorImpl>(store, from, std::move(end), gaps);
}

}  // namespace huiyin::rocksdb_log

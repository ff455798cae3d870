#include "projections/view_compare.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/message_differencer.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "projections/view_keys.h"

namespace huiyin {
namespace {

constexpr uint64_t kAskEvery = 10'000;

std::unique_ptr<rocksdb::Iterator> All(const ViewStore& store, const rocksdb::Snapshot* snapshot) {
  rocksdb::ReadOptions options;
  options.snapshot = snapshot;
  options.fill_cache = false;
  options.total_order_seek = true;
  std::unique_ptr<rocksdb::Iterator> iterator(store.rep().db->NewIterator(options));
  iterator->SeekToFirst();
  return iterator;
}

// An empty message of the row's type; nullptr: its value is no message.
std::unique_ptr<google::protobuf::Message> RowOf(absl::string_view key) {
  switch (static_cast<RowKind>(key.empty() ? '\0' : key.front())) {
    case RowKind::kLedger:
      return std::make_unique<v1::LedgerFacts>();
    case RowKind::kSession:
      return std::make_unique<v1::SessionFacts>();
    case RowKind::kDeputy:
      return std::make_unique<v1::DeputyFacts>();
    case RowKind::kUnit:
      return std::make_unique<v1::UnitFacts>();
    case RowKind::kProposal:
      return std::make_unique<v1::ProposalFacts>();
    default:
      return nullptr;
  }
}

// "status: HANDLING -> REPLIED; ...", live to rebuilt.
std::string DescribeChange(absl::string_view key, absl::string_view live, absl::string_view rebuilt) {
  const std::unique_ptr<google::protobuf::Message> a = RowOf(key), b = RowOf(key);
  const auto parse = [](google::protobuf::Message* row, absl::string_view bytes) {
    return row != nullptr && row->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  };
  if (!parse(b.get(), rebuilt)) {
    return absl::StrCat(absl::BytesToHexString(live), " -> ", absl::BytesToHexString(rebuilt));
  }
  if (!parse(a.get(), live)) return "the live row does not parse";
  std::string report;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&report);
  if (differencer.Compare(*a, *b)) return "the same fields in other bytes";
  return absl::StrReplaceAll(report, {{"\n", "; "}});
}

// Walks both in step; each has a key or is at its end.
class Comparison {
 public:
  Comparison(std::unique_ptr<rocksdb::Iterator> live, std::unique_ptr<rocksdb::Iterator> rebuilt, RebuildResult& result)
      : live_(std::move(live)), rebuilt_(std::move(rebuilt)), result_(result) {}

  bool AtEnd() const { return !live_->Valid() && !rebuilt_->Valid(); }

  void Step() {
    ++result_.rows_compared;
    const int order = !live_->Valid() ? 1 : !rebuilt_->Valid() ? -1 : live_->key().compare(rebuilt_->key());
    if (order < 0) {
      AddDifference(absl::StrCat(DescribeKey(ToView(live_->key())), ": only in the live view"), result_);
      live_->Next();
    } else if (order > 0) {
      AddDifference(absl::StrCat(DescribeKey(ToView(rebuilt_->key())), ": missing from the live view"), result_);
      rebuilt_->Next();
    } else {
      CompareValues();
      live_->Next();
      rebuilt_->Next();
    }
  }

  // Once at the end: whether it is the true end.
  absl::Status Finish() {
    if (!live_->status().ok()) {
      AddDifference(absl::StrCat("the live view cannot be read: ", live_->status().ToString()), result_);
    }
    return FromRocksDb(rebuilt_->status(), "reading the rebuilt views");
  }

 private:
  void CompareValues() {
    const absl::string_view key = ToView(live_->key()), a = ToView(live_->value()), b = ToView(rebuilt_->value());
    if (a == b) return;
    AddDifference(absl::StrCat(DescribeKey(key), ": live -> rebuilt: ", DescribeChange(key, a, b)), result_);
  }

  const std::unique_ptr<rocksdb::Iterator> live_;
  const std::unique_ptr<rocksdb::Iterator> rebuilt_;
  RebuildResult& result_;
};

}  // namespace

void AddDifference(std::string text, RebuildResult& result) {
  result.equal = false;
  if (result.differing++ < kDifferencesMax) result.differences.push_back(std::move(text));
}

absl::Status CompareStores(const ViewStore& live, const rocksdb::Snapshot* snapshot, const ViewStore& rebuilt,
                           const std::function<bool()>& go_on, RebuildResult& result) {
  result.equal = true;
  Comparison comparison(All(live, snapshot), All(rebuilt, nullptr), result);
  while (!comparison.AtEnd()) {
    if (result.rows_compared % kAskEvery == 0 && !go_on()) return absl::CancelledError("the rebuild was given up");
    comparison.Step();
  }
  return comparison.Finish();
}

}  // namespace huiyin

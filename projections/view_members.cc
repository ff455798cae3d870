// A ledger's directory, page by page: its sessions, then its deputies, then its units, each by id.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "projections/page_token.h"
#include "projections/view_keys.h"
#include "projections/view_rep.h"
#include "projections/view_store.h"

namespace huiyin {
namespace {

// One page being filled. Its tokens are the kind of row and the id that the next page begins with.
class MembersPage {
 public:
  MembersPage(const ViewStore::Rep& rep, const rocksdb::Snapshot* snapshot, const v1::GetDirectoryRequest& request,
              std::string from)
      : rep_(rep),
        snapshot_(snapshot),
        ledger_(request.ledger_id()),
        size_(request.page_size() == 0 ? kDirectoryPageMax : std::min(request.page_size(), kDirectoryPageMax)),
        from_(std::move(from)) {}

  // All rows of a kind that are not on earlier pages. False: the page ended.
  template <typename Facts>
  absl::StatusOr<bool> Add(RowKind kind, google::protobuf::RepeatedPtrField<Facts>& rows) {
    std::string first;
    if (!from_.empty()) {
      if (from_[0] != static_cast<char>(kind)) return true;
      first = from_.substr(1);
      from_.clear();
    }
    PrefixScan scan(*rep_.db, snapshot_, RowKey(kind, ledger_), first);
    for (; scan.Valid(); scan.Next()) {
      if (count_ == size_ || bytes_ > kPageBytesMax) {
        next_ = absl::StrCat(std::string(1, static_cast<char>(kind)), scan.suffix());
        return false;
      }
      const absl::string_view value = scan.value();
      if (!rows.Add()->ParseFromArray(value.data(), static_cast<int>(value.size()))) return DamagedRow(scan.key());
      ++count_;
      bytes_ += value.size();
    }
    RETURN_IF_ERROR(scan.status());
    return true;
  }

  // Empty: there are no more.
  const std::string& next() const { return next_; }

 private:
  const ViewStore::Rep& rep_;
  const rocksdb::Snapshot* const snapshot_;
  const std::string ledger_;
  const uint32_t size_;
  std::string from_;
  std::string next_;
  uint32_t count_ = 0;
  size_t bytes_ = 0;
};

}  // namespace

absl::StatusOr<std::optional<v1::GetDirectoryResponse>> ViewStore::ListDirectory(
    const v1::GetDirectoryRequest& request) const {
  const std::string list = absl::StrCat("directory\n", request.ledger_id());
  ASSIGN_OR_RETURN(std::string from, ParsePageToken(request.page_token(), list));
  const HeldSnapshot snapshot(*rep_->db);
  v1::GetDirectoryResponse response;
  ASSIGN_OR_RETURN(const bool found,
                   rep_->Get(snapshot.get(), LedgerKey(request.ledger_id()), *response.mutable_ledger()));
  if (!found) return std::nullopt;
  MembersPage page(*rep_, snapshot.get(), request, std::move(from));
  ASSIGN_OR_RETURN(bool more, page.Add(RowKind::kSession, *response.mutable_sessions()));
  if (more) {
    ASSIGN_OR_RETURN(more, page.Add(RowKind::kDeputy, *response.mutable_deputies()));
  }
  if (more) {
    ASSIGN_OR_RETURN(more, page.Add(RowKind::kUnit, *response.mutable_units()));
  }
  if (!more) response.set_next_page_token(PageToken(page.next(), list));
  return response;
}

}  // namespace huiyin

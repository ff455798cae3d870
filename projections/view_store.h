// ViewStore: the live view's rows and indexes on RocksDB. The rows are what the folds made of the log up to a position
// a partition; rows, indexes and position are written in one WriteBatch, so they always agree, also after a crash.
// Values are deterministic: the same log gives the same bytes. The grammar of keys stands atop view_keys.h.
//
// Reads are thread-safe and see whole batches only. Errors: kDataLoss (VIEWS_DAMAGED): the view is damaged (remedy:
// huiyin rebuild); kUnavailable (VIEWS_UNAVAILABLE): the disk cannot serve now; kInvalidArgument (PAGE_TOKEN_INVALID,
// and bad filters with their field).
#ifndef HUIYIN_PROJECTIONS_VIEW_STORE_H_
#define HUIYIN_PROJECTIONS_VIEW_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/ids.h"
#include "base/time_zones.h"
#include "huiyin/v1/facts.pb.h"
#include "huiyin/v1/query_service.pb.h"
#include "projections/ledger_picture.h"
#include "projections/log_place.h"

namespace huiyin {

inline constexpr uint32_t kProposalsPageMax = 500;
inline constexpr uint32_t kProposalsPageDefault = 50;
inline constexpr uint32_t kDirectoryPageMax = 5'000;
inline constexpr uint32_t kDueWithinDaysMax = 3'660;
// Rows or index entries that one page of ListProposals looks at; a page of a list with rare matches may come short, or
// empty, with a next_page_token.
inline constexpr int kLookedAtMax = 5'000;

struct ViewStoreOptions {
  // Bytes of uncompressed blocks kept in memory.
  size_t block_cache_bytes = 48 << 20;
  // Bytes of writes kept in memory, in all.
  size_t write_buffer_bytes = 24 << 20;
};

// The views are at fault, and not the log: it has the answer still.
bool IsOfViews(const absl::Status& status);

class ViewStore {
 public:
  // Opens or creates. kUnavailable (VIEWS_LOCKED): another process has it open.
  static absl::StatusOr<std::unique_ptr<ViewStore>> Open(const std::string& directory, const ViewStoreOptions& options);
  ~ViewStore();
  ViewStore(const ViewStore&) = delete;
  ViewStore& operator=(const ViewStore&) = delete;

  // nullopt: no such ledger or proposal (as of now).
  absl::StatusOr<std::optional<v1::LedgerFacts>> GetLedger(const LedgerId& ledger) const;
  absl::StatusOr<std::optional<v1::ProposalFacts>> GetProposal(const LedgerId& ledger,
                                                               absl::string_view proposal) const;
  absl::StatusOr<std::optional<LedgerDirectory>> GetDirectory(const LedgerId& ledger) const;
  // A page of it. nullopt: no such ledger.
  absl::StatusOr<std::optional<v1::GetDirectoryResponse>> ListDirectory(const v1::GetDirectoryRequest& request) const;

  // In byte order of the ids.
  absl::StatusOr<v1::ListLedgersResponse> ListLedgers(const v1::ListLedgersRequest& request) const;
  // at_least_seq is the caller's to wait for. An unknown ledger has no proposals.
  absl::StatusOr<v1::ListProposalsResponse> ListProposals(const v1::ListProposalsRequest& request) const;
  // At the moment `at` (known_at and at_least_seq are not looked at), each ledger by its own local date; of all
  // ledgers, those that pass `may_see`.
  absl::StatusOr<v1::ListDueResponse> ListDue(const v1::ListDueRequest& request, absl::Time at, const TimeZones& zones,
                                              absl::FunctionRef<bool(absl::string_view ledger)> may_see) const;

  // The ledger as of now, held still: figures and facts agree with known_events. nullptr: no such ledger. May outlive
  // this; keep it for seconds, not for ever, since it keeps old rows from being freed.
  absl::StatusOr<std::unique_ptr<LedgerPicture>> Picture(const LedgerId& ledger) const;

  // The offset of the partition from which the next record is to be folded.
  absl::StatusOr<Offset> Position(uint32_t partition) const;
  // The same, with the record that was folded last.
  absl::StatusOr<LogPlace> Place(uint32_t partition) const;

  // For the projections package.
  class Rep;
  Rep& rep() const { return *rep_; }

 private:
  explicit ViewStore(std::shared_ptr<Rep> rep);
  // Shared with pictures, which may outlive this.
  const std::shared_ptr<Rep> rep_;
};

}  // namespace huiyin

#endif  // HUIYIN_PROJECTIONS_VIEW_STORE_H_

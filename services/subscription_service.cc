#include "services/subscription_service.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/record_codec.h"
#include "huiyin/v1/record.pb.h"
#include "projections/log_place.h"
#include "services/command_gateway.h"
#include "services/resume_token.h"
#include "services/stream_pump.h"
#include "services/subscription_filter.h"

namespace huiyin {
namespace {

// Of one message.
constexpr int kRecordsMax = 256;
constexpr size_t kBytesMax = 256 << 10;
// A checkpoint comes at least after so many records were looked at, whether they passed or not.
constexpr int kCheckpointEvery = 1'000;

absl::Status BadStart(absl::string_view english, absl::string_view chinese, absl::string_view field) {
  return Error(absl::StatusCode::kInvalidArgument, "SUBSCRIPTION_START_INVALID", english, chinese, field);
}

absl::Status TokenOfAnotherLog() {
  return Error(
      absl::StatusCode::kFailedPrecondition, "RESUME_TOKEN_OF_ANOTHER_LOG",
      "the log does not hold the record that was delivered last before this token: it was replaced, or lost its"
      " end; start from the beginning or a seq, and compare what you have",
      "日志中没有该续传令牌之前最后送达的记录：日志已被替换，或末尾丢失；请从头或从指定 seq 开始，并核对已有数据",
      "resume_token");
}

// Reads on from a place in the log, and knows where it is: in one ledger by seq, or over all partitions by offset.
class Reader {
 public:
  static absl::StatusOr<std::unique_ptr<Reader>> Open(const EventLog& log, const v1::SubscribeRequest& request);

  absl::StatusOr<std::optional<StoredRecord>> Next();
  // All that was in the log when it was opened has been read.
  bool CaughtUp() const;
  std::string ResumeToken();

 private:
  static absl::StatusOr<v1::ResumeToken> StartOf(const EventLog& log, const v1::SubscribeRequest& request);
  // `resumed`: at_ is a client's token.
  absl::Status OpenLedger(const EventLog& log, bool resumed);
  absl::Status OpenPartition(const EventLog& log, uint32_t partition, bool resumed);
  void SetLastDigest(size_t cursor, absl::string_view digest) {
    at_.set_last_digests(static_cast<int>(cursor), std::string(digest.substr(0, kTokenDigestBytes)));
  }

  // As of what was read; last_digests as of the last token.
  v1::ResumeToken at_;
  // Where the log ended when this was opened: a moving end might never be reached while others write.
  v1::ResumeToken end_;
  // Of the ledger, or one a partition.
  std::vector<std::unique_ptr<RecordCursor>> cursors_;
  // The last record of each cursor since the last token; memory used again.
  std::vector<std::string> last_bytes_;
  size_t turn_ = 0;
};

absl::StatusOr<v1::ResumeToken> Reader::StartOf(const EventLog& log, const v1::SubscribeRequest& request) {
  v1::ResumeToken start;
  const v1::SubscriptionFilter& filter = request.filter();
  const bool one_ledger = filter.ledger_ids_size() == 1;
  if (one_ledger) start.set_ledger_id(filter.ledger_ids(0));
  const bool at_end = request.from_case() == v1::SubscribeRequest::kEnd;
  switch (request.from_case()) {
    case v1::SubscribeRequest::kBeginning:
    case v1::SubscribeRequest::kEnd:
      if (one_ledger && at_end) {
        ASSIGN_OR_RETURN(std::optional<LedgerHead> head, log.Head(LedgerId(filter.ledger_ids(0))));
        if (head.has_value()) start.set_next_seq(head->next.value());
      }
      for (uint32_t partition = 0; !one_ledger && partition < log.partitions(); ++partition) {
        ASSIGN_OR_RETURN(Offset end, log.PartitionEnd(partition));
        start.add_next_offsets(at_end ? end.value() : 0);
      }
      break;
    case v1::SubscribeRequest::kSeq:
      if (!one_ledger)
        return BadStart("seq needs exactly one ledger in the filter", "使用 seq 时筛选条件须恰有一个登记册", "seq");
      start.set_next_seq(request.seq());
      break;
    case v1::SubscribeRequest::kResumeToken:
      return ParseResumeToken(request.resume_token(), start.ledger_id(), log.partitions());
    case v1::SubscribeRequest::FROM_NOT_SET:
      return BadStart("say where to start: beginning, end, resume_token or seq",
                      "请指明起点：beginning、end、resume_token 或 seq", "from");
  }
  for (uint32_t i = 0; i < (one_ledger ? 1 : log.partitions()); ++i) start.add_last_digests();
  return start;
}

absl::Status Reader::OpenLedger(const EventLog& log, bool resumed) {
  const LedgerId ledger(at_.ledger_id());
  const Seq next(at_.next_seq());
  ASSIGN_OR_RETURN(std::optional<LedgerHead> head, log.Head(ledger));
  end_.set_next_seq(head.has_value() ? head->next.value() : 0);
  if (at_.next_seq() > end_.next_seq()) {
    return resumed ? TokenOfAnotherLog() : BadStart("the ledger has not come that far", "登记册尚无此 seq", "seq");
  }
  ASSIGN_OR_RETURN(const std::string digest, DigestBefore(log, ledger, next));
  if (resumed && !absl::StartsWith(digest, at_.last_digests(0))) return TokenOfAnotherLog();
  SetLastDigest(0, digest);
  ASSIGN_OR_RETURN(cursors_.emplace_back(), log.ReadLedger(ledger, next));
  return absl::OkStatus();
}

absl::Status Reader::OpenPartition(const EventLog& log, uint32_t partition, bool resumed) {
  const int i = static_cast<int>(partition);
  ASSIGN_OR_RETURN(const Offset end, log.PartitionEnd(partition));
  LogPlace place{Offset(at_.next_offsets(i)), at_.last_digests(i)};
  if (resumed) {
    if (place.next > end) return TokenOfAnotherLog();
    ASSIGN_OR_RETURN(const bool same, HasPlace(log, partition, place));
    if (!same) return TokenOfAnotherLog();
  } else {
    ASSIGN_OR_RETURN(place, PlaceBefore(log, partition, place.next));
    at_.set_next_offsets(i, place.next.value());
    SetLastDigest(partition, place.last_digest);
  }
  end_.add_next_offsets(end.value());
  ASSIGN_OR_RETURN(cursors_.emplace_back(), log.ReadPartition(partition, place.next));
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Reader>> Reader::Open(const EventLog& log, const v1::SubscribeRequest& request) {
  auto reader = std::make_unique<Reader>();
  ASSIGN_OR_RETURN(reader->at_, StartOf(log, request));
  const bool resumed = request.has_resume_token();
  if (!reader->at_.ledger_id().empty()) {
    RETURN_IF_ERROR(reader->OpenLedger(log, resumed));
  } else {
    for (uint32_t partition = 0; partition < log.partitions(); ++partition) {
      RETURN_IF_ERROR(reader->OpenPartition(log, partition, resumed));
    }
  }
  reader->last_bytes_.resize(reader->cursors_.size());
  return reader;
}

absl::StatusOr<std::optional<StoredRecord>> Reader::Next() {
  for (size_t tried = 0; tried < cursors_.size(); ++tried) {
    ASSIGN_OR_RETURN(std::optional<StoredRecord> stored, cursors_[turn_]->Next());
    if (!stored.has_value()) {
      turn_ = (turn_ + 1) % cursors_.size();
      continue;
    }
    if (at_.ledger_id().empty()) {
      at_.set_next_offsets(static_cast<int>(turn_), stored->offset.value() + 1);
    } else {
      at_.set_next_seq(stored->seq.value() + 1);
    }
    last_bytes_[turn_].assign(stored->bytes.data(), stored->bytes.size());
    return stored;
  }
  return std::nullopt;
}

std::string Reader::ResumeToken() {
  for (size_t i = 0; i < last_bytes_.size(); ++i) {
    if (last_bytes_[i].empty()) continue;
    SetLastDigest(i, RecordDigest(last_bytes_[i]));
    last_bytes_[i].clear();
  }
  return at_.SerializeAsString();
}

bool Reader::CaughtUp() const {
  if (at_.next_seq() < end_.next_seq()) return false;
  for (int i = 0; i < end_.next_offsets_size(); ++i) {
    if (at_.next_offsets(i) < end_.next_offsets(i)) return false;
  }
  return true;
}

class SubscriptionSource final : public StreamSource<v1::SubscribeResponse> {
 public:
  SubscriptionSource(const EventLog& log, const PersonalData& personal, v1::SubscribeRequest request,
                     std::atomic<int>& streams, const std::atomic<bool>& stopping)
      : log_(log), personal_(personal), request_(std::move(request)), streams_(streams), stopping_(stopping) {}
  ~SubscriptionSource() override { --streams_; }

  absl::StatusOr<Pumped> Next(v1::SubscribeResponse& response) override {
    if (stopping_) {
      return Error(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                   "the server is shutting down; resume with your last token",
                   "服务器正在停止；请稍后用最近的续传令牌继续");
    }
    if (reader_ == nullptr) {
      ASSIGN_OR_RETURN(filter_, RecordFilter::Make(request_.filter()));
      ASSIGN_OR_RETURN(reader_, Reader::Open(log_, request_));
    }
    if (caught_up_ && request_.stop_when_caught_up()) return Pumped::kEnd;
    if (looked_at_ >= kCheckpointEvery) return SendCheckpoint(response);
    ASSIGN_OR_RETURN(bool at_end, Collect(*response.mutable_records()));
    if (response.records().record_bytes_size() > 0) return Pumped::kMessage;
    if (!caught_up_ && (at_end || reader_->CaughtUp())) {
      caught_up_ = true;
      response.mutable_caught_up()->set_resume_token(reader_->ResumeToken());
      return Pumped::kMessage;
    }
    return !at_end || looked_at_ > 0 ? SendCheckpoint(response) : Pumped::kNothing;
  }

 private:
  Pumped SendCheckpoint(v1::SubscribeResponse& response) {
    looked_at_ = 0;
    response.mutable_checkpoint()->set_resume_token(reader_->ResumeToken());
    return Pumped::kMessage;
  }

  // Fills one message. True: the log's end was reached.
  absl::StatusOr<bool> Collect(v1::SubscribedRecords& records) {
    size_t bytes = 0;
    while (records.record_bytes_size() < kRecordsMax && bytes < kBytesMax && looked_at_ < kCheckpointEvery) {
      if (!caught_up_ && reader_->CaughtUp()) return false;
      ASSIGN_OR_RETURN(std::optional<StoredRecord> stored, reader_->Next());
      if (!stored.has_value()) return true;
      ++looked_at_;
      ASSIGN_OR_RETURN(bool passes, filter_->Passes(*stored));
      if (!passes) continue;
      std::string& added = *records.add_record_bytes();
      added.assign(stored->bytes.data(), stored->bytes.size());
      if (request_.personal_data()) RETURN_IF_ERROR(Decrypt(added));
      bytes += added.size();
    }
    return false;
  }

  absl::Status Decrypt(std::string& record_bytes) {
    RETURN_IF_ERROR(Decode(record_bytes, record_));
    RETURN_IF_ERROR(personal_.Decrypt(LedgerId(record_.ledger_id()), record_));
    record_bytes = record_.SerializeAsString();
    return absl::OkStatus();
  }

  const EventLog& log_;
  const PersonalData& personal_;
  const v1::SubscribeRequest request_;
  std::atomic<int>& streams_;
  const std::atomic<bool>& stopping_;
  std::unique_ptr<Reader> reader_;
  std::optional<RecordFilter> filter_;
  // Since the last checkpoint.
  int looked_at_ = 0;
  bool caught_up_ = false;
  v1::Record record_;  // Kept for its memory.
};

// A subscription to what the caller may not see is refused as a whole.
absl::Status CheckMaySee(const Caller& caller, const v1::SubscriptionFilter& filter) {
  if (caller.MaySeeAll()) return absl::OkStatus();
  if (filter.ledger_ids().empty()) {
    return Error(absl::StatusCode::kPermissionDenied, "LEDGER_NOT_YOURS",
                 "your token covers some ledgers only; name them in the filter",
                 "您的令牌只限部分登记册；请在筛选条件中指明", "filter.ledger_ids");
  }
  for (const std::string& ledger : filter.ledger_ids()) RETURN_IF_ERROR(CheckMaySee(caller, ledger));
  return absl::OkStatus();
}

}  // namespace

grpc::ServerWriteReactor<v1::SubscribeResponse>* SubscriptionService::Subscribe(grpc::CallbackServerContext* context,
                                                                                const v1::SubscribeRequest* request) {
  absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  absl::Status allowed = caller.ok() ? CheckMaySee(*caller, request->filter()) : caller.status();
  if (allowed.ok() && ++streams_ > kSubscriptionsMax) {
    --streams_;
    allowed = Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_SUBSCRIPTIONS",
                    "too many subscriptions are open; retry later", "订阅连接数已满，请稍后重试");
  }
  if (!allowed.ok()) return new RefusedStream<v1::SubscribeResponse>(allowed);
  auto source = std::make_unique<SubscriptionSource>(log_, personal_, *request, streams_, stopping_);
  return new StreamPump<v1::SubscribeResponse>(pool_, bell_, std::move(source), hold_(*context));
}

}  // namespace huiyin

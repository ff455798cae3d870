#include "services/query_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/due.h"
#include "projections/history.h"
#include "projections/statistics.h"
#include "services/command_gateway.h"
#include "services/rpc_status.h"
#include "services/statistics_source.h"
#include "services/stream_pump.h"

namespace huiyin {
namespace {

// A query waits for the view no longer than this, by the machine's clock, whatever the call's deadline.
constexpr absl::Duration kWaitMax = absl::Seconds(30);

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

template <typename Request>
std::optional<uint64_t> AtLeastSeq(const Request& request) {
  return request.has_at_least_seq() ? std::optional<uint64_t>(request.at_least_seq()) : std::nullopt;
}

absl::Status LedgerUnknown(absl::string_view ledger) {
  return Error(absl::StatusCode::kNotFound, "LEDGER_UNKNOWN", absl::StrCat("there is no ledger ", ledger),
               absl::StrCat("没有登记册 ", ledger), "ledger_id");
}

absl::Status ProposalUnknown(absl::string_view proposal) {
  return Error(absl::StatusCode::kNotFound, "PROPOSAL_UNKNOWN",
               absl::StrCat("there is no proposal ", proposal, " in this ledger"),
               absl::StrCat("本登记册没有建议 ", proposal), "proposal_id");
}

template <typename T>
void Fill(std::vector<T> from, google::protobuf::RepeatedPtrField<T>* to) {
  for (T& value : from) *to->Add() = std::move(value);
}

absl::Status CheckStatisticsRequest(const v1::GetStatisticsRequest& request, const Caller& caller) {
  for (const std::string& ledger : request.ledger_ids()) RETURN_IF_ERROR(CheckMaySee(caller, ledger));
  if (request.has_at_least_seq() && request.ledger_ids_size() != 1) {
    return Error(absl::StatusCode::kInvalidArgument, "SEQ_NEEDS_LEDGER", "at_least_seq needs exactly one ledger",
                 "使用 at_least_seq 时须恰好指定一个登记册", "at_least_seq");
  }
  std::vector<int> dimensions(request.dimensions().begin(), request.dimensions().end());
  std::sort(dimensions.begin(), dimensions.end());
  const bool twice = std::adjacent_find(dimensions.begin(), dimensions.end()) != dimensions.end();
  const bool unknown = std::any_of(dimensions.begin(), dimensions.end(), [](int dimension) {
    return dimension == v1::FigureTable::UNSPECIFIED || !v1::FigureTable::Dimension_IsValid(dimension);
  });
  if (!twice && !unknown) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "DIMENSIONS_INVALID",
               "each dimension at most once, and only known ones", "统计维度须有效且不重复", "dimensions");
}

}  // namespace

grpc::ServerUnaryReactor* QueryService::Run(grpc::CallbackServerContext* context,
                                            std::function<absl::Status(const Caller&, absl::Time)> answer) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  if (!caller.ok()) {
    reactor->Finish(ToRpc(caller.status()));
    return reactor;
  }
  const absl::Time deadline = absl::FromChrono(context->deadline());
  const absl::Status started =
      pool_.Start([reactor, deadline, caller = *std::move(caller), answer = std::move(answer)] {
        reactor->Finish(ToRpc(answer(caller, deadline)));
      });
  if (!started.ok()) reactor->Finish(ToRpc(started));
  return reactor;
}

absl::StatusOr<std::shared_ptr<const ViewStore>> QueryService::View() const {
  if (sources_.views == nullptr) {
    return Error(absl::StatusCode::kUnavailable, "NO_LIVE_VIEW",
                 "this process keeps no live view; ask for a past moment, or start it with views",
                 "本进程未启用实时视图；请指定历史时刻，或启用视图后重试");
  }
  RETURN_IF_ERROR(sources_.views->status());
  return sources_.views->store();
}

absl::StatusOr<std::shared_ptr<const ViewStore>> QueryService::ViewWith(absl::string_view ledger,
                                                                        std::optional<uint64_t> at_least_seq,
                                                                        absl::Time deadline) const {
  ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view, View());
  if (!at_least_seq.has_value()) return view;
  const LedgerId id(ledger);
  ASSIGN_OR_RETURN(std::optional<LedgerHead> head, sources_.log.Head(id));
  if (!head.has_value()) return LedgerUnknown(ledger);
  if (*at_least_seq >= head->next.value()) {
    return Error(absl::StatusCode::kOutOfRange, "SEQ_NOT_YET",
                 absl::StrCat("the ledger has no event ", *at_least_seq, " yet; its last is ", head->next.value() - 1),
                 absl::StrCat("登记册尚无事件 ", *at_least_seq, "，最后一个是 ", head->next.value() - 1),
                 "at_least_seq");
  }
  const absl::Time limit = std::min(deadline, absl::Now() + kWaitMax);
  RETURN_IF_ERROR(sources_.views->WaitForSeq(id, Seq(*at_least_seq), limit));
  return View();
}

absl::StatusOr<LedgerDirectory> QueryService::Directory(const ViewStore& view, absl::string_view ledger) const {
  ASSIGN_OR_RETURN(std::optional<LedgerDirectory> directory, view.GetDirectory(LedgerId(ledger)));
  if (!directory.has_value()) return LedgerUnknown(ledger);
  return *std::move(directory);
}

grpc::ServerUnaryReactor* QueryService::ListLedgers(grpc::CallbackServerContext* context,
                                                    const v1::ListLedgersRequest* request,
                                                    v1::ListLedgersResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time) -> absl::Status {
    ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view, View());
    ASSIGN_OR_RETURN(*response, view->ListLedgers(*request));
    auto* ledgers = response->mutable_ledgers();
    ledgers->erase(std::remove_if(ledgers->begin(), ledgers->end(),
                                  [&](const v1::LedgerFacts& ledger) { return !caller.MaySee(ledger.ledger_id()); }),
                   ledgers->end());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* QueryService::GetDirectory(grpc::CallbackServerContext* context,
                                                     const v1::GetDirectoryRequest* request,
                                                     v1::GetDirectoryResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time deadline) -> absl::Status {
    RETURN_IF_ERROR(CheckMaySee(caller, request->ledger_id()));
    ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view,
                     ViewWith(request->ledger_id(), AtLeastSeq(*request), deadline));
    ASSIGN_OR_RETURN(LedgerDirectory directory, Directory(*view, request->ledger_id()));
    *response->mutable_ledger() = std::move(directory.ledger);
    Fill(std::move(directory.sessions), response->mutable_sessions());
    Fill(std::move(directory.deputies), response->mutable_deputies());
    Fill(std::move(directory.units), response->mutable_units());
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* QueryService::GetProposal(grpc::CallbackServerContext* context,
                                                    const v1::GetProposalRequest* request,
                                                    v1::GetProposalResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time deadline) -> absl::Status {
    RETURN_IF_ERROR(CheckMaySee(caller, request->ledger_id()));
    ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view,
                     ViewWith(request->ledger_id(), AtLeastSeq(*request), deadline));
    ASSIGN_OR_RETURN(std::optional<v1::ProposalFacts> facts,
                     view->GetProposal(LedgerId(request->ledger_id()), request->proposal_id()));
    if (!facts.has_value()) return ProposalUnknown(request->proposal_id());
    *response->mutable_facts() = *std::move(facts);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* QueryService::ListProposals(grpc::CallbackServerContext* context,
                                                      const v1::ListProposalsRequest* request,
                                                      v1::ListProposalsResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time deadline) -> absl::Status {
    RETURN_IF_ERROR(CheckMaySee(caller, request->ledger_id()));
    ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view,
                     ViewWith(request->ledger_id(), AtLeastSeq(*request), deadline));
    ASSIGN_OR_RETURN(std::optional<v1::LedgerFacts> ledger, view->GetLedger(LedgerId(request->ledger_id())));
    if (!ledger.has_value()) return LedgerUnknown(request->ledger_id());
    ASSIGN_OR_RETURN(*response, view->ListProposals(*request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* QueryService::GetTimeline(grpc::CallbackServerContext* context,
                                                    const v1::GetTimelineRequest* request,
                                                    v1::GetTimelineResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time deadline) -> absl::Status {
    RETURN_IF_ERROR(CheckMaySee(caller, request->ledger_id()));
    ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view,
                     ViewWith(request->ledger_id(), AtLeastSeq(*request), deadline));
    ASSIGN_OR_RETURN(LedgerDirectory directory, Directory(*view, request->ledger_id()));
    const absl::Time known_at = request->has_known_at() ? ToTime(request->known_at()) : absl::InfiniteFuture();
    ASSIGN_OR_RETURN(std::vector<v1::TimelineEntry> entries, ReadTimeline(sources_.log, LedgerId(request->ledger_id()),
                                                                          request->proposal_id(), known_at, directory));
    if (entries.empty()) return ProposalUnknown(request->proposal_id());
    Fill(std::move(entries), response->mutable_entries());
    return absl::OkStatus();
  });
}

absl::Status QueryService::DueInThePast(const v1::ListDueRequest& request, const Caller& caller,
                                        v1::ListDueResponse& response) const {
  const absl::Time at = ToTime(request.known_at());
  std::vector<LedgerId> ledgers;
  if (!request.ledger_id().empty()) ledgers.emplace_back(request.ledger_id());
  for (LedgerId after; request.ledger_id().empty();) {
    ASSIGN_OR_RETURN(std::vector<LedgerHead> heads, sources_.log.Heads(after, kLedgersPageMax));
    if (heads.empty()) break;
    after = heads.back().ledger;
    for (LedgerHead& head : heads) {
      if (caller.MaySee(head.ledger.value())) ledgers.push_back(std::move(head.ledger));
    }
  }
  const size_t limit = request.limit() == 0 ? kDueLimitDefault : request.limit();
  std::vector<v1::DueProposal> due;
  for (const LedgerId& ledger : ledgers) {
    ASSIGN_OR_RETURN(HistoryResult picture, FoldHistory(sources_.log, ledger, at));
    ASSIGN_OR_RETURN(std::vector<v1::DueProposal> rows, DueOf(*picture, at, sources_.zones, request.within_days()));
    std::move(rows.begin(), rows.end(), std::back_inserter(due));
    std::sort(due.begin(), due.end(), DueBefore);
    if (due.size() > limit) {
      due.resize(limit);
      response.set_truncated(true);
    }
  }
  Fill(std::move(due), response.mutable_proposals());
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* QueryService::ListDue(grpc::CallbackServerContext* context, const v1::ListDueRequest* request,
                                                v1::ListDueResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time deadline) -> absl::Status {
    if (!request->ledger_id().empty()) RETURN_IF_ERROR(CheckMaySee(caller, request->ledger_id()));
    if (request->limit() > kDueLimitMax || request->within_days() > kDueWithinDaysMax) {
      return Error(absl::StatusCode::kInvalidArgument, "LIMIT_TOO_LARGE",
                   "limit is at most 10,000, within_days at most 3,660", "limit 至多 10000，within_days 至多 3660",
                   "limit");
    }
    if (request->has_known_at()) return DueInThePast(*request, caller, *response);
    ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view,
                     ViewWith(request->ledger_id(), AtLeastSeq(*request), deadline));
    ASSIGN_OR_RETURN(*response, view->ListDue(*request, sources_.clock.Now(), sources_.zones));
    auto* rows = response->mutable_proposals();
    rows->erase(std::remove_if(rows->begin(), rows->end(),
                               [&](const v1::DueProposal& row) { return !caller.MaySee(row.ledger_id()); }),
                rows->end());
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::GetStatisticsResponse>* QueryService::GetStatistics(
    grpc::CallbackServerContext* context, const v1::GetStatisticsRequest* request) {
  using Refused = RefusedStream<v1::GetStatisticsResponse>;
  absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  if (!caller.ok()) return new Refused(caller.status());
  const absl::Status valid = CheckStatisticsRequest(*request, *caller);
  if (!valid.ok()) return new Refused(valid);

  StatisticsSource::PictureOf picture_of;
  absl::Time at = sources_.clock.Now();
  if (request->has_known_at()) {
    at = ToTime(request->known_at());
    picture_of = [this, at](const LedgerId& ledger) -> absl::StatusOr<std::unique_ptr<const LedgerPicture>> {
      ASSIGN_OR_RETURN(std::optional<LedgerHead> head, sources_.log.Head(ledger));
      if (!head.has_value()) return nullptr;
      return FoldHistory(sources_.log, ledger, at);
    };
  } else {
    const absl::Time deadline = absl::FromChrono(context->deadline());
    const std::optional<uint64_t> seq = AtLeastSeq(*request);
    // The view is asked for at the first ledger and held to the last, so that a rebuild in between changes nothing.
    auto held = std::make_shared<std::shared_ptr<const ViewStore>>();
    picture_of = [this, deadline, seq,
                  held](const LedgerId& ledger) -> absl::StatusOr<std::unique_ptr<const LedgerPicture>> {
      if (*held == nullptr) {
        ASSIGN_OR_RETURN(*held, ViewWith(ledger.value(), seq, deadline));
      }
      return (*held)->Picture(ledger);
    };
  }
  auto source = std::make_unique<StatisticsSource>(
      *request, at, sources_.log, sources_.zones, std::move(picture_of),
      [caller = *caller](absl::string_view ledger) { return caller.MaySee(ledger); });
  return new StreamPump<v1::GetStatisticsResponse>(pool_, bell_, std::move(source));
}

}  // namespace huiyin

#include "services/query_service.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "projections/due.h"
#include "projections/due_page.h"
#include "projections/history.h"
#include "projections/ledgers_page.h"
#include "projections/page_token.h"
#include "projections/picture_at.h"
#include "projections/statistics.h"
#include "services/command_gateway.h"
#include "services/ledger_calls.h"
#include "services/personal/shown_picture.h"
#include "services/query_checks.h"
#include "services/rpc_status.h"
#include "services/statistics_source.h"
#include "services/stream_pump.h"

namespace huiyin {
namespace {

// A query waits for the view no longer than this, by the machine's clock, whatever the call's deadline.
constexpr absl::Duration kWaitMax = absl::Seconds(30);

template <typename Request>
std::optional<uint64_t> AtLeastSeq(const Request& request) {
  return request.has_at_least_seq() ? std::optional<uint64_t>(request.at_least_seq()) : std::nullopt;
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

// One view for several threads: who needs it first asks for it.
class HeldView {
 public:
  using View = std::shared_ptr<const ViewStore>;

  absl::StatusOr<View> Get(absl::FunctionRef<absl::StatusOr<View>()> ask) {
    absl::MutexLock lock(&mu_);
    if (view_ == nullptr) {
      ASSIGN_OR_RETURN(view_, ask());
    }
    return view_;
  }

 private:
  absl::Mutex mu_;
  View view_ ABSL_GUARDED_BY(mu_);
};

// The version that a page of a timeline begins with.
absl::StatusOr<StreamVersion> TimelineFrom(const v1::GetTimelineRequest& request, const std::string& list) {
  ASSIGN_OR_RETURN(const std::string position, ParsePageToken(request.page_token(), list));
  uint64_t version = 0;
  // A token is ours, or empty: from the beginning.
  if (!absl::SimpleAtoi(position, &version)) version = 0;
  return StreamVersion(version);
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
  const absl::Status started = pool_.Start(
      [reactor, deadline, caller = *std::move(caller), answer = std::move(answer), held = hold_(*context)]() mutable {
        const absl::Status answered = answer(caller, deadline);
        held = nullptr;  // The context goes with the answer.
        reactor->Finish(ToRpc(answered));
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

absl::Status QueryService::CheckIsThere(const LedgerId& ledger, uint64_t seq) const {
  ASSIGN_OR_RETURN(std::optional<LedgerHead> head, sources_.log.Head(ledger));
  if (!head.has_value()) return LedgerUnknown(ledger.value());
  if (seq < head->next.value()) return absl::OkStatus();
  return Error(absl::StatusCode::kOutOfRange, "SEQ_NOT_YET",
               absl::StrCat("the ledger has no event ", seq, " yet; its last is ", head->next.value() - 1),
               absl::StrCat("登记册尚无事件 ", seq, "，最后一个是 ", head->next.value() - 1), "at_least_seq");
}

absl::StatusOr<std::shared_ptr<const ViewStore>> QueryService::ViewWith(absl::string_view ledger,
                                                                        std::optional<uint64_t> at_least_seq,
                                                                        absl::Time deadline) const {
  ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view, View());
  if (!at_least_seq.has_value()) return view;
  const LedgerId id(ledger);
  if (!sources_.log_may_lag) RETURN_IF_ERROR(CheckIsThere(id, *at_least_seq));
  const absl::Time limit = std::min(deadline, absl::Now() + kWaitMax);
  RETURN_IF_ERROR(sources_.views->WaitForSeq(id, Seq(*at_least_seq), limit));
  return View();
}

absl::StatusOr<LedgerDirectory> QueryService::Directory(const ViewStore& view, absl::string_view ledger) const {
  ASSIGN_OR_RETURN(std::optional<LedgerDirectory> directory, view.GetDirectory(LedgerId(ledger)));
  if (!directory.has_value()) return LedgerUnknown(ledger);
  RETURN_IF_ERROR(sources_.personal.Show(*directory));
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
    ASSIGN_OR_RETURN(std::optional<v1::GetDirectoryResponse> directory, view->ListDirectory(*request));
    if (!directory.has_value()) return LedgerUnknown(request->ledger_id());
    *response = *std::move(directory);
    return sources_.personal.Show(response->ledger(), *response);
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
    if (response->facts().voters().empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const std::optional<v1::LedgerFacts> ledger, view->GetLedger(LedgerId(request->ledger_id())));
    return sources_.personal.Show(ledger.value_or(v1::LedgerFacts()), *response);
  });
}

grpc::ServerUnaryReactor* QueryService::ListProposals(grpc::CallbackServerContext* context,
                                                      const v1::ListProposalsRequest* request,
                                                      v1::ListProposalsResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time deadline) -> absl::Status {
    RETURN_IF_ERROR(CheckRequest(*request));
    RETURN_IF_ERROR(CheckMaySee(caller, request->ledger_id()));
    ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view,
                     ViewWith(request->ledger_id(), AtLeastSeq(*request), deadline));
    ASSIGN_OR_RETURN(std::optional<v1::LedgerFacts> ledger, view->GetLedger(LedgerId(request->ledger_id())));
    if (!ledger.has_value()) return LedgerUnknown(request->ledger_id());
    ASSIGN_OR_RETURN(*response, view->ListProposals(*request));
    return sources_.personal.Show(*ledger, *response);
  });
}

grpc::ServerUnaryReactor* QueryService::GetTimeline(grpc::CallbackServerContext* context,
                                                    const v1::GetTimelineRequest* request,
                                                    v1::GetTimelineResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time deadline) -> absl::Status {
    RETURN_IF_ERROR(CheckMaySee(caller, request->ledger_id()));
    TimelinePart part;
    if (request->has_known_at()) {
      ASSIGN_OR_RETURN(part.known_at, KnownAt(request->known_at(), sources_.clock.Now()));
    }
    if (request->page_size() > 0) part.entries_max = std::min(request->page_size(), kTimelinePageMax);
    const std::string list = absl::StrCat("timeline\n", request->ledger_id(), "\n", request->proposal_id(), "\n",
                                          request->known_at().SerializeAsString());
    ASSIGN_OR_RETURN(part.from, TimelineFrom(*request, list));
    ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view,
                     ViewWith(request->ledger_id(), AtLeastSeq(*request), deadline));
    ASSIGN_OR_RETURN(LedgerDirectory directory, Directory(*view, request->ledger_id()));
    ASSIGN_OR_RETURN(Timeline timeline, ReadTimeline(sources_.log, LedgerId(request->ledger_id()),
                                                     request->proposal_id(), directory, part));
    if (timeline.entries.empty()) return ProposalUnknown(request->proposal_id());
    Fill(std::move(timeline.entries), response->mutable_entries());
    if (timeline.next) response->set_next_page_token(PageToken(absl::StrCat(timeline.next->value()), list));
    return sources_.personal.Show(directory.ledger, *response);
  });
}

absl::StatusOr<std::vector<LedgerId>> QueryService::LedgersFor(const Caller& caller) const {
  std::vector<LedgerId> ledgers;
  LedgerId after;
  while (true) {
    ASSIGN_OR_RETURN(std::vector<LedgerHead> heads, sources_.log.Heads(after, kLedgersPageMax));
    if (heads.empty()) return ledgers;
    after = heads.back().ledger;
    for (LedgerHead& head : heads) {
      if (caller.MaySee(head.ledger.value())) ledgers.push_back(std::move(head.ledger));
    }
  }
}

absl::StatusOr<std::unique_ptr<const LedgerPicture>> QueryService::PictureThen(const LedgerId& ledger,
                                                                               absl::Time at) const {
  const std::shared_ptr<const ViewStore> view = sources_.views == nullptr ? nullptr : sources_.views->store();
  // Held: a view that cannot be read is found out before anything is answered.
  return PictureAt(sources_.log, view.get(), ledger, {.moment = {.known_at = at}, .last = {}}, /*is_read_often=*/true);
}

absl::StatusOr<v1::ListDueResponse> QueryService::DueInThePast(const v1::ListDueRequest& request,
                                                               const Caller& caller) const {
  ASSIGN_OR_RETURN(const absl::Time at, KnownAt(request.known_at(), sources_.clock.Now()));
  ASSIGN_OR_RETURN(DuePage page, DuePage::Of(request));
  std::vector<LedgerId> ledgers{LedgerId(request.ledger_id())};
  if (request.ledger_id().empty()) {
    ASSIGN_OR_RETURN(ledgers, LedgersFor(caller));
  } else {
    ASSIGN_OR_RETURN(const std::optional<LedgerHead> head, sources_.log.Head(ledgers.front()));
    if (!head.has_value()) return LedgerUnknown(request.ledger_id());
  }
  std::vector<v1::DueProposal> due;
  for (const LedgerId& ledger : ledgers) {
    ASSIGN_OR_RETURN(const std::unique_ptr<const LedgerPicture> picture, PictureThen(ledger, at));
    ASSIGN_OR_RETURN(std::vector<v1::DueProposal> rows, DueOf(*picture, at, sources_.zones, request.within_days()));
    std::copy_if(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()), std::back_inserter(due),
                 [&](const v1::DueProposal& row) { return PlaceOf(row) >= page.from(); });
    std::sort(due.begin(), due.end(), DueBefore);
    // One more than the page takes tells whether there are more.
    if (due.size() > page.limit()) due.resize(page.limit() + 1);
  }
  for (v1::DueProposal& row : due) {
    if (!page.Add(std::move(row))) break;
  }
  return page.End();
}

absl::StatusOr<v1::ListDueResponse> QueryService::DueNow(const v1::ListDueRequest& request, const Caller& caller,
                                                         absl::Time deadline) const {
  const std::string& ledger = request.ledger_id();
  ASSIGN_OR_RETURN(std::shared_ptr<const ViewStore> view, ViewWith(ledger, AtLeastSeq(request), deadline));
  if (!ledger.empty()) {
    ASSIGN_OR_RETURN(const std::optional<v1::LedgerFacts> facts, view->GetLedger(LedgerId(ledger)));
    if (!facts.has_value()) return LedgerUnknown(ledger);
  }
  return view->ListDue(request, sources_.clock.Now(), sources_.zones,
                       [&](absl::string_view id) { return caller.MaySee(id); });
}

grpc::ServerUnaryReactor* QueryService::ListDue(grpc::CallbackServerContext* context, const v1::ListDueRequest* request,
                                                v1::ListDueResponse* response) {
  return Run(context, [=, this](const Caller& caller, absl::Time deadline) -> absl::Status {
    if (!request->ledger_id().empty()) RETURN_IF_ERROR(CheckMaySee(caller, request->ledger_id()));
    RETURN_IF_ERROR(CheckRequest(*request));
    ASSIGN_OR_RETURN(*response,
                     request->has_known_at() ? DueInThePast(*request, caller) : DueNow(*request, caller, deadline));
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::GetStatisticsResponse>* QueryService::GetStatistics(
    grpc::CallbackServerContext* context, const v1::GetStatisticsRequest* request) {
  using Refused = RefusedStream<v1::GetStatisticsResponse>;
  absl::StatusOr<Caller> caller = CallerOf(*context, authenticator_);
  if (!caller.ok()) return new Refused(caller.status());
  const absl::Status valid = CheckRequest(*request, *caller);
  if (!valid.ok()) return new Refused(valid);
  const absl::Time now = sources_.clock.Now();
  const absl::StatusOr<absl::Time> moment = request->has_known_at() ? KnownAt(request->known_at(), now) : now;
  if (!moment.ok()) return new Refused(moment.status());
  absl::StatusOr<StreamLimit::Place> place = streams_.Take();
  if (!place.ok()) return new Refused(place.status());

  const absl::Time at = *moment;
  StatisticsSource::PictureOf picture_of;
  const PersonalData* const personal = &sources_.personal;
  if (request->has_known_at()) {
    picture_of = [this, at, personal,
                  kept = keep_()](const LedgerId& ledger) -> absl::StatusOr<std::unique_ptr<const LedgerPicture>> {
      ASSIGN_OR_RETURN(std::optional<LedgerHead> head, sources_.log.Head(ledger));
      if (!head.has_value()) return nullptr;
      ASSIGN_OR_RETURN(std::unique_ptr<const LedgerPicture> picture, PictureThen(ledger, at));
      return ShownPicture::Of(std::move(picture), *personal);
    };
  } else {
    const absl::Time deadline = absl::FromChrono(context->deadline());
    const std::optional<uint64_t> seq = AtLeastSeq(*request);
    // The view is asked for at the first ledger and held to the last, so that a rebuild in between changes nothing.
    auto held = std::make_shared<HeldView>();
    picture_of = [this, deadline, seq, held, personal,
                  kept = keep_()](const LedgerId& ledger) -> absl::StatusOr<std::unique_ptr<const LedgerPicture>> {
      ASSIGN_OR_RETURN(const std::shared_ptr<const ViewStore> view,
                       held->Get([&] { return ViewWith(ledger.value(), seq, deadline); }));
      ASSIGN_OR_RETURN(std::unique_ptr<const LedgerPicture> picture, view->Picture(ledger));
      return ShownPicture::Of(std::move(picture), *personal);
    };
  }
  auto source = std::make_unique<StatisticsSource>(
      *request, at, sources_.log, sources_.zones, std::move(picture_of),
      [caller = *caller](absl::string_view ledger) { return caller.MaySee(ledger); }, pool_, *std::move(place));
  return new StreamPump<v1::GetStatisticsResponse>(pool_, bell_, std::move(source), hold_(*context));
}

}  // namespace huiyin

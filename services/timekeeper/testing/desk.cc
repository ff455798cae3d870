#include "services/timekeeper/testing/desk.h"

#include <google/protobuf/text_format.h>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/timestamps.h"
#include "domain/embedded.h"
#include "services/give_orders.h"
#include "services/system_ids.h"

namespace huiyin::testing {
namespace {

absl::TimeZone Shanghai() { return *TestReferences().zones.Find("Asia/Shanghai"); }

v1::Command Parse(const std::string& id, const std::string& actor, const std::string& body, absl::Time now) {
  v1::Command command;
  CHECK(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("command_id: '", id, "' ledger_id: 'town-a' actor { ", actor, " } ", body), &command));
  SetTime(now, *command.mutable_occurred_at());
  return command;
}

}  // namespace

absl::Time ShanghaiTime(absl::string_view text) {
  const std::string moment = text.size() == 10 ? absl::StrCat(text, " 12:00:00") : std::string(text);
  absl::Time time;
  std::string error;
  CHECK(absl::ParseTime("%Y-%m-%d %H:%M:%S", moment, Shanghai(), &time, &error));
  return time;
}

Desk::Desk(absl::string_view calendar) : clock_(ShanghaiTime("2025-03-03")) { StartAgain(calendar); }

void Desk::StartAgain(absl::string_view calendar) {
  timekeeper_ = nullptr;
  pipeline_ = nullptr;
  views_ = nullptr;
  absl::StatusOr<Calendar> parsed = Calendar::Parse(calendar.empty() ? EmbeddedCalendar() : calendar);
  CHECK(parsed.ok());
  calendar_ = std::make_unique<Calendar>(*std::move(parsed));
  references_ = std::make_unique<References>(References{TestReferences().packs, *calendar_, TestReferences().zones});
  absl::StatusOr<std::unique_ptr<Views>> views = Views::Open(directory_.path() + "/views", log_);
  CHECK(views.ok());
  views_ = *std::move(views);
  CommandPipelineOptions two_writers;
  two_writers.writers = 2;
  pipeline_ = std::make_unique<CommandPipeline>(log_, *references_, clock_, two_writers);
}

absl::StatusOr<CommandReceipt> Desk::Try(const v1::Command& command, bool historical) {
  auto outcomes = GiveOrders(*pipeline_, LedgerId(command.ledger_id()), historical, {command});
  CHECK(outcomes.ok());
  return outcomes->front();
}

void Desk::Order(const v1::Command& command, bool historical) {
  const absl::StatusOr<CommandReceipt> outcome = Try(command, historical);
  if (outcome.ok()) return;
  std::fprintf(stderr, "%s: %s\n", command.ShortDebugString().c_str(), outcome.status().ToString().c_str());
  CHECK(outcome.ok());
}

void Desk::OrderAll(const std::vector<v1::Command>& commands, bool historical) {
  for (const v1::Command& command : commands) Order(command, historical);
}

void Desk::Handle(const std::string& proposal, const std::string& ledger) {
  const Orders now = Now(ledger);
  OrderAll({now.Submit(proposal), now.Register(proposal), now.Assign(proposal), now.SignFor(proposal)});
}

v1::Command Desk::Office(const std::string& id, const std::string& body) const {
  return Parse(id, "id: 'office-1' role: CONGRESS_OFFICE", body, clock_.Now());
}

v1::Command Desk::Unit(const std::string& id, const std::string& body) const {
  return Parse(id, "id: 'clerk-1' role: HANDLING_UNIT unit_id: 'u-1'", body, clock_.Now());
}

TimekeeperParts Desk::Parts(CommandLanes* lanes) {
  return {log_,
          *views_,
          lanes == nullptr ? static_cast<CommandLanes&>(*pipeline_) : *lanes,
          references_->zones,
          clock_,
          calendar_->version()};
}

absl::StatusOr<PassReport> Desk::Pass() {
  if (timekeeper_ == nullptr) timekeeper_ = std::make_unique<Timekeeper>(Parts(), options_);
  return timekeeper_->Pass();
}

std::vector<std::string> Desk::Given(const std::string& ledger) const {
  std::vector<std::string> ids;
  for (const v1::Record& record : Records(ledger)) {
    if (IsTimekeeperId(record.command_id())) ids.push_back(record.command_id());
  }
  return ids;
}

v1::Record Desk::RecordOf(const std::string& command_id, const std::string& ledger) const {
  for (v1::Record& record : RecordsOf(log_, ledger)) {
    if (record.command_id() == command_id) return std::move(record);
  }
  CHECK(false);
}

}  // namespace huiyin::testing

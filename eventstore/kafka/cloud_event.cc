#include "eventstore/kafka/cloud_event.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "huiyin/v1/record.pb.h"

namespace huiyin::kafka {
namespace {

// The name of the event's message; of an event that this program does not know, that of the envelope.
std::string TypeOf(const v1::Event& event) {
  const auto* field = event.GetDescriptor()->FindFieldByNumber(event.event_case());
  return field == nullptr ? event.GetDescriptor()->full_name() : field->message_type()->full_name();
}

}  // namespace

std::vector<std::pair<const char*, std::string>> CloudEventHeaders(const v1::Record& record) {
  return {{"ce_specversion", "1.0"},
          {"ce_id", absl::StrCat(record.ledger_id(), "/", record.seq())},
          {"ce_source", absl::StrCat("/huiyin/ledgers/", record.ledger_id())},
          {"ce_type", TypeOf(record.event())},
          {"ce_subject", record.stream_id()},
          {"ce_time", google::protobuf::util::TimeUtil::ToString(record.occurred_at())},
          {"content-type", "application/protobuf"}};
}

}  // namespace huiyin::kafka

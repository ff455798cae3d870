#include "eventstore/kafka/cloud_event.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "huiyin/v1/events.pb.h"

namespace huiyin::kafka {
namespace {

// The name of the event's message; of an event that this program does not know, that of the envelope.
const std::string& TypeOf(int event_field) {
  const auto* field = v1::Event::descriptor()->FindFieldByNumber(event_field);
  return field == nullptr ? v1::Event::descriptor()->full_name() : field->message_type()->full_name();
}

}  // namespace

CloudEventHeaders HeadersOf(const LedgerId& ledger, const EncodedRecord& record) {
  return {{{"ce_specversion", "1.0"},
           {"ce_id", absl::StrCat(ledger.value(), "/", record.seq.value())},
           {"ce_source", absl::StrCat("/huiyin/ledgers/", ledger.value())},
           {"ce_type", TypeOf(record.event_field)},
           {"ce_subject", record.stream.value()},
           {"ce_time", absl::FormatTime("%E4Y-%m-%dT%H:%M:%E*SZ", record.occurred_at, absl::UTCTimeZone())},
           {"content-type", "application/protobuf"}}};
}

}  // namespace huiyin::kafka

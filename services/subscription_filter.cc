#include "services/subscription_filter.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "domain/streams.h"
#include "eventstore/record_codec.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace huiyin {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsUnitField(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
         (absl::EndsWith(field.name(), "unit_id") || absl::EndsWith(field.name(), "unit_ids"));
}

// Whether the message, or one in it, names one of the units.
bool NamesUnit(const Message& message, const absl::flat_hash_set<std::string>& units) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (IsUnitField(*field)) {
        const std::string unit = field->is_repeated() ? reflection.GetRepeatedString(message, field, i)
                                                      : reflection.GetString(message, field);
        if (units.contains(unit)) return true;
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const Message& inner = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                    : reflection.GetMessage(message, field);
        if (NamesUnit(inner, units)) return true;
      }
    }
  }
  return false;
}

absl::Status TooLarge(absl::string_view part) {
  return Error(absl::StatusCode::kInvalidArgument, "FILTER_TOO_LARGE",
               absl::StrCat("at most ", kFilterValuesMax, " values in ", part),
               absl::StrCat(part, " 至多 ", kFilterValuesMax, " 个值"), absl::StrCat("filter.", part));
}

}  // namespace

absl::StatusOr<RecordFilter> RecordFilter::Make(const v1::SubscriptionFilter& filter) {
  if (filter.ledger_ids_size() > kFilterValuesMax) return TooLarge("ledger_ids");
  if (filter.event_types_size() > kFilterValuesMax) return TooLarge("event_types");
  if (filter.proposal_ids_size() > kFilterValuesMax) return TooLarge("proposal_ids");
  if (filter.unit_ids_size() > kFilterValuesMax) return TooLarge("unit_ids");
  RecordFilter result;
  result.ledgers_.insert(filter.ledger_ids().begin(), filter.ledger_ids().end());
  result.units_.insert(filter.unit_ids().begin(), filter.unit_ids().end());
  for (const std::string& proposal : filter.proposal_ids()) result.streams_.insert(ProposalStream(proposal).value());
  for (const std::string& type : filter.event_types()) {
    const FieldDescriptor* field = v1::Event::descriptor()->FindFieldByName(type);
    if (field == nullptr) {
      return Error(absl::StatusCode::kInvalidArgument, "EVENT_TYPE_UNKNOWN",
                   absl::StrCat("there is no event type ", type, "; names are like proposal_assigned"),
                   absl::StrCat("没有事件类型 ", type, "；名称形如 proposal_assigned"), "filter.event_types");
    }
    result.event_types_.insert(field->number());
  }
  return result;
}

absl::StatusOr<bool> RecordFilter::Passes(const StoredRecord& stored) {
  if (!ledgers_.empty() && !ledgers_.contains(stored.ledger.value())) return false;
  if (event_types_.empty() && streams_.empty() && units_.empty()) return true;
  RETURN_IF_ERROR(DecodeAt(stored.ledger, stored.seq, stored.bytes, record_));
  if (!streams_.empty() && !streams_.contains(record_.stream_id())) return false;
  if (!event_types_.empty() && !event_types_.contains(record_.event().event_case())) return false;
  return units_.empty() || NamesUnit(record_.event(), units_);
}

}  // namespace huiyin

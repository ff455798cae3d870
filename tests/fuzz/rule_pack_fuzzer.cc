// Whatever bytes come as a rule pack: refused as malformed, or a pack that can be added, found, and written out again.
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/check.h"
#include "domain/rule_packs.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "huiyin/v1/rules.pb.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using google::protobuf::util::MessageDifferencer;

  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<huiyin::v1::RulePack> pack = huiyin::ParseRulePack(text);
  if (!pack.ok()) {
    CHECK(pack.status().code() == absl::StatusCode::kInvalidArgument);
    return 0;
  }

  huiyin::RulePacks packs;
  CHECK(packs.Add(*pack).ok());
  CHECK(packs.Add(*pack).code() == absl::StatusCode::kAlreadyExists);
  CHECK(packs.Has(pack->id()));
  const huiyin::v1::RulePack* const found = packs.Find(huiyin::VersionedId(*pack));
  CHECK(found != nullptr);
  CHECK(MessageDifferencer::Equals(*found, *pack));

  std::string printed;
  CHECK(google::protobuf::TextFormat::PrintToString(*pack, &printed));
  // Escapes and indentation can take it over the limit of a pack's text.
  if (printed.size() > (64 << 10)) return 0;
  const absl::StatusOr<huiyin::v1::RulePack> again = huiyin::ParseRulePack(printed);
  CHECK(again.ok());
  CHECK(MessageDifferencer::Equals(*again, *pack));
  return 0;
}

#include "tools/cli/relay.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "eventstore/kafka/relay.h"
#include "services/server/kafka_properties.h"
#include "services/server/log_address.h"
#include "tools/cli/printable.h"
#include "tools/cli/record_json.h"
#include "tools/cli/stop_signal.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

constexpr absl::Duration kLookEvery = absl::Milliseconds(100);
constexpr absl::Duration kLineEvery = absl::Seconds(5);

absl::StatusOr<KafkaAddress> AddressOf(const std::string& text) {
  ASSIGN_OR_RETURN(const LogAddress address, ParseLogAddress(text));
  if (const auto* kafka = std::get_if<KafkaAddress>(&address); kafka != nullptr) return *kafka;
  return Error(absl::StatusCode::kInvalidArgument, "LOG_NOT_ON_KAFKA", "only a log on Kafka can be relayed",
               "只有 Kafka 上的日志可以转发", "--log");
}

absl::StatusOr<RelayOptions> OptionsOf(const RelayTopicOptions& asked) {
  ASSIGN_OR_RETURN(const KafkaAddress source, AddressOf(asked.log));
  const std::string target = asked.to.empty() ? absl::StrCat(source.topic, ".json") : asked.to;
  RETURN_IF_ERROR(AddressOf(absl::StrCat("kafka://", source.brokers, "/", target)).status());
  RelayOptions options;
  if (!asked.properties_file.empty()) {
    ASSIGN_OR_RETURN(const std::string text, WholeFile(asked.properties_file, "--kafka-properties"));
    ASSIGN_OR_RETURN(options.properties, ParseKafkaProperties(text));
  }
  options.properties.emplace_back("bootstrap.servers", source.brokers);
  options.source = source.topic;
  options.target = target;
  options.replication = asked.replication;
  options.transform = &RecordJson;
  options.content_type = "application/json";
  options.session_timeout = asked.session_timeout;
  return options;
}

std::string Count(uint64_t count, const char* one, const char* many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

// "2 of 4 partitions here, 1 behind": which partitions are where; without how many records have gone through.
std::string StandingOf(const RelayStatus& status, uint32_t partitions, Language language) {
  const bool chinese = language == Language::kChinese;
  uint64_t behind = 0;
  std::string waiting;
  for (const RelayedPartitionStatus& partition : status.partitions) {
    if (!partition.is_caught_up) ++behind;
    if (!absl::IsUnavailable(partition.error)) continue;
    absl::StrAppend(&waiting, chinese ? "\n  分区 " : "\n  partition ", partition.partition,
                    chinese ? " 正在重试：" : " tries again: ",
                    chinese ? ChineseOf(partition.error) : std::string(partition.error.message()), " [",
                    ReasonOf(partition.error), "]");
  }
  const size_t here = status.partitions.size();
  if (chinese) {
    return absl::StrCat("本进程负责 ", here, " 个分区（共 ", partitions, " 个），",
                        here == 0     ? std::string("由其他进程转发")
                        : behind == 0 ? std::string("已同步")
                                      : absl::StrCat(behind, " 个尚未赶上"),
                        waiting);
  }
  return absl::StrCat(here, " of ", Count(partitions, "partition", "partitions"), " here, ",
                      here == 0     ? std::string("others relay")
                      : behind == 0 ? std::string("in step")
                                    : absl::StrCat(behind, " behind"),
                      waiting);
}

// Lines on stderr: at once when the standing has changed, else every few seconds while records go through.
class StatusLines {
 public:
  StatusLines(uint32_t partitions, Language language) : partitions_(partitions), language_(language) {}

  void Show(const RelayStatus& status) {
    std::string standing = StandingOf(status, partitions_, language_);
    const absl::Time now = absl::Now();
    const bool is_due = now >= next_ && status.relayed != relayed_;
    if (standing == standing_ && !is_due) return;
    next_ = now + kLineEvery;
    relayed_ = status.relayed;
    standing_ = std::move(standing);
    if (language_ == Language::kChinese) {
      std::fprintf(stderr, "已转发 %s 条记录；%s\n", absl::StrCat(relayed_).c_str(), PrintableLines(standing_).c_str());
    } else {
      std::fprintf(stderr, "relayed %s; %s\n", Count(relayed_, "record", "records").c_str(),
                   PrintableLines(standing_).c_str());
    }
  }

 private:
  const uint32_t partitions_;
  const Language language_;
  std::string standing_;
  uint64_t relayed_ = 0;
  absl::Time next_;
};

void PrintResult(const RelayTopicOptions& asked, const RelayOptions& options, uint64_t relayed, bool in_step) {
  if (asked.shown.json) {
    const nlohmann::ordered_json answer{
        {"source", options.source}, {"target", options.target}, {"relayed", relayed}, {"in_step", in_step}};
    std::puts(answer.dump().c_str());
  } else if (LanguageOf(asked.shown.language) == Language::kChinese) {
    std::printf("已将 %s 条记录由 %s 转发至 %s%s\n", absl::StrCat(relayed).c_str(), options.source.c_str(),
                options.target.c_str(), in_step ? "，两者已同步" : "");
  } else {
    std::printf("relayed %s from %s to %s%s\n", Count(relayed, "record", "records").c_str(), options.source.c_str(),
                options.target.c_str(), in_step ? ", which is in step" : "");
  }
}

}  // namespace

absl::Status RelayTopic(const RelayTopicOptions& asked) {
  ASSIGN_OR_RETURN(const RelayOptions options, OptionsOf(asked));
  StopSignal stop;
  ASSIGN_OR_RETURN(const std::unique_ptr<Relay> relay, StartRelay(options));
  const Language language = LanguageOf(asked.shown.language);
  std::fprintf(
      stderr,
      language == Language::kChinese ? "正在将 %s 转发至 %s；按 Ctrl-C 结束\n" : "relaying %s to %s; Ctrl-C ends it\n",
      options.source.c_str(), options.target.c_str());
  StatusLines lines(relay->partitions(), language);
  while (true) {
    const bool stopped = stop.WaitFor(kLookEvery);
    const RelayStatus status = relay->Status();
    lines.Show(status);
    RETURN_IF_ERROR(status.Failure());
    // Of the partitions that others have it knows nothing.
    const bool in_step = status.partitions.size() == relay->partitions() && status.IsCaughtUp();
    if (!stopped && !(asked.stop_when_caught_up && in_step)) continue;
    PrintResult(asked, options, status.relayed, in_step);
    return absl::OkStatus();
  }
}

}  // namespace huiyin

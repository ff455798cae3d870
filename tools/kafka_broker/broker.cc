#include "tools/kafka_broker/broker.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/error.h"
#include "base/status_macros.h"

namespace huiyin {
namespace {

// 16 bytes in base64, as Kafka wants.
constexpr char kClusterId[] = "HuiyinLocalKafkaClust1";
constexpr absl::Duration kReadyWithin = absl::Seconds(60);
constexpr absl::Duration kLookEvery = absl::Milliseconds(10);

absl::Status Failed(const std::string& english, const std::string& chinese) {
  return Error(absl::StatusCode::kUnavailable, "KAFKA_BROKER_FAILED", "the Kafka broker did not start: " + english,
               "Kafka broker 未能启动：" + chinese);
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::trunc);
  out << text;
  out.close();
  return out.good() ? absl::OkStatus() : Failed("cannot write " + path, "无法写入 " + path);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string Listeners(const BrokerSpec& spec) {
  std::string listeners =
      absl::StrCat("PLAINTEXT://127.0.0.1:", spec.port, ",CONTROLLER://127.0.0.1:", spec.controller_port);
  std::string advertised = absl::StrCat("PLAINTEXT://127.0.0.1:", spec.port);
  std::string protocols = "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT";
  for (size_t i = 0; i < spec.detours.size(); ++i) {
    absl::StrAppend(&listeners, ",DETOUR", i, "://127.0.0.1:", spec.detours[i].port);
    absl::StrAppend(&advertised, ",DETOUR", i, "://127.0.0.1:", spec.detours[i].advertised_port);
    absl::StrAppend(&protocols, ",DETOUR", i, ":PLAINTEXT");
  }
  return absl::StrCat("listeners=", listeners, "\nadvertised.listeners=", advertised,
                      "\ncontroller.listener.names=CONTROLLER\nlistener.security.protocol.map=", protocols);
}

// Small and quick: one partition for Kafka's own topics, no waiting for more members of a group, few threads.
std::string ServerProperties(const BrokerSpec& spec) {
  const int replicas = spec.brokers < 3 ? 1 : 3;
  const int in_sync = spec.brokers < 3 ? 1 : 2;
  return absl::StrCat(
      "process.roles=broker,controller\nnode.id=", spec.id, "\ncontroller.quorum.voters=", spec.voters, "\n",
      Listeners(spec), "\nlog.dirs=", spec.directory,
      "/data\noffsets.topic.num.partitions=1\noffsets.topic.replication.factor=", replicas,
      "\ntransaction.state.log.num.partitions=1\ntransaction.state.log.replication.factor=", replicas,
      "\ntransaction.state.log.min.isr=", in_sync,
      "\ngroup.initial.rebalance.delay.ms=0\ngroup.min.session.timeout.ms=1000\nauto.create.topics.enable=false"
      "\nnum.network.threads=2\nnum.io.threads=2\nnum.replica.fetchers=1\nbackground.threads=2"
      "\nlog.cleaner.dedupe.buffer.size=4194304\nreplica.fetch.wait.max.ms=50\nreplica.lag.time.max.ms=3000"
      "\nbroker.heartbeat.interval.ms=200\nbroker.session.timeout.ms=1500"
      "\ncontroller.quorum.election.timeout.ms=500\ncontroller.quorum.fetch.timeout.ms=1000\n");
}

// What kafka-storage.sh format writes, without another java.
std::string MetaProperties(const BrokerSpec& spec) {
  return absl::StrCat("version=1\ncluster.id=", kClusterId, "\nnode.id=", spec.id,
                      "\ndirectory.id=HuiyinLocalDirectory", spec.id, "A\n");
}

std::vector<std::string> Arguments(const BrokerSpec& spec) {
  return {"java",
          "-Xms64m",
          "-Xmx384m",
          spec.compiles_fully ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          "-XX:-UsePerfData",
          "-Djava.awt.headless=true",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
          "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
          "-cp",
          spec.jars + "/*",
          "kafka.Kafka",
          spec.directory + "/server.properties"};
}

}  // namespace

KafkaBroker::KafkaBroker(BrokerSpec spec) : spec_(std::move(spec)) {}

std::string KafkaBroker::LogFile() const { return spec_.directory + "/broker.log"; }

absl::Status KafkaBroker::Start() {
  CHECK(process_ == nullptr);
  std::error_code error;
  std::filesystem::create_directories(spec_.directory + "/data", error);
  RETURN_IF_ERROR(WriteFile(spec_.directory + "/server.properties", ServerProperties(spec_)));
  RETURN_IF_ERROR(WriteFile(spec_.directory + "/data/meta.properties", MetaProperties(spec_)));
  const int log = open(LogFile().c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (log < 0) return Failed("cannot write " + LogFile(), "无法写入 " + LogFile());
  process_ = std::make_unique<ChildProcess>(Arguments(spec_), ChildOutput{log, log});
  close(log);
  return absl::OkStatus();
}

absl::Status KafkaBroker::AwaitReady() {
  const absl::Time deadline = absl::Now() + kReadyWithin;
  while (ReadFile(LogFile()).find("Kafka Server started") == std::string::npos) {
    const bool is_dead = process_->ExitBy(absl::Now() + kLookEvery).has_value();
    if (is_dead) process_ = nullptr;
    if (is_dead || absl::Now() > deadline) return Failed(ReadFile(LogFile()), ReadFile(LogFile()));
  }
  return absl::OkStatus();
}

void KafkaBroker::Kill() { process_ = nullptr; }

void KafkaBroker::Pause() { process_->Pause(); }

void KafkaBroker::Resume() { process_->Resume(); }

}  // namespace huiyin

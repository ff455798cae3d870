#include <memory>

#include "base/status_macros.h"
#include "tools/cli/administration.h"
#include "tools/cli/bench.h"
#include "tools/cli/migrate.h"
#include "tools/cli/patience.h"
#include "tools/cli/program.h"
#include "tools/cli/relay.h"
#include "tools/cli/subscribe.h"

namespace huiyin {
namespace {

void AddSubscribe(Program& program) {
  CLI::App& app = AddSubcommand(program, kRunningGroup,
                                {"subscribe", "The events as they come, as JSON lines",
                                 "subscribe --server localhost:7600 --ledger town-a --from-seq 120"});
  struct Options {
    ConnectionOptions connection;
    SubscribeOptions subscribe;
    uint64_t from_seq = 0;
    int retry_seconds = kRetrySecondsDefault;
  };
  auto options = std::make_shared<Options>();
  AddConnectionOptions(app, options->connection);
  SubscribeOptions& subscribe = options->subscribe;
  auto* end = app.add_flag("--from-end", subscribe.from_end, "Only what comes from now on");
  auto* seq = app.add_option("--from-seq", options->from_seq, "From this event of the one ledger named")
                  ->type_name("N")
                  ->excludes(end);
  app.add_option("--resume", subscribe.resume, "From where a line {\"resume\":…} was")
      ->type_name("TOKEN")
      ->excludes(end)
      ->excludes(seq);
  const auto add_list = [&app](const char* name, std::vector<std::string>& values, const char* what) {
    app.add_option(name, values, what)->type_name("ID")->expected(1)->take_all();
  };
  add_list("--ledger", subscribe.ledgers, "Only of this ledger; may be repeated, as all of these");
  add_list("--event", subscribe.events, "Only of this type, such as proposal_assigned");
  add_list("--proposal", subscribe.proposals, "Only about this proposal");
  add_list("--unit", subscribe.units, "Only what names this unit");
  app.add_flag("--stop-when-caught-up", subscribe.stop_when_caught_up, "End when all that there is was sent");
  AddRetryOption(app, options->retry_seconds);
  app.add_flag("--json")->description("As it is: the answer is JSON");
  app.callback([&program, options, seq] {
    RequireConnection(options->connection);
    if (seq->count() > 0) options->subscribe.from_seq = options->from_seq;
    if (options->connection.data.empty()) options->subscribe.retry_for = absl::Seconds(options->retry_seconds);
    program.run = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection,
                       Connection::Open(options->connection, {.views = false}));
      return Subscribe(*connection, options->subscribe);
    };
  });
}

void AddRelay(Program& program) {
  CLI::App& app =
      AddSubcommand(program, kRunningGroup,
                    {"relay", "Keep a second Kafka topic with the events as JSON, each once (docs/kafka.md)",
                     "relay --log kafka://kafka-1:9092,kafka-2:9092/huiyin.events"});
  auto options = std::make_shared<RelayTopicOptions>();
  app.add_option("--log", options->log, "The log on Kafka")->type_name("kafka://HOST:PORT/TOPIC")->required();
  app.add_option("--to", options->to, "The second topic, made when absent; by default TOPIC.json")->type_name("TOPIC");
  app.add_option("--kafka-properties", options->properties_file, "A file of librdkafka's properties: TLS, SASL")
      ->type_name("FILE");
  app.add_option("--replication", options->replication,
                 "How many brokers keep the second topic, when it is made; 3 unless there are fewer")
      ->type_name("N")
      ->check(CLI::Range(1, 32));
  auto timeout = std::make_shared<int64_t>(absl::ToInt64Milliseconds(options->session_timeout));
  app.add_option("--session-timeout", *timeout, "A relay that is silent for so long is replaced, in milliseconds")
      ->capture_default_str()
      ->type_name("MS")
      ->check(CLI::Range(1'000, 300'000));
  app.add_flag("--stop-when-caught-up", options->stop_when_caught_up,
               "End when the whole second topic is in step; waits while other relays have some of it");
  app.add_flag("--json", options->shown.json, "The result as JSON");
  AddLanguageOption(app, options->shown.language);
  app.callback([&program, options, timeout] {
    options->session_timeout = absl::Milliseconds(*timeout);
    program.run = [options] { return RelayTopic(*options); };
  });
}

// What is asked of a server, or of a data directory.
struct ServerQuestion {
  ConnectionOptions connection;
  std::string language;
  bool json = false;
};

void AddRebuild(Program& program) {
  CLI::App& app = AddSubcommand(
      program, kRunningGroup, {"rebuild", "Fold the views anew from the log, and compare", "rebuild --data register"});
  auto options = std::make_shared<ServerQuestion>();
  AddConnectionOptions(app, options->connection);
  app.add_flag("--json", options->json, "The result as JSON");
  AddLanguageOption(app, options->language);
  app.callback([&program, options] {
    RequireConnection(options->connection);
    program.run = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection,
                       Connection::Open(options->connection, {.replace_unusable_views = true}));
      return Rebuild(*connection, {options->language, options->json});
    };
  });
}

void AddMigrate(Program& program) {
  CLI::App& app = AddSubcommand(program, kRunningGroup,
                                {"migrate", "Move a register to another log; the old one then takes no more commands",
                                 "migrate --from rocksdb:register --to kafka://localhost:9092/huiyin.events"
                                 " --partitions 8"});
  auto options = std::make_shared<MigrateOptions>();
  app.add_option("--from", options->from, "Where it is: rocksdb:DIR or kafka://HOST:PORT/TOPIC")
      ->type_name("LOG")
      ->required();
  app.add_option("--to", options->to, "Where it goes: nothing, or its beginning, is there yet")
      ->type_name("LOG")
      ->required();
  app.add_option("--partitions", options->partitions, "Of a topic that is made for it")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000));
  app.add_option("--replication", options->replication,
                 "Of a topic that is made for it; 3 unless there are fewer brokers")
      ->type_name("N")
      ->check(CLI::Range(1, 100));
  app.add_option("--kafka-properties", options->kafka_properties, "librdkafka's, as name=value lines: for TLS and SASL")
      ->type_name("FILE");
  app.add_option("--replicas", options->replicas, "Where a topic's replicas are kept; temporary ones when not given")
      ->type_name("DIR");
  app.add_flag("--json", options->shown.json, "The result as JSON lines: each ledger, then both logs");
  AddLanguageOption(app, options->shown.language);
  app.callback([&program, options] { program.run = [options] { return RunMigration(*options); }; });
}

void AddVersion(Program& program) {
  CLI::App& app =
      AddSubcommand(program, kRunningGroup,
                    {"version", "Of this program; with --server, of the server", "version --server localhost:7600"});
  auto options = std::make_shared<ServerQuestion>();
  AddConnectionOptions(app, options->connection);
  app.add_flag("--json", options->json, "As JSON");
  app.callback([&program, options] {
    program.run = [options]() -> absl::Status {
      if (options->connection.server.empty() && options->connection.data.empty())
        return PrintVersion(nullptr, options->json);
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection,
                       Connection::Open(options->connection, {.views = false}));
      return PrintVersion(connection.get(), options->json);
    };
  });
}

void AddBench(Program& program) {
  CLI::App& app =
      AddSubcommand(program, kRunningGroup, {"bench", "Measure how fast it is here", "bench commands --in-flight 64"});
  app.footer(&BenchesText);
  // The flags are each bench's own.
  app.prefix_command();
  app.callback([&program, &app] { program.run = [&app] { return RunBenches(app.remaining()); }; });
}

}  // namespace

void AddRunning(Program& program) {
  AddSubscribe(program);
  AddRelay(program);
  AddRebuild(program);
  AddMigrate(program);
  AddVersion(program);
  AddBench(program);
}

}  // namespace huiyin

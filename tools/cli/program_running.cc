#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "base/status_macros.h"
#include "services/server/kafka_properties.h"
#include "services/server/log_address.h"
#include "tools/cli/administration.h"
#include "tools/cli/bench.h"
#include "tools/cli/migrate.h"
#include "tools/cli/program.h"
#include "tools/cli/relay.h"
#include "tools/cli/serve.h"
#include "tools/cli/subscribe.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

constexpr char kGroup[] = "Running a server";

// As the person said it: of one machine or of a cluster, by the log's address.
struct ServeOptions {
  // Empty: in the data directory.
  std::string log;
  ClusterOptions cluster;
  std::string kafka_properties_file;
  int64_t session_timeout_ms = 10'000;
  uint32_t writers = 1;
};

void AddPortOptions(CLI::App& app, PortOptions& port) {
  app.add_option("--listen", port.listen_address, "Where; port 0 takes a free one")
      ->capture_default_str()
      ->type_name("HOST:PORT");
  auto* tokens =
      app.add_option("--tokens", port.token_file, "The table of all tokens, and whose they are (docs/operations.md)")
          ->type_name("TABLE");
  // What the table was called before; a caller's --token-file is another thing.
  auto* tokens_before = app.add_option("--token-file", port.token_file)->group("");
  app.add_flag("--insecure", port.insecure, "Trust every caller, on this machine only; so it is without --tokens")
      ->excludes(tokens)
      ->excludes(tokens_before);
  app.add_option("--tls-certificate", port.tls_certificate_file, "The server's certificate, PEM: use TLS")
      ->type_name("FILE");
  app.add_option("--tls-key", port.tls_key_file, "The certificate's private key, PEM")->type_name("FILE");
  app.add_flag("--allow-plaintext", port.allow_plaintext,
               "Beyond this machine without TLS: only behind a proxy that encrypts");
}

void AddClusterOptions(CLI::App& app, ServeOptions& options) {
  const char* group = "A node of a cluster (--log kafka://…, docs/operations.md)";
  ClusterOptions& cluster = options.cluster;
  app.add_option("--kafka-properties", options.kafka_properties_file, "librdkafka's, name=value lines: TLS and SASL")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--partitions", cluster.partitions, "Of the topic, when it is made; else checked")
      ->check(CLI::Range(1, 1'024))
      ->group(group);
  app.add_option("--replication", cluster.replication, "Of the topic, when it is made; by the number of brokers")
      ->check(CLI::Range(1, 32))
      ->group(group);
  app.add_option("--advertise", cluster.advertise, "Where the other nodes reach this one; as --listen when not given")
      ->type_name("HOST:PORT")
      ->group(group);
  app.add_option("--group", cluster.group, "The consumer group that shares the partitions; TOPIC.owners")
      ->type_name("NAME")
      ->group(group);
  app.add_flag("--standby", cluster.standby, "Follow the partitions of others, so that taking over is quick")
      ->group(group);
  app.add_option("--session-timeout", options.session_timeout_ms, "A node that is silent for so long is replaced")
      ->type_name("MS")
      ->capture_default_str()
      ->check(CLI::Range(1'000, 300'000))
      ->group(group);
  app.add_option("--peer-token-file", cluster.peer_token_file, "The token that all nodes share; needed with --tokens")
      ->type_name("FILE")
      ->group(group);
  app.add_option("--peer-ca", cluster.peer_ca_file, "PEM of who signed the other nodes' certificates; needed with TLS")
      ->type_name("FILE")
      ->group(group);
}

absl::Status ServeCluster(const ServeOptions& options, KafkaAddress log) {
  ClusterOptions cluster = options.cluster;
  cluster.log = std::move(log);
  cluster.session_timeout = absl::Milliseconds(options.session_timeout_ms);
  if (!options.kafka_properties_file.empty()) {
    ASSIGN_OR_RETURN(const std::string text, WholeFile(options.kafka_properties_file, "--kafka-properties"));
    ASSIGN_OR_RETURN(cluster.kafka_properties, ParseKafkaProperties(text));
  }
  return Serve(std::move(cluster));
}

absl::Status ServeWhereSaid(const ServeOptions& options) {
  NodeOptions node;
  static_cast<PortOptions&>(node) = options.cluster;
  node.data_directory = options.cluster.data_directory;
  node.calendar_file = options.cluster.calendar_file;
  node.writers = options.writers;
  node.queue_commands_max = options.cluster.queue_commands_max;
  if (options.log.empty()) return Serve(node);
  ASSIGN_OR_RETURN(LogAddress address, ParseLogAddress(options.log));
  if (KafkaAddress* kafka = std::get_if<KafkaAddress>(&address); kafka != nullptr) {
    return ServeCluster(options, std::move(*kafka));
  }
  node.log_directory = std::get<RocksDbAddress>(address).directory;
  return Serve(node);
}

void AddServe(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"serve", "Serve a data directory until Ctrl-C",
                                 "serve --data register --listen 127.0.0.1:7600 --tokens tokens.jsonl"});
  auto options = std::make_shared<ServeOptions>();
  ClusterOptions& cluster = options->cluster;
  cluster.listen_address = "127.0.0.1:7600";
  app.add_option("--data", cluster.data_directory, "The data directory; created when it is not there")
      ->type_name("DIR")
      ->required();
  app.add_option("--log", options->log, "rocksdb:DIR or kafka://HOST:PORT/TOPIC; in the data directory when not given")
      ->type_name("ADDRESS");
  AddPortOptions(app, cluster);
  app.add_option("--calendar", cluster.calendar_file, "Replaces the built-in calendar")->type_name("FILE");
  app.add_option("--writers", options->writers, "Writer threads; on Kafka one a partition")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  app.add_option("--queue-commands", cluster.queue_commands_max, "Commands that may wait for a writer")
      ->capture_default_str()
      ->check(CLI::Range(1, 1 << 20));
  AddClusterOptions(app, *options);
  app.callback([&program, options] {
    if (options->cluster.token_file.empty()) options->cluster.insecure = true;
    program.run = [options] { return ServeWhereSaid(*options); };
  });
}

void AddSubscribe(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"subscribe", "The events as they come, as JSON lines",
                                 "subscribe --server localhost:7600 --ledger town-a --from-seq 120"});
  struct Options {
    ConnectionOptions connection;
    SubscribeOptions subscribe;
    uint64_t from_seq = 0;
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
  app.add_flag("--json")->description("As it is: the answer is JSON");
  app.callback([&program, options, seq] {
    RequireConnection(options->connection);
    if (seq->count() > 0) options->subscribe.from_seq = options->from_seq;
    program.run = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection,
                       Connection::Open(options->connection, {.views = false}));
      return Subscribe(*connection, options->subscribe);
    };
  });
}

void AddRelay(Program& program) {
  CLI::App& app =
      AddSubcommand(program, kGroup,
                    {"relay", "Keep a second Kafka topic with the events as JSON, each once (docs/kafka.md)",
                     "relay --log kafka://kafka-1:9092,kafka-2:9092/huiyin.events"});
  auto options = std::make_shared<RelayTopicOptions>();
  app.add_option("--log", options->log, "The log on Kafka")->type_name("kafka://HOST:PORT/TOPIC")->required();
  app.add_option("--to", options->to, "The second topic, made when absent; by default TOPIC.json")->type_name("TOPIC");
  app.add_option("--kafka-properties", options->properties_file, "A file of librdkafka's properties: TLS, SASL")
      ->type_name("FILE");
  app.add_option("--replication", options->replication,
                 "How many brokers keep the second topic, when it is made; by default 3, or all there are")
      ->type_name("N")
      ->check(CLI::Range(1, 32));
  auto timeout = std::make_shared<int64_t>(absl::ToInt64Milliseconds(options->session_timeout));
  app.add_option("--session-timeout", *timeout, "A relay that is silent for so long is replaced, in milliseconds")
      ->capture_default_str()
      ->type_name("MS")
      ->check(CLI::Range(1'000, 300'000));
  app.add_flag("--stop-when-caught-up", options->stop_when_caught_up,
               "End when the whole second topic is in step; waits while other relays have some of it");
  app.add_flag("--json", options->json, "The result as JSON");
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
      program, kGroup, {"rebuild", "Fold the views anew from the log, and compare", "rebuild --data register"});
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
  CLI::App& app = AddSubcommand(program, kGroup,
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
  app.add_option("--replication", options->replication, "Of a topic that is made for it; three when not given")
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
  CLI::App& app = AddSubcommand(
      program, kGroup, {"version", "Of this program; with --server, of the server", "version --server localhost:7600"});
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
      AddSubcommand(program, kGroup, {"bench", "Measure how fast it is here", "bench commands --in-flight 64"});
  app.footer(&BenchesText);
  // The flags are each bench's own.
  app.prefix_command();
  app.callback([&program, &app] { program.run = [&app] { return RunBenches(app.remaining()); }; });
}

}  // namespace

void AddRunning(Program& program) {
  AddServe(program);
  AddSubscribe(program);
  AddRelay(program);
  AddRebuild(program);
  AddMigrate(program);
  AddVersion(program);
  AddBench(program);
}

}  // namespace huiyin

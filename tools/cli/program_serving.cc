#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/status_macros.h"
#include "services/server/kafka_properties.h"
#include "services/server/log_address.h"
#include "tools/cli/program.h"
#include "tools/cli/serve.h"
#include "tools/cli/tick.h"
#include "tools/cli/whole_file.h"

namespace huiyin {
namespace {

constexpr char kClusterGroup[] = "A node of a cluster (--log kafka://…, docs/operations.md)";

// As the person said it: of one machine or of a cluster, by the log's address.
struct ServeOptions {
  // Empty: in the data directory.
  std::string log;
  ClusterOptions cluster;
  std::vector<std::string> witnesses;
  std::string tiles_listen_address;
  std::string kafka_properties_file;
  int64_t session_timeout_ms = 10'000;
  uint32_t writers = 1;
  bool keep_time = true;
  TimekeeperOptions timekeeper;
  bool carry = true;
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

// Of whoever joins a cluster.
void AddMemberOptions(CLI::App& app, ServeOptions& options) {
  app.add_option("--kafka-properties", options.kafka_properties_file, "librdkafka's, name=value lines: TLS and SASL")
      ->type_name("FILE")
      ->group(kClusterGroup);
  app.add_option("--session-timeout", options.session_timeout_ms, "A node that is silent for so long is replaced")
      ->type_name("MS")
      ->capture_default_str()
      ->check(CLI::Range(1'000, 300'000))
      ->group(kClusterGroup);
  app.add_option("--peer-ca", options.cluster.peer_ca_file,
                 "PEM of who signed the other nodes' certificates; needed with TLS")
      ->type_name("FILE")
      ->group(kClusterGroup);
}

void AddOwnerOptions(CLI::App& app, ClusterOptions& cluster) {
  app.add_option("--partitions", cluster.partitions, "Of the topic, when it is made; else checked")
      ->check(CLI::Range(1, 1'024))
      ->group(kClusterGroup);
  app.add_option("--replication", cluster.replication,
                 "Of the topic, when it is made; 3 unless there are fewer brokers")
      ->check(CLI::Range(1, 32))
      ->group(kClusterGroup);
  app.add_option("--advertise", cluster.advertise, "Where the other nodes reach this one; as --listen when not given")
      ->type_name("HOST:PORT")
      ->group(kClusterGroup);
  app.add_option("--group", cluster.group, "The consumer group that shares the partitions; TOPIC.owners")
      ->type_name("NAME")
      ->group(kClusterGroup);
  app.add_flag("--standby", cluster.standby, "Follow the partitions of others, so that taking over is quick")
      ->group(kClusterGroup);
  app.add_option("--peer-token-file", cluster.peer_token_file, "The token that all nodes share; needed with --tokens")
      ->type_name("FILE")
      ->group(kClusterGroup);
}

// What others need to check the register by.
void AddTransparencyOptions(CLI::App& app, ServeOptions& options) {
  app.add_option("--checkpoint-key", options.cluster.checkpoint_key_files,
                 "Sign checkpoints by this key (huiyin key new); twice while one key follows another")
      ->type_name("FILE");
  app.add_option("--witness", options.witnesses, "Have checkpoints cosigned there (huiyin witness); may be repeated")
      ->type_name("URL=PUBLIC_KEY_FILE")
      ->expected(1)
      ->take_all();
  app.add_option("--tiles-listen", options.tiles_listen_address,
                 "Show all ledgers in full to anyone, as tlog-tiles in plain HTTP")
      ->type_name("HOST:PORT");
}

void AddPersonalKeysOption(CLI::App& app, std::string& directory) {
  app.add_option("--personal-keys", directory,
                 "Keys of what is personal, a key a person; DIR/personal-keys of --data, and with Kafka none")
      ->type_name("DIR");
}

void AddReminderOptions(CLI::App& app, ReminderRules& rules) {
  app.add_option("--announce-days", rules.announce_days, "Announce a due date so many days before; 0: never")
      ->type_name("N")
      ->capture_default_str()
      ->check(CLI::Range(0u, kReminderDaysMax));
  app.add_option("--urge-every", rules.urge_every_days,
                 "Urge a unit whose date has passed, and again after so many days; 0: never")
      ->type_name("DAYS")
      ->capture_default_str()
      ->check(CLI::Range(0u, kReminderDaysMax));
}

void AddTimekeeperOptions(CLI::App& app, ServeOptions& options) {
  app.add_option("--timekeeper", options.keep_time,
                 "Give by itself what time makes due: reminders, lapses, missed promises, recounted dates")
      ->type_name("on|off")
      ->default_str("on")
      ->transform(CLI::CheckedTransformer(std::map<std::string, bool>{{"on", true}, {"off", false}}));
  AddReminderOptions(app, options.timekeeper.rules);
  app.add_option("--courier", options.carry,
                 "Carry by itself what ledgers pass up to the one above, and what becomes of it there")
      ->type_name("on|off")
      ->default_str("on")
      ->transform(CLI::CheckedTransformer(std::map<std::string, bool>{{"on", true}, {"off", false}}));
}

absl::Status ServeCluster(const ServeOptions& options, KafkaAddress log) {
  if (!options.tiles_listen_address.empty()) {
    return Error(
        absl::StatusCode::kInvalidArgument, "TILES_OF_ONE_MACHINE",
        "a node of a cluster shows no tiles itself: leave --tiles-listen out, and see huiyin tiles export --help",
        "集群节点自身不提供瓦片：请去掉 --tiles-listen，改用 huiyin tiles export");
  }
  ClusterOptions cluster = options.cluster;
  cluster.witnesses = options.witnesses;
  cluster.log = std::move(log);
  cluster.session_timeout = absl::Milliseconds(options.session_timeout_ms);
  if (options.keep_time) cluster.timekeeper = options.timekeeper;
  cluster.courier = options.carry;
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
  node.checkpoint_key_files = options.cluster.checkpoint_key_files;
  node.personal_keys_directory = options.cluster.personal_keys_directory;
  node.witnesses = options.witnesses;
  node.tiles_listen_address = options.tiles_listen_address;
  node.writers = options.writers;
  if (options.keep_time) node.timekeeper = options.timekeeper;
  node.courier = options.carry;
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
  CLI::App& app = AddSubcommand(program, kRunningGroup,
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
  AddTransparencyOptions(app, *options);
  AddPersonalKeysOption(app, options->cluster.personal_keys_directory);
  app.add_option("--calendar", cluster.calendar_file, "Replaces the built-in calendar")->type_name("FILE");
  app.add_option("--writers", options->writers, "Writers, of two threads each; on Kafka one a partition")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  app.add_option("--queue-commands", cluster.queue_commands_max, "Commands that may wait for a writer")
      ->capture_default_str()
      ->check(CLI::Range(1, 1 << 20));
  AddTimekeeperOptions(app, *options);
  AddMemberOptions(app, *options);
  AddOwnerOptions(app, cluster);
  app.callback([&program, options] {
    if (options->cluster.token_file.empty()) options->cluster.insecure = true;
    program.run = [options] { return ServeWhereSaid(*options); };
  });
}

absl::Status Project(const ServeOptions& options) {
  ASSIGN_OR_RETURN(LogAddress address, ParseLogAddress(options.log));
  KafkaAddress* kafka = std::get_if<KafkaAddress>(&address);
  if (kafka != nullptr) return ServeCluster(options, std::move(*kafka));
  return Error(absl::StatusCode::kInvalidArgument, "LOG_NOT_ON_KAFKA",
               "a projector follows a log on Kafka: --log kafka://HOST:PORT/TOPIC",
               "project 只能跟随 Kafka 上的日志：--log kafka://主机:端口/主题", "--log");
}

void AddProject(Program& program) {
  CLI::App& app = AddSubcommand(program, kRunningGroup,
                                {"project", "Answer queries, reports and subscriptions of a cluster; take no commands",
                                 "project --log kafka://localhost:9092/huiyin.events --data copy"
                                 " --listen 127.0.0.1:7610"});
  auto options = std::make_shared<ServeOptions>();
  ClusterOptions& cluster = options->cluster;
  cluster.project = true;
  options->keep_time = false;
  options->carry = false;
  cluster.listen_address = "127.0.0.1:7600";
  app.add_option("--log", options->log, "The log on Kafka")->type_name("kafka://HOST:PORT/TOPIC")->required();
  app.add_option("--data", cluster.data_directory, "Where its replicas and views are kept; created when not there")
      ->type_name("DIR")
      ->required();
  AddPortOptions(app, cluster);
  AddMemberOptions(app, *options);
  AddPersonalKeysOption(app, cluster.personal_keys_directory);
  app.add_option("--group", cluster.group, "Projectors of one name share the partitions; all when not given")
      ->type_name("NAME")
      ->group(kClusterGroup);
  app.callback([&program, options] {
    if (options->cluster.token_file.empty()) options->cluster.insecure = true;
    program.run = [options] { return Project(*options); };
  });
}

void AddTick(Program& program) {
  CLI::App& app = AddSubcommand(program, kRunningGroup,
                                {"tick", "Give once what time makes due, and carry what ledgers pass up",
                                 "tick --data register --announce-days 14"});
  auto options = std::make_shared<TickOptions>();
  app.add_option("--data", options->data, "The data directory, which nobody serves now")->type_name("DIR")->required();
  app.add_option("--calendar", options->calendar_file, "Replaces the built-in calendar")->type_name("FILE");
  app.add_option("--checkpoint-key", options->checkpoint_key_files, "The key that signs checkpoints (huiyin key new)")
      ->type_name("FILE");
  AddPersonalKeysOption(app, options->personal_keys_directory);
  app.add_option("--at", options->at, "As it was due then, in the past; RFC 3339")->type_name("TIME");
  app.add_flag("--historical", options->timekeeper.in_history,
               "Also in ledgers that hold nothing but imported history, as history");
  AddReminderOptions(app, options->timekeeper.rules);
  app.add_flag("--json", options->shown.json, "A JSON object a line");
  AddLanguageOption(app, options->shown.language);
  app.callback([&program, options] { program.run = [options] { return Tick(*options); }; });
}

}  // namespace

void AddServing(Program& program) {
  AddServe(program);
  AddProject(program);
  AddTick(program);
}

}  // namespace huiyin

#include "tools/bench/registry.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/status_macros.h"
#include "tools/bench/benches.h"

namespace huiyin {
namespace {

const Bench kBenches[] = {
    {"rpc-echo",
     "gRPC alone: the ceiling of single calls",
     "仅 gRPC：单次调用的上限",
     {.calls = 60'000, .in_flight = 256, .rounds = 3},
     BenchRpcEcho},
    {"commands",
     "durable commands, one a call, into one ledger",
     "逐条提交的持久化命令（单一登记册）",
     {.calls = 80'000, .in_flight = 256, .rounds = 3},
     BenchCommands},
    {"command-latency",
     "how long one durable command takes under load",
     "负载下单条持久化命令的耗时",
     {.calls = 40'000, .in_flight = 64, .rounds = 3},
     BenchCommandLatency},
    {"execute",
     "durable commands in bulk, through Execute",
     "经 Execute 批量提交的持久化命令",
     {.proposals = 40'000, .ledgers = 16, .rounds = 3},
     BenchExecute},
    {"import",
     "a file of commands, as `huiyin import` takes it",
     "命令文件导入（同 huiyin import）",
     {.proposals = 40'000, .ledgers = 16, .rounds = 2},
     BenchImport},
    {"append",
     "the log's Append, against RocksDB alone",
     "日志追加与裸 RocksDB 的对比",
     {.proposals = 20'000, .batch = 64, .rounds = 3},
     BenchAppend},
    {"scan",
     "reading the log from its start, against RocksDB alone",
     "从头读取日志与裸 RocksDB 的对比",
     {.proposals = 50'000, .rounds = 3},
     BenchScan},
    {"verify",
     "the log checked record by record, as `huiyin verify` does",
     "逐条核验日志（同 huiyin verify）",
     {.proposals = 50'000, .rounds = 3},
     BenchVerify},
    {"rebuild",
     "the views folded from the log's first event",
     "从第一个事件起重建视图",
     {.proposals = 100'000, .ledgers = 40, .rounds = 2},
     BenchRebuild},
    {"history",
     "a report at a past moment, of one large ledger",
     "单一大登记册在历史时刻的报表",
     {.proposals = 10'000, .ledgers = 1, .rounds = 15},
     BenchHistory},
    {"statistics",
     "all figures of all ledgers, now",
     "全部登记册当前的全部指标",
     {.proposals = 1'000'000, .ledgers = 400, .rounds = 5},
     BenchStatistics},
    {"reports",
     "reports of all ledgers: now, at a past moment, and from their records",
     "全部登记册的报表：当前、历史时刻，及由记录重建",
     {.proposals = 1'000'000, .ledgers = 400, .rounds = 3},
     BenchReports},
    {"queries",
     "one proposal, and a page of a list",
     "查询单件与分页列表",
     {.proposals = 1'000'000, .ledgers = 400, .calls = 10'000, .in_flight = 1},
     BenchQueries},
    {"memory",
     "what a serving process takes",
     "服务进程占用的内存",
     {.proposals = 1'000'000, .ledgers = 400, .calls = 100'000},
     BenchMemory},
    {"restart",
     "kill -9, until it serves again",
     "kill -9 之后恢复服务所需时间",
     {.proposals = 1'000'000, .ledgers = 400, .calls = 100'000},
     BenchRestart},
    {"kafka-append",
     "the log's Append on Kafka, against Kafka alone",
     "Kafka 日志追加与裸 Kafka 的对比",
     {.proposals = 30'000, .ledgers = 64, .batch = 2'048, .rounds = 2},
     BenchKafkaAppend},
    {"kafka-commands",
     "durable commands on Kafka, against Kafka alone",
     "Kafka 上的持久化命令与裸 Kafka 的对比",
     {.proposals = 30'000, .ledgers = 64, .calls = 10'000, .in_flight = 16'000, .rounds = 3},
     BenchKafkaCommands},
    {"kafka-take-over",
     "until another node serves a partition of a million records",
     "另一节点接管百万条记录的分区所需时间",
     {.proposals = 105'000, .ledgers = 16, .rounds = 2},
     BenchKafkaTakeOver},
    {"kafka-catch-up",
     "a new replica of a partition of a million records",
     "新建百万条记录分区副本的速度",
     {.proposals = 105'000, .ledgers = 16, .rounds = 2},
     BenchKafkaCatchUp},
};

absl::Status NoSuchBench(absl::string_view name) {
  return Error(absl::StatusCode::kNotFound, "NO_SUCH_BENCH",
               absl::StrCat("there is no bench ", name, "; `huiyin bench` lists them"),
               absl::StrCat("没有名为 ", name, " 的性能测试；`huiyin bench` 可列出全部"));
}

}  // namespace

absl::Span<const Bench> Benches() { return kBenches; }

absl::Status RunBench(absl::string_view name, absl::Span<const std::string> flags, std::ostream& out) {
  for (const Bench& bench : Benches()) {
    if (bench.name != name) continue;
    ASSIGN_OR_RETURN(const BenchOptions options, ParseBenchOptions(flags, bench.defaults));
    ASSIGN_OR_RETURN(const BenchResult result, bench.run(options));
    out << ToJsonLine(name, result) << std::endl;
    return absl::OkStatus();
  }
  return NoSuchBench(name);
}

}  // namespace huiyin

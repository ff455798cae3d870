#!/usr/bin/env bash
# A town's year on a cluster: a Kafka broker and two nodes on this machine. Half of the year goes in through the node
# that owns the most partitions, which is then killed (kill -9); the other takes over, the whole year is sent again
# through it, and a projector, which only reads, shows the figures that `make demo` prints. Then both serve until
# Ctrl-C; DEMO_ONCE=1 ends instead.
#   tools/demo/kafka.sh HUIYIN KAFKA_BROKER TOWN.jsonl DIRECTORY
set -euo pipefail
huiyin=$1 kafka_broker=$2 town=$3 directory=$4
half=400 partitions=4

rm -rf "$directory"
mkdir -p "$directory"
started=()
end() {
  exec 3>&-
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait
}
trap end EXIT
trap 'exit 0' INT TERM

say() { printf '\n== %s ==\n\n' "$1"; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
# Waits until the command succeeds; 60 s at most.
await() {
  for _ in $(seq 600); do
    "$@" && return 0
    sleep 0.1
  done
  printf 'demo: this never came true 一直未实现: %s\n' "$*" >&2
  tail -n 20 "$directory"/*.log >&2
  exit 1
}
says() { grep --quiet --fixed-strings -- "$2" "$directory/$1" 2>/dev/null; }
count() { grep --count --fixed-strings -- "$2" "$directory/$1.log" || true; }
owned() { printf '%s\n' "$(($(count "$1" 'is served here 分区') - $(count "$1" 'is served here no longer')))"; }
# Both own some, together all.
shared() {
  local first second
  first=$(owned first) second=$(owned second)
  [ "$first" -gt 0 ] && [ "$second" -gt 0 ] && [ $((first + second)) = $partitions ]
}
# start NAME SUBCOMMAND …: a node by that name, until it listens.
start() {
  local name=$1
  shift
  "$huiyin" "$@" --log "kafka://$bootstrap/huiyin.demo" --session-timeout 2000 --insecure \
    --data "$directory/$name" --listen "127.0.0.1:${port[$name]}" 2>"$directory/$name.log" 3>&- &
  started+=($!) pid[$name]=$!
  await says "$name.log" "on 127.0.0.1:${port[$name]};"
}
stats() { "$huiyin" stats --server "127.0.0.1:${port[$1]}" --json | sed 's/"at":"[^"]*"//'; }
# False as long as either cannot answer: a partition may still be moving.
agree() {
  local one other
  one=$(stats "$1" 2>/dev/null) && other=$(stats "$2" 2>/dev/null) && [ "$one" = "$other" ]
}

say 'a broker and two nodes 启动 Kafka 代理与两个节点'
# It ends with its standard input, and that with this script, whatever ends it.
mkfifo "$directory/alive"
exec 3<>"$directory/alive"
"$kafka_broker" "$directory/broker" <"$directory/alive" >"$directory/broker.log" 3>&- &
started+=($!)
await says broker.log ':'
bootstrap=$(head -n 1 "$directory/broker.log")
declare -A port=([first]=$(free_port) [second]=$(free_port) [projector]=$(free_port)) pid=()
for node in first second; do start $node serve --partitions $partitions; done
await shared
printf 'broker 代理 %s\n' "$bootstrap"
for node in first second; do
  printf 'node 节点 127.0.0.1:%s: %s partitions 个分区\n' "${port[$node]}" "$(owned $node)"
done
victim=first survivor=second
[ "$(owned second)" -le "$(owned first)" ] || victim=second survivor=first

say "the first $half commands through one node 前 $half 条命令经一个节点"
head -n "$half" "$town" >"$directory/half.jsonl"
"$huiyin" import --server "127.0.0.1:${port[$victim]}" --historical "$directory/half.jsonl"

say 'kill -9 that node; the whole year through the other 强制终止该节点，全年数据经另一个节点'
disown "${pid[$victim]}"  # So that bash does not tell of its end.
kill -9 "${pid[$victim]}"
"$huiyin" import --server "127.0.0.1:${port[$survivor]}" --historical "$town"

say 'a projector, asked for the figures 启动只读的投影节点并查询数字'
start projector project
await agree projector "$survivor"
printf 'node 节点 127.0.0.1:%s, projector 投影节点 127.0.0.1:%s: the same figures 数字一致\n' \
  "${port[$survivor]}" "${port[projector]}"
say 'The register at the end of 2020 2020 年底的登记册'
"$huiyin" stats --server "127.0.0.1:${port[projector]}" --known-at 2020-12-31T16:00:00Z
say 'The register now 现在的登记册'
"$huiyin" stats --server "127.0.0.1:${port[projector]}"

[ "${DEMO_ONCE:-0}" = 0 ] || exit 0
printf '\nServing on 127.0.0.1:%s WITHOUT any check of who calls (a demo, this machine only). Ctrl-C ends it.\n' \
  "${port[$survivor]}"
printf '正在 127.0.0.1:%s 提供服务，不校验身份（仅供演示，只限本机）。按 Ctrl-C 结束。\n' "${port[$survivor]}"
wait "${pid[$survivor]}"

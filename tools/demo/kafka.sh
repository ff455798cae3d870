#!/usr/bin/env bash
# A town's year on a cluster: a Kafka broker and two nodes on this machine. Half of the year goes in through the node
# that owns the most partitions, which is then killed (kill -9); the other takes over, the whole year is sent again
# through it, and the figures are those that `make demo` prints. Then it serves until Ctrl-C; DEMO_ONCE=1 ends instead.
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
serve() {
  "$huiyin" serve --log "kafka://$bootstrap/huiyin.demo" --partitions $partitions --session-timeout 2000 --insecure \
    --data "$directory/$1" --listen "127.0.0.1:$2" 2>"$directory/$1.log" 3>&- &
  started+=($!)
  await says "$1.log" "on 127.0.0.1:$2;"
}

say 'a broker and two nodes 启动 Kafka 代理与两个节点'
# It ends with its standard input, and that with this script, whatever ends it.
mkfifo "$directory/alive"
exec 3<>"$directory/alive"
"$kafka_broker" "$directory/broker" <"$directory/alive" >"$directory/broker.log" 3>&- &
started+=($!)
await says broker.log ':'
bootstrap=$(head -n 1 "$directory/broker.log")
declare -A port=([first]=$(free_port) [second]=$(free_port)) pid=()
for node in first second; do
  serve $node "${port[$node]}"
  pid[$node]=$!
done
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
kill -9 "${pid[$victim]}"
"$huiyin" import --server "127.0.0.1:${port[$survivor]}" --historical "$town"

say 'The register at the end of 2020 2020 年底的登记册'
"$huiyin" stats --server "127.0.0.1:${port[$survivor]}" --known-at 2020-12-31T16:00:00Z
say 'The register now 现在的登记册'
"$huiyin" stats --server "127.0.0.1:${port[$survivor]}"

[ "${DEMO_ONCE:-0}" = 0 ] || exit 0
printf '\nServing on 127.0.0.1:%s WITHOUT any check of who calls (a demo, this machine only).\n' "${port[$survivor]}"
printf 'Ctrl-C ends it.\n'
printf '正在 127.0.0.1:%s 提供服务，不校验身份（仅供演示，只限本机）。按 Ctrl-C 结束。\n' "${port[$survivor]}"
wait "${pid[$survivor]}"

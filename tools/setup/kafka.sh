#!/usr/bin/env bash
# The jars of the broker that tests, demo and benches start, and of Kafka's own tools: fetched once, and kept.
#   tools/setup/kafka.sh fetch    gets them when they are lacking; silent when it cannot
#   tools/setup/kafka.sh          prints the folder where they lie; without them nothing but one loud line on standard
#                                 error: the tests that need a broker are then skipped, or fail where REQUIRE_KAFKA=1
# HUIYIN_KAFKA_JARS names another folder than ~/.cache/huiyin/kafka-VERSION.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/kafka"

version=$(grep --only-matching --perl-regexp '(?<=<version>)3\.[0-9.]+(?=</version>)' pom.xml | head -n 1)
jars=${HUIYIN_KAFKA_JARS:-${HOME:-/tmp}/.cache/huiyin/kafka-${version}}
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.6.1

whole() { [ -d "$jars" ] && (cd "$jars" && sha256sum --check --quiet --strict) <jars.sha256 >/dev/null 2>&1; }
lacking() {
  printf 'setup: *** NO KAFKA BROKER: %s. THE TESTS THAT NEED ONE CANNOT RUN. ***\n' "$1" >&2
  exit 0
}
fetch() {
  local fetched
  fetched=$(mktemp --directory)
  timeout 900 mvn --batch-mode --quiet --strict-checksums "$plugin:copy-dependencies" \
    -DincludeScope=runtime -DoutputDirectory="$fetched" </dev/null >&2 &&
    mkdir -p "$jars" && cp "$fetched"/*.jar "$jars/"
  rm -rf "$fetched"
}

case "${1:-}" in
  fetch)
    whole && exit 0
    printf 'setup: fetching Kafka %s, once (45 MB)\n' "$version" >&2
    fetch || exit 0
    ;;
  '')
    command -v java >/dev/null || lacking "there is no java"
    whole || lacking "the jars of Kafka ${version} are not in ${jars}, and could not be fetched"
    printf '%s\n' "$jars"
    ;;
  *)
    printf "setup: unknown argument '%s': expected nothing or fetch\n" "$1" >&2
    exit 2
    ;;
esac

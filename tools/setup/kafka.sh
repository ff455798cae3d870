#!/usr/bin/env bash
# The jars of the broker that the tests start: gets them once, keeps them, and prints the folder where they lie. Where
# they cannot be had it prints nothing but one loud line on standard error; the tests that need a broker are then
# skipped, or fail where REQUIRE_KAFKA=1.
#   tools/setup/kafka.sh          HUIYIN_KAFKA_JARS names another folder than ~/.cache/huiyin/kafka-VERSION
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/kafka"

version=$(grep --only-matching --perl-regexp '(?<=<version>)3\.[0-9.]+(?=</version>)' pom.xml | head -n 1)
jars=${HUIYIN_KAFKA_JARS:-${HOME:-/tmp}/.cache/huiyin/kafka-${version}}
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.6.1

whole() { [ -d "$jars" ] && (cd "$jars" && sha256sum --check --quiet --strict) <jars.sha256 >/dev/null 2>&1; }
missing() {
  printf 'setup: *** NO KAFKA BROKER: %s. THE TESTS THAT NEED ONE CANNOT RUN. ***\n' "$1" >&2
  exit 0
}

if ! whole; then
  command -v java >/dev/null || missing "there is no java"
  command -v mvn >/dev/null || missing "there is no mvn to fetch Kafka ${version} with"
  printf 'setup: fetching Kafka %s for the tests, once (45 MB)\n' "$version" >&2
  fetched=$(mktemp --directory)
  trap 'rm -rf "$fetched"' EXIT
  timeout 900 mvn --batch-mode --quiet --strict-checksums "$plugin:copy-dependencies" \
    -DincludeScope=runtime -DoutputDirectory="$fetched/jars" </dev/null >&2 ||
    missing "Kafka ${version} could not be fetched"
  mkdir -p "$jars"
  cp "$fetched"/jars/*.jar "$jars/"
  whole || missing "the jars in ${jars} are not those of tools/setup/kafka/jars.sha256"
fi
printf '%s\n' "$jars"

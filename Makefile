# Everything starts here; each target sets up what it needs (Debian 12, see tools/setup/debian.sh).

BAZEL ?= /usr/bin/bazel
# Further options for Bazel, such as --jobs=2.
BAZELFLAGS ?=
# What `make build`, `make test` and `make sanitize` are about.
TARGETS ?= //...
# Where the demo keeps its register.
DEMO_DATA ?= $(CURDIR)/.cache/demo
# For each fuzzer.
FUZZ_SECONDS ?= 300
# So tests and benches that need a Kafka broker find its jars. REQUIRE_KAFKA=1: those tests must run.
WITH_KAFKA := HUIYIN_KAFKA_JARS="$$(bash tools/setup/kafka.sh)"

# Bazel wants a home and a user to name its output after; a bare container may have neither.
export HOME := $(or $(HOME),/tmp)
export USER := $(or $(USER),$(shell id -un))

.PHONY: help setup build test demo demo-kafka lint tidy sanitize fuzz bench clean

help:  ## This list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup:  ## Installs the Debian packages that are missing.
	@bash tools/setup/debian.sh

build: setup  ## Builds everything.
	$(BAZEL) build $(BAZELFLAGS) $(TARGETS)

# Kafka's jars come while the program is built; then tests run while the rest is built.
test: setup  ## Builds and runs every test.
	@bash tools/setup/kafka.sh fetch & $(BAZEL) build $(BAZELFLAGS) //tools/cli:huiyin || true; wait
	$(WITH_KAFKA) $(BAZEL) test $(BAZELFLAGS) $(TARGETS)

demo: setup  ## A township's year: imports it, prints its figures, serves until Ctrl-C. DEMO_ONCE=1 ends by itself.
	$(BAZEL) build $(BAZELFLAGS) //tools/cli:huiyin
	@bazel-bin/tools/cli/huiyin demo --data "$(DEMO_DATA)" $(if $(filter-out 0,$(DEMO_ONCE)),--once)

demo-kafka: setup  ## The same year on a cluster: a broker, two nodes, one of them killed. DEMO_ONCE=1 ends by itself.
	@bash tools/setup/kafka.sh fetch
	$(BAZEL) build $(BAZELFLAGS) //tools/cli:huiyin //tools/kafka_broker
	@$(WITH_KAFKA) bash tools/demo/kafka.sh bazel-bin/tools/cli/huiyin bazel-bin/tools/kafka_broker/kafka_broker \
	  tests/golden/town-demo/lifecycle.jsonl "$(CURDIR)/.cache/demo-kafka"

lint: setup  ## Formats what can be formatted, then runs the checks of the tree.
	python3 tools/lint/format.py
	$(BAZEL) test $(BAZELFLAGS) //tests/tree/...

tidy: build  ## clang-tidy's opinion of our C++, to read, not to obey.
	@bash tools/setup/debian.sh tidy
	bash tools/lint/tidy.sh

sanitize: setup  ## The whole suite under the address, undefined-behaviour and thread sanitizers.
	@bash tools/setup/kafka.sh fetch
	$(WITH_KAFKA) $(BAZEL) test $(BAZELFLAGS) --config=asan $(TARGETS)
	$(WITH_KAFKA) $(BAZEL) test $(BAZELFLAGS) --config=tsan $(TARGETS)

fuzz:  ## Every fuzzer for FUZZ_SECONDS (300). What it finds lands in .cache/fuzz.
	@bash tools/setup/debian.sh fuzz
	BAZEL="$(BAZEL)" BAZELFLAGS="$(BAZELFLAGS)" bash tools/sanitize/fuzz.sh $(FUZZ_SECONDS)

bench: setup  ## Every benchmark, one line of JSON each.
	@bash tools/setup/kafka.sh fetch
	$(BAZEL) build $(BAZELFLAGS) //tools/cli:huiyin
	@$(WITH_KAFKA) bazel-bin/tools/cli/huiyin bench all

clean:  ## Removes what was built and the demo's data; the packages stay.
	$(BAZEL) clean
	rm -rf .cache

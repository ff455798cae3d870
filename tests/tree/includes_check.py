#!/usr/bin/env -S python3 -B
"""Who may include whom (design §4). Bazel's visibility says so for our targets; system headers come from anywhere."""

import re

from tree import CPP, Finding, line_of, run

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)

# Messages only; a service's stubs are in *.grpc.pb.h.
MODEL = r"huiyin/v1/(common|commands|events|record|rules)\.pb\.h"
VIEW = r"huiyin/v1/(common|commands|events|record|rules|facts|report|query_service)\.pb\.h"
PORT = "eventstore/[a-z_]+"
SERVICES = ["base/", "domain/", "projections/", PORT + r"\.h", "eventstore/merkle/", "huiyin/v1/", "google/rpc/"]

# The first row that fits a file's path says which of our headers, besides those of its own folder, it may include.
MAY_SEE = [
    # Composition roots and tests see everything; so do tests beside the code.
    (r"(tests|tools|services/server)/|.*_(test|benchmark|fuzzer)\.cc$|.*/testing/", [".*"]),
    ("base/", []),
    ("domain/", ["base/", MODEL]),
    ("eventstore/merkle/", ["base/"]),
    ("eventstore/kafka/", ["base/", MODEL, PORT + r"\.h", "eventstore/merkle/"]),
    ("eventstore/(memory|rocksdb)/", ["base/", MODEL, PORT + r"\.h", "eventstore/merkle/"]),
    ("eventstore/", ["base/", MODEL, "eventstore/merkle/"]),
    ("projections/", ["base/", VIEW, PORT + r"\.h"]),
    ("exchange/", ["base/", "domain/", MODEL]),
    ("services/cluster/", SERVICES + [r"services/[a-z_]+\.h", "services/courier/", "services/personal/",
                                                "services/timekeeper/", "services/witness/"]),
    ("services/courier/", SERVICES + [r"services/[a-z_]+\.h", "services/personal/"]),
    ("services/http/", ["base/"]),
    ("services/timekeeper/", SERVICES + [r"services/[a-z_]+\.h"]),
    ("services/personal/", SERVICES),
    ("services/witness/", SERVICES + [r"services/[a-z_]+\.h", "services/http/"]),
    ("services/", SERVICES + ["services/personal/"]),
    ("console/", ["base/", "huiyin/v1/", "google/rpc/"]),
]
OURS = re.compile("(base|console|domain|eventstore|exchange|projections|services|tests|tools)/|huiyin/|google/rpc/")

# No I/O, no clock.
PURE = re.compile(r"(domain|eventstore/merkle)/"
                  r"|projections/(facts|figure_counts|figure_trace|statistics|due|timeline|moment|record_times)\b"
                  r"|projections/(figure_rows|ledger_fold|ledger_picture)\b"
                  r"|services/(order_id|courier/courier_policy|timekeeper/timekeeper_policy)\b"
                  r"|services/personal/personal_fields\b")
TESTS = re.compile(r".*_(test|benchmark|fuzzer)\.cc$|.*/testing/|tests/")
# Also when reached through another of our headers.
IMPURE = re.compile(
    r"(grpc|grpcpp|rocksdb|librdkafka)/|(fstream|filesystem|chrono|ctime|thread|unistd\.h|fcntl\.h|time\.h|sys/.*)$"
    r"|absl/time/clock\.h$|base/clock\.h$|huiyin/v1/[a-z_]+\.grpc\.pb\.h$")
# eventstore/merkle builds without the rest, so that a verifier can be small.
LEAN = re.compile("eventstore/merkle/")
HEAVY = re.compile("(google/protobuf|grpc|grpcpp|rocksdb|librdkafka|nlohmann)/|huiyin/v1/")
# Only in a pure file itself: base/check.h prints before it aborts.
IMPURE_HERE = re.compile(r"(cstdio|stdio\.h|iostream)$")
IMPURE_CALL = re.compile(
    r"\b(absl::Now|absl::GetCurrentTimeNanos|getenv|fopen|system_clock|steady_clock|random_device)\b")

# The homes of each engine and protocol.
LIBRARIES = [
    ("rocksdb/", "eventstore/rocksdb/|projections/|tools/bench/|tests/", "the RocksDB engine and the views"),
    ("librdkafka/", "eventstore/kafka/|tools/bench/|tests/", "the Kafka engine"),
    (r"httplib\.h$", "services/http/", "services/http"),
    (r"xlsxwriter\.h$", "tools/cli/workbook", "tools/cli/workbook.cc"),
    ("(grpc|grpcpp)/", "services/|console/|tools/|tests/", "services and tools"),
]


def includes(tree, path):
    text = tree.text(path)
    return [(line_of(text, m.start(2)), m.group(2)) for m in INCLUDE.finditer(text)]


def folder_of(path):
    return path[: path.rfind("/") + 1]


def direction(tree, path):
    allowed = next((allowed for row, allowed in MAY_SEE if re.match(row, path)), [])
    own = folder_of(path)
    for line, header in includes(tree, path):
        if not OURS.match(header) or header.startswith(own) and "/" not in header[len(own):]:
            continue
        if not any(re.match(pattern, header) for pattern in allowed):
            yield Finding(path, line, f'must not include "{header}": {own} does not see it (design §4). Turn the '
                                      "dependency round, or pass in what is needed.")


def impure(tree, path):
    """Walks through our own headers; names the chain that leads to the impure one."""
    seen, queue = {path}, [(path, line, header, []) for line, header in includes(tree, path)]
    for line, header in includes(tree, path):
        if IMPURE_HERE.match(header):
            yield Finding(path, line, f"a pure file must not include <{header}>: no I/O here. Let the caller do it.")
    while queue:
        _, line, header, chain = queue.pop()
        if IMPURE.match(header):
            through = " (through " + ", ".join(chain) + ")" if chain else ""
            yield Finding(path, line, f"a pure file must not include {header}{through}: no I/O and no clock here. Take "
                                      "time and data as arguments.")
        elif header in tree.paths and header not in seen:
            seen.add(header)
            queue += [(header, line, inner, chain + [header]) for _, inner in includes(tree, header)]
    for number, text in enumerate(tree.lines(path), 1):
        call = IMPURE_CALL.search(text.split("//")[0])
        if call:
            yield Finding(path, number, f"a pure file must not call {call.group()}: take it as an argument.")


def libraries(tree, path):
    for line, header in includes(tree, path):
        for library, homes, named in LIBRARIES:
            if re.match(library, header) and not re.match(homes, path) and not TESTS.match(path):
                yield Finding(path, line, f"{header} belongs to {named} only. Go through the port.")


def lean(tree, path):
    for line, header in includes(tree, path):
        if HEAVY.match(header):
            yield Finding(path, line, f"must not include {header}: this folder needs abseil and OpenSSL only. Hand in "
                                      "bytes.")


def leaks(tree):
    """A header that another folder includes must not bring RocksDB or librdkafka along."""
    users = {header for path in tree.ending(*CPP) if not TESTS.match(path)
             for _, header in includes(tree, path) if folder_of(header) != folder_of(path)}
    for public in sorted(users & set(tree.ending(".h")) - set(tree.ending(".h", under="tools/"))):
        seen, queue = {public}, list(includes(tree, public))
        while queue:
            line, header = queue.pop()
            if re.match("(rocksdb|librdkafka)/", header):
                yield Finding(public, line,
                              f"other folders include this header, and with it {header}. Hide it in a .cc.")
                break
            if header in tree.paths and header not in seen:
                seen.add(header)
                queue += [(line, inner) for _, inner in includes(tree, header)]


def check(tree):
    findings = list(leaks(tree))
    for path in tree.ending(*CPP):
        if "/" not in path or path.startswith("third_party/"):
            continue
        findings += direction(tree, path)
        findings += libraries(tree, path)
        if LEAN.match(path):
            findings += lean(tree, path)
        if PURE.match(path) and not TESTS.match(path):
            findings += impure(tree, path)
    return findings


if __name__ == "__main__":
    run(check)

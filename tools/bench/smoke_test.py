#!/usr/bin/env -S python3 -B
"""Runs every bench at a tiny size: each must end well and print one line of JSON with a figure and its conditions.

Says nothing about speed: that is for a quiet machine. Usage: smoke_test.py PROGRAM [WORD ...], as in `huiyin bench`.
"""

import json
import os
import subprocess
import sys
import tempfile

TINY = {
    "proposals": ["--proposals", "40"],
    "ledgers": ["--ledgers", "2"],
    "calls": ["--calls", "60"],
    # One at a time: of so few proposals, a command may not overtake the one that it needs.
    "in_flight": ["--in-flight", "1"],
    "rounds": ["--rounds", "1"],
    # Some commits a ledger.
    "batch": ["--batch", "64"],
}
FLAGS = {
    "rpc-echo": ["calls", "rounds"],
    "commands": ["calls", "in_flight", "rounds"],
    "command-latency": ["calls", "in_flight", "rounds"],
    "execute": ["proposals", "ledgers", "rounds"],
    "import": ["proposals", "ledgers", "rounds"],
    "append": ["proposals", "rounds"],
    "scan": ["proposals", "rounds"],
    "verify": ["proposals", "rounds"],
    "rebuild": ["proposals", "ledgers", "rounds"],
    "history": ["proposals", "rounds"],
    "statistics": ["proposals", "ledgers", "rounds"],
    "reports": ["proposals", "ledgers", "rounds"],
    "queries": ["proposals", "ledgers", "calls"],
    "memory": ["proposals", "ledgers", "calls"],
    "restart": ["proposals", "ledgers", "calls"],
}
# Those that measure a register, each after those that bring ledgers of their own into it: one that is kept serves all.
KEPT = ["memory", "restart", "statistics", "history", "rebuild", "queries", "memory"]
# With a broker of their own, where its jars are.
KAFKA_FLAGS = {
    "kafka-append": ["proposals", "ledgers", "batch", "rounds"],
    "kafka-commands": ["proposals", "ledgers", "calls", "rounds"],
    "kafka-take-over": ["proposals", "ledgers", "rounds"],
    "kafka-catch-up": ["proposals", "ledgers", "rounds"],
}


def kafka_fault(program):
    """Why benches that find no jars are wrong, or None."""
    done = subprocess.run(program + ["kafka-append"], capture_output=True, text=True, check=False,
                          env={**os.environ, "HUIYIN_KAFKA_JARS": "/nowhere"})
    told = "tools/setup/kafka.sh" in done.stderr and not done.stdout
    return None if done.returncode == 1 and told else f"without jars: {done.returncode}: {done.stderr}"


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


def fault_of(name, program, flags):
    """Why the bench is wrong, or None."""
    kinds = {**FLAGS, **KAFKA_FLAGS}[name]
    done = run(program + [name] + [flag for kind in kinds for flag in TINY[kind]] + flags)
    if done.returncode != 0:
        return f"exit code {done.returncode}: {done.stderr}"
    lines = done.stdout.splitlines()
    if len(lines) != 1:
        return f"{len(lines)} lines: {done.stdout}"
    result = json.loads(lines[0])
    if result.get("bench") != name or not result.get("unit") or not result.get("figure", 0) > 0:
        return f"no figure: {lines[0]}"
    if not result.get("conditions", {}).get("cores", 0) >= 1:
        return f"no conditions: {lines[0]}"
    if ("ceiling" in result) != ("ratio" in result):
        return f"a ceiling without ratio, or the other way round: {lines[0]}"
    return None


def main():
    program = [os.path.abspath(sys.argv[1])] + sys.argv[2:]
    faults = 0
    names = list(FLAGS)
    if os.environ.get("HUIYIN_KAFKA_JARS"):
        names += KAFKA_FLAGS
    elif os.environ.get("REQUIRE_KAFKA") == "1":
        print("REQUIRE_KAFKA=1, but HUIYIN_KAFKA_JARS names no jars: `make test` gets them")
        faults += 1
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["TMPDIR"] = scratch
        for name in names:
            fault = fault_of(name, program, [])
            if fault is None and os.listdir(scratch):
                fault = f"left behind: {os.listdir(scratch)}"
            print(f"{name}: {fault or 'ok'}")
            faults += fault is not None
        for name in KEPT:
            fault = fault_of(name, program, TINY["ledgers"] + ["--data", os.path.join(scratch, "kept")])
            print(f"{name}, on a register that is kept: {fault or 'ok'}")
            faults += fault is not None
        fault = kafka_fault(program)
        print(f"kafka without jars: {fault or 'ok'}")
        faults += fault is not None
        unknown = run(program + ["append", "--speed", "9"])
    if unknown.returncode == 0 or unknown.stdout:
        print("an unknown flag was taken")
        faults += 1
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

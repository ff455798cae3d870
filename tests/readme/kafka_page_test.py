#!/usr/bin/env -S python3 -B
"""Runs every example of docs/kafka.md on a real broker, as other systems read the events: with kcat, with Kafka's own
tools, with the page's program.

Examples are as examples.py says, and besides: a block fenced as ```python is the file that its first line names; a
command that ends in " &" goes on until the page ends; and a command is run again until it prints what the page says,
since topics fill while they are read. The topic holds the town of TOWN_DEMO_FILE before the first one runs.

What a machine lacks is said in one loud line, and nothing is tested; with REQUIRE_KAFKA=1 that is a failure.

Usage: kafka_page_test.py HUIYIN KAFKA_BROKER TOWN_DEMO_FILE RECORD_PROTO PAGE
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from examples import examples, pattern_of, run, tell_difference

PAGE_SAYS_SECONDS_MAX = 60
AGAIN_SECONDS = 0.2

# As Kafka's own scripts of these names, which are not among its jars.
KAFKA_TOOLS = {
    "kafka-console-consumer.sh": "org.apache.kafka.tools.consumer.ConsoleConsumer",
    "kafka-consumer-groups.sh": "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
}


def lacking():
    """What this machine has not, in words."""
    if not os.environ.get("HUIYIN_KAFKA_JARS"):
        yield "HUIYIN_KAFKA_JARS names no jars (`make test` gets them)"
    for program in ("java", "kcat", "protoc"):
        if not shutil.which(program):
            yield f"there is no {program}"
    for module in ("confluent_kafka", "google.protobuf"):
        if subprocess.run(["python3", "-c", f"import {module}"], stderr=subprocess.DEVNULL, check=False).returncode:
            yield f"python3 has no {module}"


def write_kafka_tools(folder):
    for name, main_class in KAFKA_TOOLS.items():
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as script:
            script.write("#!/usr/bin/env bash\nexec java -Dorg.slf4j.simpleLogger.defaultLogLevel=error "
                         f'-cp "$HUIYIN_KAFKA_JARS/*" {main_class} "$@"\n')
        os.chmod(path, 0o700)


def write_programs(page, directory):
    for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        name = block.splitlines()[0].removeprefix("# ")
        with open(os.path.join(directory, name), "w", encoding="utf-8") as program:
            program.write(block)


class Background:
    """Commands that go on until the end, and what they say."""

    def __init__(self, directory, environment):
        self._directory, self._environment = directory, environment
        self._said = open(os.path.join(directory, "background.txt"), "w+", encoding="utf-8")
        self._running = []

    def start(self, command):
        self._running.append(subprocess.Popen(["bash", "-c", "exec " + command], cwd=self._directory,
                                              env=self._environment, stdin=subprocess.DEVNULL, stdout=self._said,
                                              stderr=subprocess.STDOUT))

    def stop(self):
        """As Ctrl-C does. Returns what they said."""
        for process in self._running:
            process.send_signal(signal.SIGINT)
        for process in self._running:
            process.wait(timeout=PAGE_SAYS_SECONDS_MAX)
        self._said.seek(0)
        return self._said.read()


def says_what_the_page_says(page, example, directory, environment):
    number, command, expected = example
    deadline = time.monotonic() + PAGE_SAYS_SECONDS_MAX
    while True:
        printed = run(command, directory, environment)
        if pattern_of(expected).fullmatch(printed):
            return True
        if time.monotonic() > deadline:
            tell_difference(page, number, command, expected, printed)
            return False
        time.sleep(AGAIN_SECONDS)


def check(page, directory, environment):
    """Returns how many examples there are, and whether all of them print what the page says."""
    with open(page, encoding="utf-8") as file:
        text = file.read()
    write_programs(text, directory)
    background, count, right = Background(directory, environment), 0, True
    for example in examples(text):
        count += 1
        command = example[1]
        if command.endswith(" &"):
            background.start(command.removesuffix(" &"))
        elif not says_what_the_page_says(page, example, directory, environment):
            right = False
            break
    said = background.stop()
    if not right:
        print(f"--- what went on in the background said\n{said}")
    return count, right


def fill_topic(town, directory, environment):
    subprocess.run(["huiyin", "import", "--data", "register", "--historical", town], cwd=directory, env=environment,
                   stdout=subprocess.DEVNULL, check=True)
    subprocess.run(["huiyin", "migrate", "--from", "rocksdb:register", "--to",
                    f"kafka://{environment['KAFKA']}/huiyin.events", "--partitions", "4"],
                   cwd=directory, env=environment, stdout=subprocess.DEVNULL, check=True)


def main():
    huiyin, kafka_broker, town, record_proto, page = map(os.path.abspath, sys.argv[1:])
    missing = list(lacking())
    if missing:
        print(f"*** {os.path.basename(page)} IS NOT TESTED: {'; '.join(missing)} ***")
        sys.exit(1 if os.environ.get("REQUIRE_KAFKA") == "1" else 0)
    with tempfile.TemporaryDirectory() as directory:
        tools = os.path.join(directory, "bin")
        os.mkdir(tools)
        write_kafka_tools(tools)
        os.symlink(record_proto.removesuffix("/huiyin/v1/record.proto"), os.path.join(directory, "proto"))
        # It ends, with its brokers, when its standard input does.
        with subprocess.Popen([kafka_broker, os.path.join(directory, "broker")], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True) as broker:
            environment = dict(os.environ, KAFKA=broker.stdout.readline().strip(), LC_ALL="C.UTF-8", LANG="C.UTF-8",
                               PATH=":".join([tools, os.path.dirname(huiyin), os.environ.get("PATH", "/usr/bin:/bin")]))
            fill_topic(town, directory, environment)
            count, right = check(page, directory, environment)
            broker.stdin.close()
    print(f"{page}: {count} examples run")
    sys.exit(0 if right and count else 1)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Runs every example of the READMEs and compares what it prints, to the letter.

An example is a block fenced as ```console. A line from "$ " is a command for the shell; what follows, up to the next
one, is what it prints (stdout and stderr together, trailing spaces aside). A line that is only "…" stands for any
number of lines; "…" inside a line for any text. The examples of one file run in order, in one new directory.

Usage: readme_test.py HUIYIN TOWN_DEMO_FILE README...
"""

import os
import re
import subprocess
import sys
import tempfile

COMMAND_SECONDS_MAX = 60


def examples(text):
    """Yields (line number, command, expected lines)."""
    inside, command = False, None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if command:
                yield command
            inside, command = line == "```console", None
        elif inside and line.startswith("$ "):
            if command:
                yield command
            command = (number, line[2:], [])
        elif inside and command:
            command[2].append(line.rstrip())
    if command:
        yield command


def pattern_of(expected):
    """A regular expression for the whole output."""
    parts = []
    for line in expected:
        if line == "…":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*?".join(re.escape(piece) for piece in line.split("…")) + r"\n")
    return re.compile("".join(parts))


def run(command, directory, environment):
    done = subprocess.run(["bash", "-c", command], cwd=directory, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=COMMAND_SECONDS_MAX, check=False)
    return "".join(line.rstrip() + "\n" for line in done.stdout.decode("utf-8").splitlines())


def check(readme, environment):
    """Returns how many examples there are, and how many differ."""
    count = wrong = 0
    with open(readme, encoding="utf-8") as file, tempfile.TemporaryDirectory() as directory:
        os.symlink(environment["TOWN_DEMO"], os.path.join(directory, "town.jsonl"))
        for number, command, expected in examples(file.read()):
            count += 1
            printed = run(command, directory, environment)
            if not pattern_of(expected).fullmatch(printed):
                wrong += 1
                print(f"{readme}:{number}: $ {command}\n--- the page says\n" + "\n".join(expected) +
                      "\n--- it printed\n" + printed)
    return count, wrong


def main():
    program, demo, *readmes = sys.argv[1:]
    environment = dict(os.environ, TOWN_DEMO=os.path.abspath(demo), LC_ALL="C.UTF-8", LANG="C.UTF-8", COLUMNS="120",
                       PATH=os.path.dirname(os.path.abspath(program)) + ":" + os.environ.get("PATH", "/usr/bin:/bin"))
    wrong = 0
    for readme in readmes:
        count, differing = check(readme, environment)
        print(f"{readme}: {count} examples, {differing} differ")
        wrong += differing + (count == 0)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

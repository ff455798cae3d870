#!/usr/bin/env -S python3 -B
"""Runs every example of the READMEs (examples.py) and compares what it prints, to the letter.

The examples of one file run in order, in one new directory.

Usage: readme_test.py HUIYIN TOWN_DEMO_FILE TOWN_PRACTICE_FILE README...
"""

import os
import sys
import tempfile

from examples import examples, pattern_of, run, tell_difference


def check(readme, environment):
    """Returns how many examples there are, and how many differ."""
    count = wrong = 0
    with open(readme, encoding="utf-8") as file, tempfile.TemporaryDirectory() as directory:
        os.symlink(environment["TOWN_DEMO"], os.path.join(directory, "town.jsonl"))
        os.symlink(environment["TOWN_PRACTICE"], os.path.join(directory, "practice.jsonl"))
        for number, command, expected in examples(file.read()):
            count += 1
            printed = run(command, directory, environment)
            if not pattern_of(expected).fullmatch(printed):
                wrong += 1
                tell_difference(readme, number, command, expected, printed)
    return count, wrong


def main():
    program, demo, practice, *readmes = sys.argv[1:]
    environment = dict(os.environ, TOWN_DEMO=os.path.abspath(demo), TOWN_PRACTICE=os.path.abspath(practice),
                       LC_ALL="C.UTF-8", LANG="C.UTF-8", COLUMNS="120",
                       PATH=os.path.dirname(os.path.abspath(program)) + ":" + os.environ.get("PATH", "/usr/bin:/bin"))
    wrong = 0
    for readme in readmes:
        count, differing = check(readme, environment)
        print(f"{readme}: {count} examples, {differing} differ")
        wrong += differing + (count == 0)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

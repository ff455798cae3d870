"""Examples of a page of documentation: shell commands, and what they print.

An example is a block fenced as ```console. A line from "$ " is a command for the shell, which goes on in the next line
after a backslash; what follows, up to the next command, is what it prints (stdout and stderr together, trailing spaces
aside). A line that is only "…" stands for any number of lines; "…" inside a line for any text.
"""

import re
import subprocess

COMMAND_SECONDS_MAX = 60


def examples(text):
    """Yields (line number, command, expected lines)."""
    inside, command, expected = False, None, None
    for number, line in enumerate(text.splitlines() + ["```"], 1):
        ends = line.startswith("```")
        begins = inside and line.startswith("$ ")
        if command and (ends or begins):
            yield number_of_command, command, expected
            command = None
        if ends:
            inside = line == "```console"
        elif begins:
            number_of_command, command, expected = number, line[2:], []
        elif command and command.endswith("\\") and not expected:
            command += "\n" + line
        elif command:
            expected.append(line.rstrip())


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


def tell_difference(page, number, command, expected, printed):
    print(f"{page}:{number}: $ {command}\n--- the page says\n" + "\n".join(expected) + "\n--- it printed\n" + printed)

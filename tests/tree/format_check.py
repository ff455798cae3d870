#!/usr/bin/env -S python3 -B
"""C++ and protos are as clang-format-14 writes them. `make lint` formats; this only looks."""

import re
import shutil
import subprocess

from tree import CPP, ROOT, Finding, run

CLANG_FORMAT = "clang-format-14"


def formatted_paths(tree):
    return [p for p in tree.ending(*CPP, ".proto") if not p.startswith("third_party/")]


def check_files(paths, root):
    if shutil.which(CLANG_FORMAT) is None:
        return [Finding(".clang-format", 1, f"there is no {CLANG_FORMAT}. Run: make setup")]
    done = subprocess.run([CLANG_FORMAT, "--dry-run", *paths], cwd=root, stderr=subprocess.PIPE, encoding="utf-8",
                          check=True)
    first = {}
    for path, line in re.findall(r"^(.+?):(\d+):\d+: warning:", done.stderr, re.MULTILINE):
        first.setdefault(path, int(line))
    return [Finding(path, line, "is not as clang-format writes it. Run `make lint`.") for path, line in first.items()]


def check(tree):
    return check_files(formatted_paths(tree), ROOT)


if __name__ == "__main__":
    run(check)

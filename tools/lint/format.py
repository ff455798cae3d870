#!/usr/bin/env -S python3 -B
"""Formats C++ and protos with clang-format-14, those alone that are not formatted yet. `make lint` calls it."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "tree"))

import format_check
from tree import ROOT, Tree


def main():
    paths = sorted({finding.path for finding in format_check.check(Tree.of_workspace())})
    if paths:
        subprocess.run([format_check.CLANG_FORMAT, "-i", *paths], cwd=ROOT, check=True)
    for path in paths:
        print(f"formatted {path}")


if __name__ == "__main__":
    main()

"""The files of the project, for checks that read the whole tree; and how a check reports and ends.

A check is a function from a Tree to findings. Run under Bazel it finds the workspace behind its own symlink.
"""

import collections
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Not ours, or not sources; neither are Bazel's bazel-* links.
SKIPPED = {".git", ".cache", "__pycache__"}

CPP = (".h", ".cc")

# `line` counts from 1. `text` says what is wrong and what to do.
Finding = collections.namedtuple("Finding", "path line text")


class Tree:
    """Paths relative to the root, with '/'; texts read when asked for."""

    def __init__(self, texts, root=None):
        self._texts = dict(texts)
        self._root = root
        self.paths = sorted(self._texts)

    @classmethod
    def of_workspace(cls):
        texts = {}
        for folder, folders, files in os.walk(ROOT):
            relative = pathlib.Path(folder).relative_to(ROOT)
            folders[:] = [f for f in folders if f not in SKIPPED and not f.startswith("bazel-")]
            for name in files:
                texts[(relative / name).as_posix()] = None
        return cls(texts, ROOT)

    def text(self, path):
        if self._texts[path] is None:
            self._texts[path] = (self._root / path).read_bytes().decode("utf-8", errors="replace")
        return self._texts[path]

    def lines(self, path):
        return self.text(path).splitlines()

    def ending(self, *suffixes, under=""):
        return [p for p in self.paths if p.endswith(suffixes) and p.startswith(under)]

    def has(self, path):
        """A file, or a folder with files."""
        return path in self._texts or any(p.startswith(path.rstrip("/") + "/") for p in self.paths)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def run(check, tree=None):
    """Prints the findings; ends the program, with 1 if there are any."""
    findings = check(tree or Tree.of_workspace())
    for finding in sorted(findings):
        print(f"{finding.path}:{finding.line}: {finding.text}")
    print(f"{len(findings)} findings")
    sys.exit(1 if findings else 0)

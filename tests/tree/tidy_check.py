#!/usr/bin/env -S python3 -B
"""What a program can check of STYLE.md, so that no review has to."""

import fnmatch
import re
import unicodedata

from tree import CPP, Finding, line_of, run

COLUMNS_MAX = 120
FUNCTION_LINES_MAX = 70

SOURCES = CPP + (".proto", ".py", ".sh", ".bzl", "BUILD", "Makefile", ".ci/run")
TEXTS = SOURCES + (".md", ".textproto", ".bazelrc", "WORKSPACE", ".BUILD")

BANNED = r"(utils?|helpers?|misc|common|stuff|manager)"
BANNED_FILE = re.compile(rf"(^|[_.]){BANNED}([_.]|$)")
BANNED_TYPE = re.compile(r"\b(class|struct|namespace)\s+(\w*(Utils?|Helpers?|Misc)|utils?|helpers?|misc)\b")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
MACHINE = re.compile(r"/work/|\.\./shared|/root/|/home/\w|/tmp/bz\b"
                     r"|\b(pypi\.org|npmjs\.|proxy\.golang\.org|docker\.io|crates\.io|deb\.debian\.org)\b")


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def long_lines(tree):
    for path in tree.ending(*CPP, ".proto", ".py", ".sh", ".bzl"):
        for number, line in enumerate(tree.lines(path), 1):
            # What cannot be broken: an include, a proto import, a URL, a raw string.
            if columns(line) > COLUMNS_MAX and not re.match(r"#include|import |.*https?://\S*$|.*\bR\"", line):
                yield Finding(path, number, f"{columns(line)} columns; at most {COLUMNS_MAX}. Run `make lint`, or "
                                            "break it by hand.")


# Comments, raw strings, strings, characters (a quote after a digit separates digits).
LITERAL = re.compile(r"""//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1\""""
                     r"""|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'""", re.DOTALL)
PREPROCESSOR = re.compile(r"^[ \t]*#(?:.*\\\n)*.*$", re.MULTILINE)
ACCESS = re.compile(r"\b(public|private|protected):")


def blank(match):
    """As many spaces; line breaks stay."""
    return re.sub(r"[^\n]", " ", match.group())


def without_literals(text):
    """Comments and literals become spaces."""
    return LITERAL.sub(blank, text)


def functions(text):
    """(first line, lines) of each function body that is not inside another one."""
    # Preprocessor lines and access labels are no part of a declaration.
    text = ACCESS.sub(blank, PREPROCESSOR.sub(blank, without_literals(text)))
    # Of each open brace: whether declarations follow ("scope"), or else where the function's head starts, or None.
    opened, head_start = [], 0
    for match in re.finditer(r"[{};]", text):
        position, sign = match.start(), match.group()
        in_scope = all(kind == "scope" for kind in opened)
        if sign == "{":
            head = text[head_start:position]
            if not in_scope:
                opened.append(None)
            elif re.search(r"\bnamespace\b|\bextern\b\s*$", head):
                opened.append("scope")
            elif re.search(r"\b(class|struct|union)\b", head) and "(" not in head:
                opened.append("scope")
            elif ")" in head:
                opened.append(head_start + len(head) - len(head.lstrip()))
            else:
                opened.append(None)
        elif sign == "}" and opened:
            start = opened.pop()
            if isinstance(start, int):
                first = line_of(text, start)
                yield first, line_of(text, position) - first + 1
        if in_scope or all(kind == "scope" for kind in opened):
            head_start = position + 1


def long_functions(tree):
    for path in tree.ending(*CPP):
        for line, lines in functions(tree.text(path)):
            if lines > FUNCTION_LINES_MAX:
                yield Finding(path, line, f"a function of {lines} lines; at most {FUNCTION_LINES_MAX}. Split it where "
                                          "it changes the subject.")


def names(tree):
    for path in tree.paths:
        parts = path.split("/")
        for part in parts:
            if BANNED_FILE.search(part) and path != "proto/huiyin/v1/common.proto":
                yield Finding(path, 1, f'the name "{part}" says nothing. Name it after the one idea in it.')
        if path.endswith(CPP):
            for number, line in enumerate(without_literals(tree.text(path)).splitlines(), 1):
                found = BANNED_TYPE.search(line)
                if found:
                    yield Finding(path, number, f'the name "{found.group(2)}" says nothing. Name what it does.')


CLASS = re.compile(r"^(?P<template>template[^\n]*\n)?(?:class|struct)\s+(?P<name>\w+)(?:\s+final)?\s*"
                   r"(?::(?!:)[^;{]*)?\{|^namespace (?P<space>[\w:]+) \{", re.MULTILINE)


def classes(text):
    """(namespace, name, line) of each class that a header defines outside all others."""
    space = ""
    for match in CLASS.finditer(without_literals(text)):
        if match.group("space"):
            space = match.group("space")
        elif not match.group("template"):
            yield space, match.group("name"), line_of(text, match.start("name"))


def one_class_a_name(tree):
    """Two classes by one name are one to the linker: each program then runs half of the one on the other's data."""
    first = {}
    for path in sorted(p for p in tree.ending(".h") if not p.startswith("tests/")):
        for space, name, line in classes(tree.text(path)):
            other = first.setdefault((space, name), path)
            if other != path:
                yield Finding(path, line, f"{space}::{name} is in {other}, too: the linker takes one for the other. "
                                          "Give it a name of its own.")


def forbidden_texts(tree):
    # The checks themselves name what they forbid.
    for path in [p for p in tree.ending(*TEXTS) if not p.startswith("tests/tree/")]:
        for number, line in enumerate(tree.lines(path), 1):
            if path.endswith(SOURCES) and UNFINISHED.search(line):
                yield Finding(path, number, "unfinished. Finish it, or open an issue and delete the line.")
            if MACHINE.search(line):
                yield Finding(path, number, f'"{MACHINE.search(line).group()}" names one machine or registry. The tree '
                                            "stands alone.")


def headers(tree):
    for path in tree.ending(".h"):
        if path.startswith("third_party/"):
            continue
        text, guard = tree.text(path), "HUIYIN_" + re.sub(r"[^A-Z0-9]", "_", path.upper()) + "_"
        if not text.startswith("// "):
            yield Finding(path, 1, "a header starts with a comment that states its contract: what it promises, units, "
                                   "errors, threads.")
        if f"#ifndef {guard}\n#define {guard}\n" not in text or not text.endswith(f"#endif  // {guard}\n"):
            yield Finding(path, 1, f"the include guard must be {guard}, with `#endif  // {guard}` as the last line.")


def build_of(tree, path):
    folder = path.rpartition("/")[0]
    while True:
        build = f"{folder}/BUILD".lstrip("/")
        if build in tree.paths:
            return build
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def dead_files(tree):
    for path in tree.ending(*CPP, ".proto"):
        build = build_of(tree, path)
        naming = [build, *tree.ending(".bzl", under=build[:-len("BUILD")])] if build else []
        named = {name for p in naming for name in re.findall(r'"([^"\n]+)"', tree.text(p))}
        relative = path[len(build) - len("BUILD"):] if build else path
        # A fuzzer is named by its stem (tests/fuzz/fuzzer.bzl).
        candidates = {relative, ":" + relative, re.sub(r"_fuzzer\.cc$", "", relative)}
        if not candidates & named and not any("*" in n and fnmatch.fnmatch(relative, n) for n in named):
            where = build or "any BUILD (there is none)"
            yield Finding(path, 1, f"not named in {where}: nothing compiles it. Add it to a target, or delete it.")


def visibility(tree):
    silent = ("load", "package", "exports_files", "licenses", "workspace")
    for path in [p for p in tree.paths if p.rpartition("/")[2] == "BUILD" and not p.startswith("third_party/")]:
        text = tree.text(path)
        if "default_visibility" in text:
            continue
        for rule in re.finditer(r"^(\w+)\(\n(.*?)^\)", text, re.MULTILINE | re.DOTALL):
            if rule.group(1) not in silent and not re.search(r"\bvisibility\s*=", rule.group(2)):
                yield Finding(path, line_of(text, rule.start()), "no visibility. Say who may depend on it, or state "
                                                                 "package(default_visibility = …).")


def check(tree):
    findings = []
    for part in (long_lines, long_functions, names, one_class_a_name, forbidden_texts, headers, dead_files, visibility):
        findings += part(tree)
    return findings


if __name__ == "__main__":
    run(check)

#!/usr/bin/env -S python3 -B
"""The documents: links lead somewhere, ADRs are numbered without a hole."""

import posixpath
import re
import urllib.parse

from tree import Finding, line_of, run

LINK = re.compile(r"\[[^\]\n]*\]\(<?([^)>\s]+)>?[^)\n]*\)")
ADR = "docs/adr/"


CODE_BLOCK = re.compile(r"^(```|~~~).*?^\1", re.DOTALL | re.MULTILINE)


def prose(text):
    """Code blocks and code spans become spaces: what looks like a link there is none."""
    for code in (CODE_BLOCK, re.compile(r"`[^`\n]*`")):
        text = code.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    return text


def anchors(text):
    """As GitHub names them."""
    found = set()
    for heading in re.findall(r"^#+\s+(.*?)\s*#*$", CODE_BLOCK.sub("", text), re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)|[*`]", r"\1", heading).lower()).replace(" ", "-")
        unique, count = slug, 0
        while unique in found:
            count += 1
            unique = f"{slug}-{count}"
        found.add(unique)
    return found


def links(tree, path):
    text = tree.text(path)
    for match in LINK.finditer(prose(text)):
        target, _, anchor = urllib.parse.unquote(match.group(1)).partition("#")
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
        line = line_of(text, match.start())
        if not tree.has(there):
            yield Finding(path, line, f"the link to {target} leads nowhere.")
        elif anchor and there.endswith(".md") and anchor not in anchors(tree.text(there)):
            yield Finding(path, line, f"{there} has no heading #{anchor}.")


def decisions(tree):
    records = [p for p in tree.ending(".md", under=ADR)]
    for expected, path in enumerate(records):
        name = path.removeprefix(ADR)
        if not re.match(r"\d{4}-[a-z0-9-]+\.md$", name):
            yield Finding(path, 1, "an ADR is named NNNN-title.md, in lower case.")
        elif int(name[:4]) != expected:
            yield Finding(path, 1, f"the next ADR is number {expected:04}: each number once, without a hole.")
        elif not tree.text(path).startswith(f"# {name[:4]} "):
            yield Finding(path, 1, f'an ADR starts with its number: "# {name[:4]} Title".')


def check(tree):
    findings = [finding for path in tree.ending(".md") for finding in links(tree, path)]
    return findings + list(decisions(tree))


if __name__ == "__main__":
    run(check)

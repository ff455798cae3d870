#!/usr/bin/env -S python3 -B
"""The protos: the usual style rules, and field numbers that are for ever (docs/schema.md).

proto/huiyin/v1/fields.lock holds every number ever given, a line each: `Message.field = 3 string`. A field that is gone
stays there, marked `removed`, so that its number is never given again.
    python3 tests/tree/proto_check.py --update     adds what is new; refuses to change what is locked
"""

import collections
import re
import sys

from tree import ROOT, Finding, Tree, line_of, run

FOLDER = "proto/huiyin/"
LOCK = "proto/huiyin/v1/fields.lock"
UPDATE = "python3 tests/tree/proto_check.py --update"

# Numbers are kept free here for what comes later: without a range, two branches would take the same ones.
MUST_RESERVE = ("Command", "Event")
# Every answer to a command is a receipt (design §10); everywhere else an RPC has its own response.
SHARED_RESPONSES = ("Receipt",)

CAMEL = re.compile(r"([A-Z][a-z0-9]*)+$")
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*$")
UPPER_SNAKE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")

# `scope` is the name of the message or enum, with those around it: "Proposal.Status".
Field = collections.namedtuple("Field", "scope name number type line")
Rpc = collections.namedtuple("Rpc", "service name request response line")


class Proto:
    """What a .proto file declares. Reads the language as far as our files use it; protoc checks the rest."""

    def __init__(self, text):
        self.package, self.package_line = "", 1
        self.imports, self.blocks, self.fields, self.rpcs = [], [], [], []
        # scope → numbers, and names, that are never to be used (again).
        self.reserved = collections.defaultdict(list)
        self._read(re.sub(r"//[^\n]*|/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.DOTALL))

    def _read(self, text):
        opened = []
        start = 0
        for match in re.finditer(r"[{};]", text):
            statement, line = text[start:match.start()].strip(), line_of(text, match.start())
            start = match.end()
            if match.group() == "{":
                kind, _, name = statement.partition(" ")
                opened.append((kind, name.split("(")[0].strip()))
                if kind == "rpc":
                    self._statement(opened[:-1], statement, line)
                if kind in ("message", "enum", "oneof", "service"):
                    self.blocks.append((kind, self._scope(opened[:-1]), opened[-1][1], line))
            elif match.group() == "}":
                opened.pop()
            elif statement:
                self._statement(opened, statement, line)

    @staticmethod
    def _scope(opened):
        return ".".join(name for kind, name in opened if kind in ("message", "enum"))

    def _statement(self, opened, statement, line):
        scope = self._scope(opened)
        kind = opened[-1][0] if opened else "file"
        word = statement.split()[0]
        if kind == "file" and word == "package":
            self.package, self.package_line = statement.split()[1], line
        elif kind == "file" and word == "import":
            self.imports.append((statement.split('"')[1], line))
        elif word == "reserved":
            self.reserved[scope].append(statement.removeprefix("reserved").strip())
        elif kind == "enum" and word != "option":
            name, number = re.match(r"(\w+)\s*=\s*(-?\w+)", statement).groups()
            self.fields.append(Field(scope, name, int(number, 0), "value", line))
        elif kind in ("message", "oneof") and word != "option":
            type_, name, number = re.match(r"(.+?)\s+(\w+)\s*=\s*(\w+)", " ".join(statement.split())).groups()
            type_ = f"oneof {type_}" if kind == "oneof" else type_
            self.fields.append(Field(scope, name, int(number, 0), type_, line))
        elif kind == "service" and word == "rpc":
            name, request, response = re.match(
                r"rpc\s+(\w+)\s*\(\s*(?:stream\s+)?([\w.]+)\s*\)\s*returns\s*\(\s*(?:stream\s+)?([\w.]+)",
                statement).groups()
            self.rpcs.append(Rpc(opened[-1][1], name, request, response, line))

    def reserves(self, scope, number, name):
        """Both the number and the name are reserved."""
        def in_range(text):
            low, _, high = text.partition(" to ")
            return low.strip().isdigit() and int(low) <= number <= (int(high) if high.isdigit() else int(low))

        parts = [part.strip() for text in self.reserved[scope] for part in text.split(",")]
        return any(in_range(part) for part in parts) and f'"{name}"' in parts


def style(path, proto):
    expected = path.removeprefix("proto/").rpartition("/")[0].replace("/", ".")
    if proto.package != expected:
        yield Finding(path, proto.package_line, f"package {proto.package or 'is missing'}: the folder says {expected}.")
    if not SNAKE.match(path.rpartition("/")[2].removesuffix(".proto")):
        yield Finding(path, 1, "a file's name is snake_case.")
    imported = [name for name, _ in proto.imports]
    if imported != sorted(imported):
        yield Finding(path, proto.imports[0][1], "imports stand in alphabetical order.")
    for kind, scope, name, line in proto.blocks:
        if kind == "oneof" and not SNAKE.match(name):
            yield Finding(path, line, f"oneof {name}: use snake_case.")
        if kind != "oneof" and not CAMEL.match(name):
            yield Finding(path, line, f"{kind} {name}: use CamelCase.")
        if kind == "service" and not name.endswith("Service"):
            yield Finding(path, line, f"service {name}: its name ends with Service.")
        if kind == "enum" and not scope:
            yield Finding(path, line, f"enum {name}: nest it in the message it belongs to; its values would share the "
                                      "package's scope (decision A01).")
        if kind == "message" and not scope and name in MUST_RESERVE and not proto.reserved[name]:
            yield Finding(path, line, f"message {name} has no reserved range for what comes later (docs/schema.md).")


def field_style(path, proto):
    enums = {f"{scope}.{name}".lstrip(".") for kind, scope, name, _ in proto.blocks if kind == "enum"}
    first = {}
    for field in proto.fields:
        if field.scope not in enums:
            if not SNAKE.match(field.name):
                yield Finding(path, field.line, f"field {field.name}: use snake_case.")
            continue
        if not UPPER_SNAKE.match(field.name):
            yield Finding(path, field.line, f"enum value {field.name}: use UPPER_SNAKE_CASE.")
        if first.setdefault(field.scope, field) is field:
            if field.number != 0 or not field.name.endswith("UNSPECIFIED"):
                yield Finding(path, field.line, f"enum {field.scope}: its first value is UNSPECIFIED = 0 "
                                                "(X_UNSPECIFIED where two enums share a message).")


def rpc_style(path, proto):
    for rpc in proto.rpcs:
        if not CAMEL.match(rpc.name):
            yield Finding(path, rpc.line, f"rpc {rpc.name}: use CamelCase.")
        if rpc.request != rpc.name + "Request":
            yield Finding(path, rpc.line, f"rpc {rpc.name}: its request is {rpc.name}Request, of its own.")
        if rpc.response != rpc.name + "Response" and rpc.response not in SHARED_RESPONSES:
            yield Finding(path, rpc.line, f"rpc {rpc.name}: its response is {rpc.name}Response (or Receipt).")


def read_lock(text):
    """"Scope.field" → (number, type, removed)."""
    locked = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, number, type_ = re.match(r"(\S+) = (-?\d+) (.+)$", line).groups()
            locked[key] = (int(number), type_.removesuffix(" removed"), type_.endswith(" removed"))
    return locked


def write_lock(locked):
    head = ("# Every field number and enum value ever given. They are for ever: a stored event is read by them.\n"
            f"# Never edited by hand: {UPDATE}\n")
    return head + "".join(f"{key} = {number} {type_}{' removed' if removed else ''}\n"
                          for key, (number, type_, removed) in sorted(locked.items(), key=lambda item: (
                              item[0].rpartition(".")[0], item[1][0])))


def lock_check(protos, locked):
    """Findings, and what the lock should be when there is nothing against it."""
    findings, present = [], {}
    numbers = {(key.rpartition(".")[0], number): key for key, (number, _, _) in locked.items()}
    for path, proto in protos.items():
        for field in proto.fields:
            key = f"{field.scope}.{field.name}"
            present[key] = (field.number, field.type, False)
            owner = numbers.get((field.scope, field.number), key)
            if owner != key:
                findings.append(Finding(path, field.line, f"{key} takes the number {field.number}, which belongs to "
                                                          f"{owner} for ever. Take a number that was never used."))
            elif locked.get(key, present[key]) != present[key]:
                was = f"{locked[key][0]} {locked[key][1]}" + (", and removed" if locked[key][2] else "")
                findings.append(Finding(path, field.line, f"{key} is {field.number} {field.type}, but was {was}: "
                                                          "stored events would be misread. Add another field."))
    scopes = {f"{scope}.{name}".lstrip("."): (path, proto) for path, proto in protos.items()
              for kind, scope, name, _ in proto.blocks if kind in ("message", "enum")}
    for key, (number, type_, removed) in locked.items():
        scope, _, name = key.rpartition(".")
        if key in present:
            continue
        path, proto = scopes.get(scope, (LOCK, None))
        if proto is not None and not proto.reserves(scope, number, name):
            findings.append(Finding(path, 1, f"{key} = {number} is gone. Put it back, or write `reserved {number};` "
                                             f'and `reserved "{name}";` into {scope}.'))
        present[key] = (number, type_, True)
    return findings, present


def read(tree):
    return {path: Proto(tree.text(path)) for path in tree.ending(".proto", under=FOLDER)}


def check(tree):
    protos = read(tree)
    findings = [finding for path, proto in protos.items()
                for part in (style, field_style, rpc_style) for finding in part(path, proto)]
    locked = read_lock(tree.text(LOCK)) if tree.has(LOCK) else {}
    against, wanted = lock_check(protos, locked)
    findings += against
    if not against and wanted != locked:
        new = sorted(key for key in wanted if wanted[key] != locked.get(key))
        findings.append(Finding(LOCK, 1, f"does not hold {', '.join(new[:5])}{' …' if len(new) > 5 else ''}. When the "
                                         f"numbers are right: {UPDATE}"))
    return findings


def update():
    tree = Tree.of_workspace()
    locked = read_lock(tree.text(LOCK)) if tree.has(LOCK) else {}
    findings, wanted = lock_check(read(tree), locked)
    if not findings:
        (ROOT / LOCK).write_text(write_lock(wanted), encoding="utf-8")
    run(lambda _: findings, tree)


if __name__ == "__main__":
    update() if sys.argv[1:] == ["--update"] else run(check)

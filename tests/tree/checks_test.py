#!/usr/bin/env -S python3 -B
"""The checks catch what they are for: each bad example must be found, and its good twin must not."""

import pathlib
import tempfile
import unittest

import docs_check
import format_check
import includes_check
import proto_check
import tidy_check
from tree import Tree


def found(check, files):
    """"path:line" of every finding."""
    return [f"{f.path}:{f.line}" for f in check(Tree(files))]


class Includes(unittest.TestCase):
    def check(self, path, header, more=None):
        return found(includes_check.check, {path: f"// A.\n#include {header}\n", **(more or {})})

    def test_direction(self):
        for path, header in [
            ("base/a.h", '"domain/state.h"'),
            ("domain/a.cc", '"eventstore/event_log.h"'),
            ("domain/a.cc", '"services/writer.h"'),
            ("domain/a.cc", '"huiyin/v1/query_service.pb.h"'),
            ("eventstore/event_log.h", '"eventstore/rocksdb/rocksdb_log.h"'),
            ("eventstore/rocksdb/a.cc", '"eventstore/memory/memory_log.h"'),
            ("projections/a.cc", '"domain/state.h"'),
            ("services/a.cc", '"eventstore/rocksdb/rocksdb_log.h"'),
            ("services/a.cc", '"tools/cli/table.h"'),
            ("exchange/a.cc", '"services/writer.h"'),
        ]:
            self.assertEqual(self.check(path, header), [path + ":2"], header)
        for path, header in [
            ("domain/a.cc", '"domain/state.h"'),
            ("domain/a.cc", '"huiyin/v1/events.pb.h"'),
            ("projections/a.cc", '"eventstore/event_log.h"'),
            ("services/a.cc", '"huiyin/v1/query_service.grpc.pb.h"'),
            ("services/server/node.cc", '"eventstore/rocksdb/rocksdb_log.h"'),
            ("services/writer_test.cc", '"eventstore/memory/memory_log.h"'),
            ("tools/cli/a.cc", '"eventstore/memory/memory_log.h"'),
        ]:
            self.assertEqual(self.check(path, header), [], header)

    def test_purity(self):
        for header in ("<fstream>", "<filesystem>", "<cstdio>", "<chrono>", '"absl/time/clock.h"', '"base/clock.h"',
                       '"grpcpp/grpcpp.h"', '"rocksdb/db.h"', "<librdkafka/rdkafka.h>"):
            self.assertIn("domain/a.cc:2", self.check("domain/a.cc", header), header)
            self.assertIn("projections/facts.cc:2", self.check("projections/facts.cc", header), header)
        self.assertEqual(self.check("domain/a.cc", '"absl/time/time.h"'), [])
        self.assertEqual(self.check("domain/a_test.cc", "<fstream>"), [])
        self.assertEqual(self.check("services/a.cc", '"base/clock.h"'), [])

    def test_purity_through_another_header(self):
        through = {"base/zones.h": '#include "base/clock.h"\n'}
        self.assertEqual(self.check("domain/a.cc", '"base/zones.h"', through), ["domain/a.cc:2"])

    def test_calls_of_a_clock(self):
        self.assertEqual(found(includes_check.check, {"domain/a.cc": "\nauto t = absl::Now();\n"}), ["domain/a.cc:2"])

    def test_lean(self):
        for header in ("<google/protobuf/message.h>", '"rocksdb/slice.h"', '"huiyin/v1/record.pb.h"'):
            self.assertIn("eventstore/merkle/a_test.cc:2", self.check("eventstore/merkle/a_test.cc", header), header)
        self.assertEqual(self.check("eventstore/merkle/a.cc", "<openssl/sha.h>"), [])
        self.assertIn("eventstore/merkle/a.cc:2", self.check("eventstore/merkle/a.cc", '"base/clock.h"'))
        self.assertEqual(self.check("eventstore/merkle/a.cc", '"eventstore/event_log.h"'), ["eventstore/merkle/a.cc:2"])

    def test_libraries(self):
        used = {"services/a.cc": '#include "projections/view_store.h"\n'}
        self.assertEqual(self.check("projections/view_store.h", '"rocksdb/db.h"', used), ["projections/view_store.h:2"])
        hidden = {**used, "projections/view_rep.h": '#include "rocksdb/db.h"\n'}
        self.assertEqual(self.check("projections/view_store.h", '"projections/view_rep.h"', hidden),
                         ["projections/view_store.h:2"])
        self.assertEqual(self.check("projections/view_store.cc", '"projections/view_rep.h"', hidden), [])
        self.assertEqual(self.check("projections/view_store.cc", '"rocksdb/db.h"'), [])
        self.assertEqual(self.check("services/a.h", '"rocksdb/db.h"'), ["services/a.h:2"])
        self.assertEqual(self.check("eventstore/rocksdb/a.cc", '"grpcpp/grpcpp.h"'), ["eventstore/rocksdb/a.cc:2"])


class Tidy(unittest.TestCase):
    def test_line_length(self):
        fits = "// " + "回" * 58 + "a"
        raw = 'auto json = R"({"' + "a" * 120 + '":1})";'
        files = {"base/a.cc": "\n".join([fits, fits + "b", raw, ""])}
        self.assertEqual(found(tidy_check.long_lines, files), ["base/a.cc:2"])

    def test_function_length(self):
        def function(head, lines, end="}"):
            return f"{head} {{\n" + "  Call({1, 2});  // }\n" * (lines - 2) + end + "\n"

        long, fits = tidy_check.FUNCTION_LINES_MAX + 1, tidy_check.FUNCTION_LINES_MAX
        for head in ("void F()", "int C::F(int a) const", "TEST(A, B)", "C::C(int a) : a_(a)", "auto F() -> int"):
            text = "namespace n {\n" + function(head, fits) + function(head, long) + "}  // namespace n\n"
            self.assertEqual(found(tidy_check.long_functions, {"base/a.cc": text}), [f"base/a.cc:{2 + fits}"], head)
        in_class = "class C : public B {\n public:\n" + function("  void F()", long, "  }") + "  int a = 0;\n};\n"
        self.assertEqual(found(tidy_check.long_functions, {"base/a.h": in_class}), ["base/a.h:3"])
        large_class = "class C {\n" + "  void F() { G(); }\n" * long + "};\n"
        self.assertEqual(found(tidy_check.long_functions, {"base/a.h": large_class}), [])
        table = "const int kTable[] = {\n" + "  1,\n" * long + "};\n"
        self.assertEqual(found(tidy_check.long_functions, {"base/a.cc": table}), [])

    def test_names(self):
        bad = ["base/string_util.h", "base/helper.cc", "tools/misc/a.py", "base/common.h"]
        self.assertEqual(found(tidy_check.names, dict.fromkeys(bad, "")), [f"{p}:1" for p in sorted(bad)])
        self.assertEqual(found(tidy_check.names, {"proto/huiyin/v1/common.proto": "", "base/utility_room.h": ""}), [])
        text = "// A class FileUtil.\nclass FileUtil {};\nnamespace util {}\nusing google::protobuf::util::X;\n"
        self.assertEqual(found(tidy_check.names, {"base/a.h": text}), ["base/a.h:2", "base/a.h:3"])

    def test_one_class_a_name(self):
        text = "// A.\nnamespace n {\nclass A final : public B {\n};\n}  // namespace n\n"
        check = tidy_check.one_class_a_name
        self.assertEqual(found(check, {"base/a.h": text, "domain/a.h": text}), ["domain/a.h:3"])
        self.assertEqual(found(check, {"base/a.h": text, "domain/a.h": text.replace("space n {", "space m {")}), [])
        declared = text.replace("class A final : public B {", "class A;")
        self.assertEqual(found(check, {"base/a.h": text, "domain/a.h": declared}), [])
        self.assertEqual(found(check, {"base/a.h": text, "tests/a.h": text}), [])
        of_another = text.replace("class A final : public B {", "struct A::Rep {")
        self.assertEqual(found(check, {"base/a.h": text, "base/b.h": of_another}), [])

    def test_forbidden_texts(self):
        text = "fine\n// TODO: later\n// see /work/main\n// ../shared/design.md\n"
        self.assertEqual(found(tidy_check.forbidden_texts, {"base/a.cc": text}), [f"base/a.cc:{n}" for n in (2, 3, 4)])

    def test_headers(self):
        good = "// A.\n#ifndef HUIYIN_BASE_A_H_\n#define HUIYIN_BASE_A_H_\n#endif  // HUIYIN_BASE_A_H_\n"
        self.assertEqual(found(tidy_check.headers, {"base/a.h": good}), [])
        self.assertEqual(found(tidy_check.headers, {"base/a.h": good[len("// A.\n"):]}), ["base/a.h:1"])
        self.assertEqual(found(tidy_check.headers, {"base/b.h": good}), ["base/b.h:1"])

    def test_dead_files(self):
        build = 'cc_library(\n    name = "a",\n    srcs = ["a.cc"],\n)\n'
        files = {"base/BUILD": build, "base/a.cc": "", "base/b.cc": "", "lost/c.cc": ""}
        self.assertEqual(found(tidy_check.dead_files, files), ["base/b.cc:1", "lost/c.cc:1"])
        globbed = {"proto/BUILD": 'filegroup(srcs = glob(["*.proto"]))\n', "proto/a.proto": ""}
        self.assertEqual(found(tidy_check.dead_files, globbed), [])

    def test_visibility(self):
        rule = 'load("//a:b.bzl", "c")\n\ncc_library(\n    name = "a",\n{}    srcs = ["a.cc"],\n)\n'
        self.assertEqual(found(tidy_check.visibility, {"base/BUILD": rule.format("")}), ["base/BUILD:3"])
        stated = rule.format('    visibility = ["//visibility:private"],\n')
        self.assertEqual(found(tidy_check.visibility, {"base/BUILD": stated}), [])
        package = 'package(default_visibility = ["//visibility:private"])\n'
        self.assertEqual(found(tidy_check.visibility, {"base/BUILD": package + rule.format("")}), [])


PROTO = """// A.
syntax = "proto3";

package huiyin.v1;

import "a.proto";
import "b.proto";

service EchoService {
  rpc Echo(EchoRequest) returns (stream EchoResponse) {}
  rpc Assign(AssignRequest) returns (Receipt);
}

message Event {
  enum Kind {
    UNSPECIFIED = 0;
    NEW = 1;
  }
  oneof event {
    string text = 1;
  }
  optional uint64 seq = 2;
  repeated Kind kinds = 3 [packed = true];
  reserved 60 to 99;
}
"""
PATH = "proto/huiyin/v1/a.proto"


class Protos(unittest.TestCase):
    def style(self, old, new):
        self.assertIn(old, PROTO)
        protos = proto_check.read(Tree({PATH: PROTO.replace(old, new)}))
        return [f for part in (proto_check.style, proto_check.field_style, proto_check.rpc_style)
                for path, proto in protos.items() for f in part(path, proto)]

    def test_style(self):
        self.assertEqual(self.style("A.", "A."), [])
        for old, new in [
            ("huiyin.v1", "huiyin.v2"),
            ('import "a.proto";', 'import "c.proto";'),
            ("EchoService", "Echo"),
            ("EchoRequest", "Event"),
            ("EchoResponse", "Event"),
            ("message Event", "message event_"),
            ("enum Kind", "enum kind"),
            ("string text", "string theText"),
            ("NEW", "New"),
            ("UNSPECIFIED = 0;", "OLD = 0;"),
            ("reserved 60 to 99;", ""),
            ("message Event {", "enum Top {\n  UNSPECIFIED = 0;\n}\nmessage Event {"),
        ]:
            self.assertEqual(len(self.style(old, new)), 1, new)

    def lock(self, old="A.", new="A.", locked=None):
        self.assertIn(old, PROTO)
        protos = proto_check.read(Tree({PATH: PROTO.replace(old, new)}))
        _, original = proto_check.lock_check(proto_check.read(Tree({PATH: PROTO})), {})
        return proto_check.lock_check(protos, original if locked is None else locked)

    def test_what_the_lock_holds(self):
        _, wanted = self.lock()
        self.assertEqual(wanted["Event.text"], (1, "oneof string", False))
        self.assertEqual(wanted["Event.seq"], (2, "optional uint64", False))
        self.assertEqual(wanted["Event.Kind.NEW"], (1, "value", False))
        self.assertEqual(proto_check.read_lock(proto_check.write_lock(wanted)), wanted)

    def test_numbers_are_for_ever(self):
        for old, new in [
            ("text = 1", "text = 4"),                    # renumbered
            ("text = 1", "title = 1"),                   # renamed: the number now means something else
            ("optional uint64 seq", "optional string seq"),
            ("NEW = 1;", ""),                            # gone, and nothing keeps its number
            ("optional uint64 seq = 2;", "reserved 2;"),  # gone, and nothing keeps its name
        ]:
            self.assertNotEqual(self.lock(old, new)[0], [], new)

    def test_adding_and_removing(self):
        findings, wanted = self.lock("reserved 60", "string more = 4;\n  reserved 60")
        self.assertEqual((findings, wanted["Event.more"]), ([], (4, "string", False)))
        removal = 'reserved 2;\n  reserved "seq";'
        findings, wanted = self.lock("optional uint64 seq = 2;", removal)
        self.assertEqual((findings, wanted["Event.seq"]), ([], (2, "optional uint64", True)))
        # Years later somebody takes the free number.
        findings, _ = self.lock("optional uint64 seq = 2;", "string other = 2;", locked=wanted)
        self.assertNotEqual(findings, [])

    def test_a_new_field_must_be_locked(self):
        _, wanted = self.lock()
        files = {PATH: PROTO, proto_check.LOCK: proto_check.write_lock(wanted)}
        self.assertEqual(found(proto_check.check, files), [])
        files[PATH] = PROTO.replace("reserved 60", "string more = 4;\n  reserved 60")
        self.assertEqual(found(proto_check.check, files), [proto_check.LOCK + ":1"])


class Docs(unittest.TestCase):
    def test_links(self):
        files = {
            "README.md": "# Top\n[a](docs/a.md) [b](docs/a.md#two-words) [c](#top) [d](https://x.org/y) [e](docs/)\n"
                         "`[no](link)`\n```\n[no](link)\n```\n",
            "docs/a.md": "# Two words\n[up](../README.md)\n",
        }
        self.assertEqual(found(docs_check.check, files), [])
        files["docs/a.md"] = "# Words\n\n[gone](b.md)\n"
        self.assertEqual(found(docs_check.check, files), ["README.md:2", "docs/a.md:3"])

    def test_decisions(self):
        files = {"docs/adr/0000-template.md": "# 0000 Title\n", "docs/adr/0001-bazel.md": "# 0001 Bazel\n"}
        self.assertEqual(found(docs_check.check, files), [])
        files["docs/adr/0003-hole.md"] = "# 0003 Hole\n"
        self.assertEqual(found(docs_check.check, files), ["docs/adr/0003-hole.md:1"])


class Format(unittest.TestCase):
    def test_unformatted(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / ".clang-format").write_text("BasedOnStyle: Google\n")
            (root / "good.cc").write_text("int a = 1;\n")
            (root / "bad.cc").write_text("int a = 1;\nint  b=2;\n")
            findings = format_check.check_files(["bad.cc", "good.cc"], root)
        self.assertEqual([f"{f.path}:{f.line}" for f in findings], ["bad.cc:2"])


if __name__ == "__main__":
    unittest.main()

"""A libFuzzer target, and the test that replays its corpus in every `make test`."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

def fuzzer(name, deps):
    """From NAME_fuzzer.cc, which defines LLVMFuzzerTestOneInput, and corpus/NAME/*.

    NAME_fuzzer fuzzes (only with --config=fuzz, see `make fuzz`); NAME_corpus_test replays.
    """
    cc_library(
        name = name + "_target",
        testonly = True,
        srcs = [name + "_fuzzer.cc"],
        visibility = ["//visibility:private"],
        deps = deps,
        alwayslink = True,
    )
    cc_binary(
        name = name + "_fuzzer",
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        visibility = ["//visibility:private"],
        deps = [":" + name + "_target"],
    )
    cc_test(
        name = name + "_corpus_test",
        size = "small",
        srcs = ["replay_corpus.cc"],
        args = ["tests/fuzz/corpus/" + name],
        data = native.glob(["corpus/" + name + "/**"]),
        visibility = ["//visibility:private"],
        deps = [":" + name + "_target"],
    )

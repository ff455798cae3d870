"""protoc from Debian, as C++ targets: messages and gRPC stubs apart.

Sources lie under //proto, imports are relative to it.
"""

load("@rules_cc//cc:defs.bzl", "cc_library")

def _stem(src):
    return src[:-len(".proto")]

def cc_proto(name, srcs, deps = [], visibility = None):
    """Messages of `srcs` (each `x.proto` of this package) as the cc_library `name`."""
    protos = name + "_protos"
    native.filegroup(name = protos, srcs = srcs + [d + "_protos" for d in deps], visibility = visibility)
    native.genrule(
        name = name + "_gen",
        srcs = srcs + [d + "_protos" for d in deps],
        outs = [_stem(s) + e for s in srcs for e in [".pb.h", ".pb.cc"]],
        cmd = "protoc -Iproto --experimental_allow_proto3_optional --cpp_out=$(GENDIR)/proto " +
              " ".join(["$(location %s)" % s for s in srcs]),
    )
    cc_library(
        name = name,
        srcs = [_stem(s) + ".pb.cc" for s in srcs],
        hdrs = [_stem(s) + ".pb.h" for s in srcs],
        copts = ["-w"],
        strip_include_prefix = "/proto",
        visibility = visibility,
        deps = deps + ["@system//:protobuf"],
    )

def cc_grpc(name, srcs, deps, visibility = None):
    """gRPC stubs of the services in `srcs`, whose messages are in the cc_proto targets `deps`."""
    native.genrule(
        name = name + "_gen",
        srcs = srcs + [d + "_protos" for d in deps],
        outs = [_stem(s) + e for s in srcs for e in [".grpc.pb.h", ".grpc.pb.cc"]],
        cmd = "protoc -Iproto --grpc_out=$(GENDIR)/proto --plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin " +
              " ".join(["$(location %s)" % s for s in srcs]),
    )
    cc_library(
        name = name,
        srcs = [_stem(s) + ".grpc.pb.cc" for s in srcs],
        hdrs = [_stem(s) + ".grpc.pb.h" for s in srcs],
        copts = ["-w"],
        strip_include_prefix = "/proto",
        visibility = visibility,
        deps = deps + ["@system//:grpc"],
    )

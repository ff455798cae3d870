#!/usr/bin/env bash
# Installs what the build needs from Debian 12, and nothing when all of it is there.
#   tools/setup/debian.sh         to build, test, lint and run
#   tools/setup/debian.sh fuzz    also to fuzz (clang)
set -euo pipefail

say() { printf 'setup: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

packages=(
  make bazel-bootstrap bazel-rules-java bazel-rules-proto g++ pkg-config python3 clang-format-14
  libgrpc++-dev protobuf-compiler-grpc protobuf-compiler libprotobuf-dev
  librdkafka-dev librocksdb-dev libabsl-dev libssl-dev libmimalloc-dev libcpp-httplib-dev
  libcli11-dev nlohmann-json3-dev libxlsxwriter-dev tzdata
  libgtest-dev libgmock-dev libbenchmark-dev librapidcheck-dev libreoffice-calc
  openjdk-17-jre-headless maven kcat python3-confluent-kafka python3-protobuf
)
case "${1:-}" in
  '') ;;
  fuzz) packages+=(clang-14 libclang-rt-14-dev) ;;
  tidy) packages+=(clang-14 clang-tidy-14) ;;
  *) die "unknown argument '$1': expected nothing, fuzz or tidy" ;;
esac

command -v dpkg-query >/dev/null ||
  die "this is not Debian (there is no dpkg-query). Huiyin builds on Debian 12; elsewhere, use a Debian 12 container."

# Every package that is installed prints "ii name"; those missing print nothing.
installed=$(dpkg-query --show --showformat='${db:Status-Abbrev}${Package}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep --quiet --line-regexp --fixed-strings "ii ${package}" <<<"$installed" || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  say "all ${#packages[@]} Debian packages are installed"
  exit 0
fi

release=$(. /etc/os-release && printf '%s %s' "${ID:-unknown}" "${VERSION_ID:-unknown}")
[ "$release" = "debian 12" ] ||
  die "this is $release; the packages are those of Debian 12. Use a Debian 12 machine or container."

by_hand="As root, run: apt-get install --no-install-recommends ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || die "packages are missing, and there is no sudo to install them. $by_hand"
  as_root=(sudo)
fi

# No terminal to ask on: dpkg keeps quiet, and sudo must not ask for a password either.
[ -t 0 ] || [ "${#as_root[@]}" -eq 0 ] || sudo --non-interactive true 2>/dev/null ||
  die "packages are missing, sudo wants a password, and there is no terminal to ask on. $by_hand"

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
    apt-get --quiet=2 -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}
say "updating the package lists"
apt update || die "apt-get update failed: is there a network, and a Debian mirror in /etc/apt?"
say "installing ${#missing[@]} packages: ${missing[*]}"
apt install --yes --no-install-recommends "${missing[@]}" || die "apt-get install failed; its messages are above."
say "done"

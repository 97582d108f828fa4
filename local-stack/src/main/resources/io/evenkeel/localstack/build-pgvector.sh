#!/bin/sh
# Compiles pgvector from Debian's source package against Debian's server headers, into an unpacked PostgreSQL.
# Nothing is installed: apt works on lists and caches of its own, in the work folder.
# The mirror is the one of this machine's apt sources, or EVENKEEL_DEBIAN_MIRROR.
# Arguments: the PostgreSQL's folder, its major version, the Debian suite that has that version, a work folder.
set -eu
home=$1 major=$2 suite=$3 work=$4

step() { printf 'step: %s\n' "$*"; }

apt() {
    command=$1
    shift
    "$command" -q \
        -o Dir::Etc::sourcelist="$work/suite.sources" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::State="$work/state" -o Dir::State::status=/dev/null -o Dir::Cache="$work/cache" \
        -o Acquire::Languages=none -o APT::Update::Error-Mode=any -o APT::Sandbox::User="$(id -un)" "$@"
}

step 'finding the Debian mirror of this machine'
mirror=${EVENKEEL_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' |
    grep debian | grep -v security | head -n 1)}
[ -n "$mirror" ]

step 'looking for the keys of the Debian archive'
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keys" ]

mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/packages" "$work/headers" "$work/source"
cat > "$work/suite.sources" <<EOF
Types: deb deb-src
URIs: $mirror
Suites: $suite
Components: main
Signed-By: $keys
EOF

step "reading the package lists of $suite"
apt apt-get update

step 'downloading the server headers and the source of pgvector'
cd "$work/packages"
apt apt-get download "postgresql-server-dev-$major"
apt apt-get source --download-only pgvector

step 'unpacking them'
dpkg-deb -x postgresql-server-dev-*.deb "$work/headers"
tar -xf pgvector_*.orig.tar.* -C "$work/source" --strip-components=1

# No -march=native: a cache folder may be shared by machines. Before 16, hidden visibility hides the module's magic.
step 'compiling pgvector'
cd "$work/source"
include=$work/headers/usr/include/postgresql
visibility=-fvisibility=hidden
[ "$major" -ge 16 ] || visibility=
gcc -shared -fPIC -s -O2 -ftree-vectorize -fassociative-math -fno-signed-zeros -fno-trapping-math \
    -fno-strict-aliasing -fwrapv -fexcess-precision=standard $visibility -D_GNU_SOURCE \
    -Isrc -I"$include/$major/server" -I"$include/internal" -Wl,--as-needed -Wl,--build-id=none \
    -o "$home/lib/postgresql/vector.so" src/*.c -lm

version=$(sed -n "s/^default_version = '\(.*\)'/\1/p" vector.control)
cp vector.control "$home/share/postgresql/extension/"
cp sql/vector.sql "$home/share/postgresql/extension/vector--$version.sql"
step "built pgvector $version"

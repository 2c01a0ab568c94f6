#!/bin/sh
# Makes the Java runtime of a distribution: target/runtime, and target/runtime.properties, which say what it is for.
# runtime.sh HOST_JDK TARGET_JDK TARGET_FOLDER TIME
set -eu
host=$1
jdk=$2
target=$3
time=$4
release() {
  sed -n "s/^$1=\"\(.*\)\"/\1/p" "$jdk/release"
}
arch=$(release OS_ARCH)
case $arch in
  x86_64 | amd64) arch=x86_64 native=x86_64 ;;
  aarch64) native=aarch64 ;;
  arm)
    case $(uname -m) in
      armv6*) native=armv6 ;;
      *) native=armv7 ;;
    esac
    arch=$native
    ;;
  *)
    echo "PiStat has no SQLite library for '$arch' ($jdk/release)" >&2
    exit 1
    ;;
esac

# What jdeps finds in the jars, without java.desktop: its java.beans is only for mapping rows to beans, which nothing here does.
# jdk.crypto.ec is for TLS; Java 21 still has it apart.
modules=java.logging,java.management,java.sql,jdk.crypto.ec,jdk.jfr,jdk.unsupported
if [ -d "$jdk/jmods" ]; then
  set -- --module-path "$jdk/jmods"
elif [ "$(readlink -f "$jdk")" = "$(readlink -f "$host")" ]; then
  set --
else
  echo "$jdk has no jmods: a runtime can only be made of it by its own jlink" >&2
  exit 1
fi
rm -rf "$target/runtime"
"$host/bin/jlink" "$@" --add-modules "$modules" --output "$target/runtime" \
  --strip-java-debug-attributes --no-header-files --no-man-pages --release-info=add:OS_ARCH="\"$arch\""

# Java's own classes as it maps them into memory. The archive holds the time of the file that it is made of.
find "$target/runtime" -exec touch -h -d "$time" {} +
if "$target/runtime/bin/java" -version 2>/dev/null; then
  "$target/runtime/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null
fi
printf 'pistat.arch=%s\npistat.native=%s/**\n' "$arch" "$native" >"$target/runtime.properties"

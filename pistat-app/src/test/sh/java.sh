#!/bin/sh
# The package and Java's with a running systemd: PiStat is started when its Java is set up, whichever comes first, and never
# against the administrator. Java is a package that is made here: like Debian's it lies in /usr/lib/jvm, and cannot start
# before its postinst has put its settings (jvm.cfg) in place. Called by in-copy.sh.
set -eu
deb=$1
. /try/common.sh

launcher=$(find /usr/lib/jvm/*/bin/java -maxdepth 0 | while read -r each; do
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "${each%/bin/java}/release" 2>/dev/null)
  [ "${version:-0}" -lt 21 ] || echo "$each"
done | tail -n 1)
mkdir /opt/real /try/none
mount --bind "${launcher%/bin/java}" /opt/real
mount --bind /try/none /usr/lib/jvm

# java_package VERSION
java_package() {
  tree=/try/java-$1
  home=$tree/usr/lib/jvm/trial
  mkdir -p "$tree/DEBIAN" "$home/bin" "$home/lib"
  cp /opt/real/bin/java "$home/bin/"
  cp /opt/real/release "$home/"
  ln -s /opt/real/lib/* "$home/lib/"
  rm "$home/lib/jvm.cfg"
  printf 'Package: trial-java\nVersion: %s\nArchitecture: all\nMaintainer: nobody <n@example.org>\nDescription: x\n' "$1" >"$tree/DEBIAN/control"
  # shellcheck disable=SC2016 # for that script
  printf '#!/bin/sh\nsystemctl show -P ActiveState pistat >/try/state-before-java\n[ "$1" != configure ] || ln -sf /opt/real/lib/jvm.cfg /usr/lib/jvm/trial/lib/\n' >"$tree/DEBIAN/postinst"
  printf '#!/bin/sh\nrm -f /usr/lib/jvm/trial/lib/jvm.cfg\n' >"$tree/DEBIAN/prerm"
  chmod 755 "$tree/DEBIAN/postinst" "$tree/DEBIAN/prerm"
  dpkg-deb -Znone -b "$tree" "/try/java-$1.deb" >/dev/null
}
for each in 1 2 3 4; do
  java_package $each
done

apply() {
  dpkg "$@" >/try/log 2>&1 || { cat /try/log && exit 1; }
}
state() {
  systemctl show -P ActiveState pistat
}
is_state() {
  [ "$(state)" = "$1" ]
}
main() {
  systemctl show -P MainPID pistat
}
# That it was started once, by a Java that could.
started_well() {
  until_well is_state active
  await localhost:8889/health/ready
  is "$(systemctl show -P NRestarts pistat)" 0
  is "$(readlink "/proc/$(main)/exe")" /usr/lib/jvm/trial/bin/java
  journalctl -q -u pistat -o cat >/try/pistat.log
  refused grep -E 'Error|Exception|^	at ' /try/pistat.log
}

says "Both in one run: it is started once, when Java is set up"
apply -i "$deb" /try/java-1.deb
is "$(cat /try/state-before-java)" inactive
started_well
apply --purge pistat trial-java

says "Without a Java it waits, and says so"
journalctl -q --rotate --vacuum-time=1s >/dev/null 2>&1
apply -i "$deb"
grep -q 'no Java 21 or newer' /try/log
grep -q 'starts by itself' /try/log
until_well is_state failed
is "$(systemctl show -P ExecMainStatus pistat)" 127

says "Java comes later: it is started"
apply -i /try/java-1.deb
started_well

says "A newer Java: it is started again with that one"
before=$(main)
apply -i /try/java-2.deb
until_well is_state active
test "$(main)" != "$before"
started_well

says "What is not its Java leaves it alone, and so does a Java that goes"
before=$(main)
mkdir -p /try/other/DEBIAN /try/other/usr/lib/jvm/other
printf 'Package: other-java\nVersion: 1\nArchitecture: all\nMaintainer: nobody <n@example.org>\nDescription: x\n' >/try/other/DEBIAN/control
echo 'JAVA_VERSION="17"' >/try/other/usr/lib/jvm/other/release
dpkg-deb -Znone -b /try/other /try/other.deb >/dev/null
apply -i /try/other.deb
is "$(main)" "$before"
apply --purge trial-java
is "$(main)" "$before"
is "$(state)" active
apply -i /try/java-3.deb
until_well is_state active
test "$(main)" != "$before"
started_well

says "Stopped on purpose, no Java starts it"
systemctl stop pistat
apply -i /try/java-4.deb
is "$(state)" inactive
apply --purge trial-java
apply -i /try/java-1.deb
is "$(state)" inactive

says "Nor where it ended for another reason"
echo 'nonsense = 1' >>/etc/pistat/config.toml
systemctl start pistat
until_well is_state failed
is "$(systemctl show -P ExecMainStatus pistat)" 2
apply -i /try/java-2.deb
is "$(systemctl show -P ExecMainStatus pistat)" 2
is "$(state)" failed
apply --purge pistat trial-java

says "Nor where it waited and is disabled since"
apply -i "$deb"
until_well is_state failed
systemctl disable pistat
apply -i /try/java-1.deb
is "$(state)" failed

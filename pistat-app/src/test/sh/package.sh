#!/bin/sh
# The package without a running systemd: installed, started by its own unit's command line as its own user, upgraded,
# removed, purged. Needs nothing but dpkg, a Java, and curl. Called by in-copy.sh.
set -eu
deb=$1
. /try/common.sh

# An older one of the same package, to upgrade from.
dpkg-deb -R "$deb" /try/old
sed -i 's/^Version: .*/Version: 0.0.1/' /try/old/DEBIAN/control
dpkg-deb -b /try/old /try/old.deb >/dev/null

says "Where there is no Java it is installed, is not started, and tells what to do"
mkdir /try/none
mount --bind /try/none /usr/lib/jvm
dpkg -i "$deb" >/try/log 2>&1
grep -q 'no Java 21 or newer' /try/log
grep -q 'sudo apt install' /try/log
is "$(dpkg-query -W -f '${Status}' pistat)" "install ok installed"
code=0
pistat --version 2>/try/log || code=$?
is "$code" 127
umount /usr/lib/jvm
dpkg --purge pistat >/dev/null

says "It makes its user, in the group video, and a folder that is closed to others, and is started on boot"
dpkg -i /try/old.deb >/try/log 2>&1
is "$(getent passwd pistat | cut -d: -f6,7)" "/var/lib/pistat:/usr/sbin/nologin"
if getent group video >/dev/null; then
  id -nG pistat | grep -qw video
fi
is "$(stat -c '%U %G %a' /var/lib/pistat)" "pistat pistat 700"
test -L /etc/systemd/system/multi-user.target.wants/pistat.service
is "$(dpkg-query -W -f '${Conffiles}' pistat | awk '{ print $1 }')" /etc/pistat/config.toml
gzip -t /usr/share/man/man1/pistat.1.gz
bash -c '. /usr/share/bash-completion/completions/pistat; COMP_WORDS=(pistat ex); COMP_CWORD=1; _pistat pistat ex pistat; test "${COMPREPLY[*]}" = export'

says "Its own command line, as its own user and with no rights, samples, serves and keeps the history"
start
first=$(value /api/current id)
stop
is "$(stat -c '%U %a' /var/lib/pistat/pistat.db)" "pistat 600"

says "An upgrade keeps the changed settings and the history"
sed -i 's/^interval_seconds = 10 /interval_seconds = 11 /' /etc/pistat/config.toml
dpkg -i "$deb" >/try/log 2>&1 </dev/null
is "$(value_of /etc/pistat/config.toml)" 11
start
is "$(value /api/config interval_seconds)" 11
# Until its first own sample it shows the last one of before.
tries=60
until [ "$(value /api/current id)" -gt "$first" ]; do
  tries=$((tries - 1))
  test $tries != 0
  sleep 0.5
done
stop

says "Removed, settings and history stay"
dpkg --remove pistat >/dev/null 2>&1
test ! -e /usr/bin/pistat
test -s /var/lib/pistat/pistat.db
is "$(value_of /etc/pistat/config.toml)" 11

says "Purged, nothing stays"
dpkg --purge pistat >/dev/null 2>&1
test ! -e /var/lib/pistat
test ! -e /etc/pistat
test ! -e /etc/systemd/system/multi-user.target.wants/pistat.service
test ! -e /usr/lib/pistat
test ! -e /usr/share/pistat
refused getent passwd pistat
is "$(find /var/lib/systemd /etc/systemd -name '*pistat*')" ""

says "Beside an installation by install.sh, the package starts and stops nothing, and takes along only what is its own"
# What install.sh leaves behind, as far as it counts here.
by_install_sh() {
  mkdir -p /opt/pistat /etc/pistat /var/lib/pistat /etc/systemd/system/multi-user.target.wants
  echo '[Service]' >/etc/systemd/system/pistat.service
  ln -sf /etc/systemd/system/pistat.service /etc/systemd/system/multi-user.target.wants/pistat.service
  echo history >/var/lib/pistat/pistat.db
  [ -e /etc/pistat/config.toml ] || cp /try/old/etc/pistat/config.toml /etc/pistat/config.toml
  sed -i 's/^interval_seconds = 10 /interval_seconds = 12 /' /etc/pistat/config.toml
  getent passwd pistat >/dev/null || useradd --system pistat
}
all_is_there() {
  is "$(cat /var/lib/pistat/pistat.db)" history
  is "$(value_of /etc/pistat/config.toml)" 12
  is "$(readlink /etc/systemd/system/multi-user.target.wants/pistat.service)" /etc/systemd/system/pistat.service
  test -e /etc/systemd/system/pistat.service
  test -e /opt/pistat
  getent passwd pistat >/dev/null
  is "$(find /etc/pistat -type f)" /etc/pistat/config.toml
}
by_install_sh
dpkg --force-confold -i "$deb" >/try/log 2>&1 </dev/null
grep -q "install.sh --uninstall" /try/log
dpkg --purge pistat >/try/log 2>&1
grep -q "install.sh has made a PiStat too" /try/log
all_is_there

says "So it is where it is removed first, and purged later"
dpkg --force-confold -i "$deb" >/try/log 2>&1 </dev/null
dpkg --remove pistat >/dev/null 2>&1
dpkg --purge pistat >/dev/null 2>&1
all_is_there

says "And where it was removed, install.sh came, and it is purged then"
rm -rf /opt/pistat /etc/pistat /var/lib/pistat /etc/systemd/system/pistat.service /etc/systemd/system/multi-user.target.wants/pistat.service
dpkg -i "$deb" >/try/log 2>&1
dpkg --remove pistat >/dev/null 2>&1
by_install_sh
ln /etc/pistat/config.toml /etc/pistat/config.toml.of-install.sh # as install.sh does where it sees that package
dpkg --purge pistat >/dev/null 2>&1
all_is_there

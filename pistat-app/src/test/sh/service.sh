#!/bin/sh
# The package with a running systemd: its service starts, restarts, stops; and in its sandbox it reads what can be read
# outside. Called by in-copy.sh.
set -eu
deb=$1
. /try/common.sh

mkdir -p /home/someone /home/usb /home/later
mount -t tmpfs -o size=10m usb /home/usb

# A Raspberry Pi's devices since May 2026, for the group video and for root alone (raspberrypi/linux 7351), and a vcgencmd that
# answers where it can open one, the new one first (raspberrypi/utils 178). Stand-ins: what opening them does harms nothing.
mkdir /try/dev
mount -t tmpfs dev /try/dev
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/ptmx /try/dev
for folder in pts shm mqueue; do
  [ ! -d /dev/$folder ] || { mkdir /try/dev/$folder && mount --rbind /dev/$folder /try/dev/$folder; }
done
mknod -m 0600 /try/dev/vcio c 10 237
mknod -m 0660 /try/dev/vcio_gencmd c 10 229
chgrp video /try/dev/vcio_gencmd
mount --rbind /try/dev /dev
cat >/usr/local/bin/vcgencmd <<'END'
#!/bin/sh
for device in /dev/vcio_gencmd /dev/vcio; do
  if (: <"$device") 2>/dev/null; then
    case $* in
      get_throttled) echo "throttled=0x0" ;;
      "measure_volts core") echo "volt=0.8563V" ;;
      *) echo 'error=1 error_msg="Command not registered"' ;;
    esac
    exit
  fi
done
echo "Can't open device file: /dev/vcio_gencmd"
exit 255
END
chmod 755 /usr/local/bin/vcgencmd

says "Installed, it runs, and is started on boot"
dpkg -i "$deb"
is "$(systemctl is-enabled pistat)" enabled
is "$(systemctl is-active pistat)" active
sed -i 's/^virtual = false/virtual = true/; s/^interval_seconds = 10 /interval_seconds = 1 /' /etc/pistat/config.toml
systemctl restart pistat
await localhost:8889/health/ready
is "$(ps -o user= -p "$(systemctl show -P MainPID pistat)")" pistat

says "An ordinary user who checks it is told that it runs, what shows more, and of nothing wrong"
code=0
as_nobody() {
  setpriv --reuid nobody --regid nogroup --clear-groups env HOME=/ PISTAT_CACHE='' pistat check
}
(cd / && as_nobody) >/try/check || code=$?
cat /try/check
is "$code" 0
grep -q '8889 is listened on by user pistat, whose history it is' /try/check
grep -q "sudo -u pistat pistat check' shows more" /try/check

says "In the sandbox every metric is there that is there outside, with the same value"
# A disk that is plugged in later.
mount -t tmpfs -o size=20m later /home/later
mkdir /try/outside
chown pistat /try/outside
sed "s|^port = 8889|port = 8890|; s|/var/lib/pistat|/try/outside|" /etc/pistat/config.toml >/try/outside/config.toml
setpriv --reuid pistat --regid pistat --init-groups pistat --config /try/outside/config.toml >/try/pistat.log 2>&1 &
outside=$!
await localhost:8890/health/ready
# Until both have asked for everything, also what is asked for each half minute, and answers too late on a busy machine.
tries=100
while [ $tries != 0 ]; do
  tries=$((tries - 1))
  sleep 1
  for port in 8889 8890; do
    curl -sf "localhost:$port/api/metrics" | sed 's/{"name"/\n{"name"/g' >"/try/metrics.$port"
    curl -sf "localhost:$port/metrics" | grep -v '^#' | sort >"/try/values.$port"
    sed 's/ [^ ]*$//' "/try/values.$port" >"/try/series.$port"
    # What does not change by itself.
    grep -E '^pistat_(mem_total|swap_total|filesystem_total|disk_total|cpu_frequency|throttled|undervoltage)' "/try/values.$port" >"/try/fixed.$port"
  done
  if cmp -s /try/metrics.8889 /try/metrics.8890 && cmp -s /try/series.8889 /try/series.8890; then
    break
  fi
done
diff /try/metrics.8890 /try/metrics.8889
diff /try/series.8890 /try/series.8889
diff /try/fixed.8890 /try/fixed.8889
echo "$(grep -c name /try/metrics.8889) metrics, $(wc -l </try/series.8889) values"
grep '^pistat_core_volts' /try/values.8889
grep '/home/usb"' /try/fixed.8889
grep '/home/later"' /try/fixed.8889
# Processes of others; they are looked at every 30 s.
tries=90
until curl -sf localhost:8889/api/processes >/try/processes &&
  grep -q '"name":"systemd","user":"root"' /try/processes && grep -q "\"pid\":$outside,\"name\":\"java\"" /try/processes; do
  tries=$((tries - 1))
  if [ $tries = 0 ]; then
    cat /try/processes
    exit 1
  fi
  sleep 1
done
kill "$outside"

says "Where the new device is not there, as before, it is the old one; where the sandbox forbids both, it says so"
rm /dev/vcio_gencmd
chmod 0660 /dev/vcio
chgrp video /dev/vcio
systemctl restart pistat
until_well sh -c 'curl -sf localhost:8889/metrics | grep "^pistat_core_volts"'
mkdir /run/systemd/system/pistat.service.d
printf '[Service]\nDeviceAllow=\n' >/run/systemd/system/pistat.service.d/devices.conf
systemctl daemon-reload
systemctl restart pistat
until_well sh -c 'journalctl -q -u pistat | grep "by its permissions pistat may open /dev/vcio, so a sandbox forbids it"'
rm -r /run/systemd/system/pistat.service.d
systemctl daemon-reload
systemctl restart pistat
await localhost:8889/health/ready

says "It can write nothing but its history, and has no capability"
main=$(systemctl show -P MainPID pistat)
grep -q '^CapBnd:	0000000000000000$' "/proc/$main/status"
grep -q '^CapEff:	0000000000000000$' "/proc/$main/status"
grep -q '^NoNewPrivs:	1$' "/proc/$main/status"
grep -q '^Seccomp:	2$' "/proc/$main/status"
for folder in / /etc /home /usr /boot; do
  refused touch "/proc/$main/root$folder/written"
done

says "The class cache is made, and what makes it ends"
until_well sh -c '[ -n "$(find /var/lib/pistat/classes -name made-from 2>/dev/null)" ]'

says "A changed configuration is read at a reload"
sed -i 's/^interval_seconds = 1 /interval_seconds = 2 /' /etc/pistat/config.toml
systemctl reload pistat
has_interval() {
  [ "$(value /api/config interval_seconds)" = "$1" ]
}
until_well has_interval 2
is "$(systemctl show -P MainPID pistat)" "$main"

says "Stopped before it has begun, it has not failed"
systemctl restart pistat
systemctl stop pistat
is "$(systemctl is-active pistat)" inactive
systemctl start pistat
await localhost:8889/health/ready
main=$(systemctl show -P MainPID pistat)

says "Killed, it is started again"
kill -9 "$main"
is_another() {
  [ "$(systemctl show -P MainPID pistat)" != "$main" ] && [ "$(systemctl is-active pistat)" = active ]
}
until_well is_another
await localhost:8889/health/ready

says "With a wrong configuration it is not tried again"
echo 'nonsense = 1' >>/etc/pistat/config.toml
systemctl restart pistat || true
has_failed() {
  [ "$(systemctl is-active pistat)" = failed ]
}
until_well has_failed
is "$(systemctl show -P ExecMainStatus pistat)" 2
sed -i '/^nonsense/d' /etc/pistat/config.toml
systemctl restart pistat
await localhost:8889/health/ready

says "An upgrade restarts it, a removal stops it"
before=$(systemctl show -P MainPID pistat)
dpkg -i "$deb"
test "$(systemctl show -P MainPID pistat)" != "$before"
await localhost:8889/health/ready
dpkg --purge pistat
refused systemctl is-active pistat
test ! -e /var/lib/pistat

says "Beside a service that install.sh made, which has the same name, it is not started, and that one is not stopped"
mkdir -p /opt/pistat
printf '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n' >/etc/systemd/system/pistat.service
systemctl enable --now pistat
of_install_sh=$(systemctl show -P MainPID pistat)
dpkg -i "$deb"
is "$(systemctl show -P MainPID pistat)" "$of_install_sh"
dpkg --purge pistat
is "$(systemctl show -P MainPID pistat)" "$of_install_sh"
is "$(systemctl is-enabled pistat)" enabled

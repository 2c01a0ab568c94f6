#!/bin/sh
# Makes PiStat a service of systemd that starts on boot; run again, it upgrades. From a source folder or an unpacked
# distribution. With DESTDIR everything is put below that folder.
set -eu

usage() {
  cat <<'END'
Usage: ./install.sh [--dry-run] [--uninstall [--purge]]

Without an option: installs PiStat as a service and starts it, now and on boot. Run it again to upgrade.

  --dry-run     checks, says what would be done, and changes nothing
  --uninstall   stops and removes the service; settings and history stay
  --purge       with --uninstall: settings, history and the user pistat go too
END
}

dry=
uninstall=
purge=
for argument; do
  case $argument in
    --dry-run) dry=yes ;;
    --uninstall) uninstall=yes ;;
    --purge) purge=yes ;;
    --help | -h) usage && exit ;;
    *) echo "install.sh: unknown argument $argument (try --help)" >&2 && exit 2 ;;
  esac
done
if [ -n "$purge" ] && [ -z "$uninstall" ]; then
  echo "install.sh: --purge goes with --uninstall only" >&2
  exit 2
fi

here=$(dirname "$(readlink -f "$0")")
root=${DESTDIR-}
program=/opt/pistat
config=/etc/pistat/config.toml
state=/var/lib/pistat
unit=/etc/systemd/system/pistat.service
command=/usr/local/bin/pistat
manual=/usr/local/share/man/man1/pistat.1
completion=/usr/local/share/bash-completion/completions/pistat

if [ -e "$here/pistat-app" ]; then
  dist=$here/pistat-app/src/dist
  lib=$here/pistat-app/target/lib
  launcher=$here/pistat
  source=yes
else
  dist=$here
  lib=$here/lib
  launcher=$here/bin/pistat
  source=
fi

# Says what is done, and does it unless this is a trial.
step() {
  if [ -n "$dry" ]; then
    echo "would: $1"
  else
    echo "$1"
    shift
    "$@"
  fi
}

wrong=
check() {
  echo "check: $1: $2"
}
fails() {
  echo "check: $1: NO: $2"
  wrong=yes
}

has_user() {
  grep -q '^pistat:' "$root/etc/passwd"
}

# Whether the Debian package is installed: its service is the same one by name, its settings, history and user are the same.
has_package() {
  [ -e "$root/usr/lib/systemd/system/pistat.service" ]
}

runs() {
  systemctl is-active --quiet pistat.service 2>/dev/null
}

# The port of the configuration that will count.
port() {
  file=$root$config
  [ -e "$file" ] || file=$here/config.toml
  sed -n '/^\[server\]/,/^\[[^s]/s/^ *port *= *\([0-9_]*\).*/\1/p' "$file" 2>/dev/null | tr -d _ | head -n 1
}

is_taken() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v port=":$(printf %04X "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }'
}

check_systemd() {
  if command -v systemctl >/dev/null && [ -d "$root/run/systemd/system" ]; then
    check systemd "runs"
  else
    fails systemd "does not run on this machine; without it start ${launcher} as you start other programs"
  fi
}

check_machine() {
  machine=$(uname -m)
  case $machine in
    x86_64 | aarch64 | armv6* | armv7* | armv8*) check architecture "$machine" ;;
    *) fails architecture "$machine: PiStat brings SQLite for x86-64, arm64, armv7 and armv6 only" ;;
  esac
  if java=$("$dist/bin/pistat" --java 2>/dev/null); then
    check Java "$java"
  else
    fails Java "none that is 21 or newer: sudo apt install openjdk-21-jdk-headless (Debian 13), or set JAVA_HOME"
  fi
  if has_package; then
    fails "other installation" "PiStat is installed by its Debian package: upgrade or remove that one, with apt"
  fi
  port=$(port)
  port=${port:-8889}
  if runs; then
    check port "$port, or another, is held by the PiStat that runs"
  elif is_taken "$port"; then
    fails port "$port is taken by another program: stop it, or set [server] port in $(if [ -e "$root$config" ]; then echo "$config"; else echo "$here/config.toml"; fi)"
  else
    check port "$port is free"
  fi
}

build() {
  if [ "$(id -u)" = 0 ] && [ -n "${SUDO_USER-}" ] && [ "$SUDO_USER" != root ]; then
    # What is built belongs to who called sudo, so that the next build is not refused.
    runuser -u "$SUDO_USER" -- "$here/pistat" --version
  else
    "$here/pistat" --version
  fi
}

copy_program() {
  rm -rf "$root$program.new"
  mkdir -p "$root$program.new/bin"
  cp "$dist/bin/pistat" "$root$program.new/bin/"
  cp -R "$lib" "$root$program.new/lib"
  if [ -d "$here/runtime" ]; then
    cp -R "$here/runtime" "$root$program.new/runtime"
  fi
  chmod -R u=rwX,go=rX "$root$program.new"
}

swap_program() {
  rm -rf "$root$program"
  mv "$root$program.new" "$root$program"
}

make_user() {
  if grep -q '^video:' "$root/etc/group"; then
    set -- --groups video
  else
    set --
  fi
  useradd --system --user-group --home-dir "$state" --no-create-home --shell /usr/sbin/nologin "$@" pistat
}

make_config() {
  mkdir -p "$root/etc/pistat"
  sed "/^ *\[ *database *\]/,/^ *\[/ s|^\( *path *= *\)\"pistat\.db\".*|\1\"$state/pistat.db\"|" \
    "$here/config.toml" >"$root$config"
  chmod 644 "$root$config"
}

# The Debian package, removed but not purged, still counts the settings as its own. Its purge gives them back out of this.
keep_config() {
  ln -f "$root$config" "$root$config.of-install.sh"
}

make_state() {
  mkdir -p "$root$state"
  chmod 700 "$root$state"
  chown pistat:pistat "$root$state"
}

bring_history() {
  for file in "$here"/pistat.db "$here"/pistat.db-wal; do
    if [ -e "$file" ]; then
      cp "$file" "$root$state/"
      chown pistat:pistat "$root$state/${file##*/}"
    fi
  done
}

make_command() {
  mkdir -p "$root${command%/*}"
  ln -sf "$program/bin/pistat" "$root$command"
}

make_manual() {
  mkdir -p "$root${manual%/*}" "$root${completion%/*}"
  cp "$dist/pistat.1" "$root$manual"
  cp "$dist/pistat.bash-completion" "$root$completion"
}

make_unit() {
  mkdir -p "$root${unit%/*}"
  sed "s|^ExecStart=[^ ]*|ExecStart=$program/bin/pistat|" "$dist/pistat.service" >"$root$unit"
  chmod 644 "$root$unit"
}

start() {
  systemctl enable --quiet pistat.service
  if [ -d "$root/run/systemd/system" ]; then
    systemctl restart pistat.service
  fi
}

remove() {
  rm -rf "$root$program" "$root$program.new"
  rm -f "$root$command" "$root$manual" "$root$completion"
}

stop() {
  if [ -d "$root/run/systemd/system" ]; then
    systemctl disable --quiet --now pistat.service
  else
    systemctl disable --quiet pistat.service
  fi
}

reload() {
  if [ -d "$root/run/systemd/system" ]; then
    systemctl daemon-reload
  fi
}

uninstall() {
  if [ ! -e "$root$unit" ] && [ ! -e "$root$program" ]; then
    echo "PiStat is not installed by install.sh"
  else
    step "stop the service, and start it on boot no more" stop
    step "remove $unit" rm -f "$root$unit"
    step "tell systemd" reload
    step "remove $program, $command, its manual page and completion" remove
  fi
  if has_package; then
    step "start the service of the Debian package, which is installed too, now and on boot" start
    echo "Its settings in ${config%/*}, history in $state and user stay; 'sudo apt purge pistat' removes them."
    return
  fi
  if [ -z "$purge" ]; then
    echo "Settings stay in ${config%/*} and the history in $state; --uninstall --purge removes both."
    return
  fi
  step "remove the settings in ${config%/*}" rm -rf "$root${config%/*}"
  step "remove the history in $state" rm -rf "$root$state"
  if has_user; then
    step "remove the user pistat" userdel pistat
  fi
}

install() {
  if [ -n "$source" ]; then
    step "build from source, where that is not done yet" build
  fi
  step "copy the program to $program" copy_program
  if runs; then
    step "stop the service that runs" systemctl stop pistat.service
  fi
  step "put the program in its place" swap_program
  if has_user; then
    echo "the user pistat is there"
  else
    step "make the system user pistat" make_user
  fi
  if [ -e "$root$config" ]; then
    echo "the settings in $config stay as they are"
  else
    step "write the settings to $config" make_config
  fi
  if [ -e "$root/var/lib/dpkg/info/pistat.list" ]; then
    step "keep the settings from the purge of the Debian package that was removed" keep_config
  fi
  step "make $state for the history" make_state
  if [ -e "$here/pistat.db" ] && [ ! -e "$root$state/pistat.db" ]; then
    step "copy the history of $here/pistat.db there" bring_history
  fi
  step "link $command" make_command
  step "add the manual page and completion for bash" make_manual
  step "write the service to $unit" make_unit
  step "tell systemd" reload
  step "start the service, now and on boot" start
  echo
  echo "PiStat: http://$(uname -n):$port/"
  echo "Settings: $config, then: sudo systemctl reload pistat"
  echo "State: sudo systemctl status pistat"
  echo "Log: sudo journalctl -u pistat -f"
}

if [ -z "$uninstall" ]; then
  check_systemd
  check_machine
fi
if [ -n "$wrong" ] && [ -z "$dry" ]; then
  echo "Nothing was changed." >&2
  exit 1
fi
if [ -z "$dry" ] && [ -z "$root" ] && [ "$(id -u)" != 0 ]; then
  [ -z "$source" ] || [ -n "$uninstall" ] || step "build from source, where that is not done yet" build
  echo "the rest needs root"
  exec sudo "$here/install.sh" "$@"
fi
if [ -n "$uninstall" ]; then
  uninstall
else
  install
fi

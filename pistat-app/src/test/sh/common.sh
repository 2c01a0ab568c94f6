# shellcheck shell=sh
# What the scripts beside it share.

says() {
  echo "- $1"
}

is() {
  if [ "$1" != "$2" ]; then
    echo "is '$1', not '$2'"
    exit 1
  fi
}

# A command that must not go well.
refused() {
  if "$@" 2>/dev/null; then
    echo "went well: $*"
    exit 1
  fi
}

# Waits until a URL answers with 200.
await() {
  tries=600
  until curl -sf -o /dev/null "$1"; do
    tries=$((tries - 1))
    if [ $tries = 0 ]; then
      echo "no answer from $1"
      cat /try/pistat.log 2>/dev/null
      exit 1
    fi
    sleep 0.5
  done
}

# A number out of a JSON object that PiStat serves.
value() {
  curl -sf "localhost:8889$1" | sed "s/.*\"$2\":\([0-9.]*\).*/\1/"
}

value_of() {
  sed -n 's/^interval_seconds = \([0-9]*\).*/\1/p' "$1"
}

# Starts what the unit would start, as it would.
start() {
  command=$(sed -n 's/^ExecStart=//p' /usr/lib/systemd/system/pistat.service)
  # shellcheck disable=SC2086 # the command line is several words
  (umask "$(sed -n 's/^UMask=//p' /usr/lib/systemd/system/pistat.service)" && cd / && exec setpriv --reuid pistat --regid pistat --init-groups --no-new-privs --bounding-set -all --inh-caps -all \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin HOME=/var/lib/pistat $command) >>/try/pistat.log 2>&1 &
  pid=$!
  await localhost:8889/health/ready
}

# Ends it, and what makes the class cache beside it, as systemd does with all that a service has begun.
stop() {
  kill "$pid"
  wait "$pid"
  while pkill -KILL -u pistat; do
    sleep 0.1
  done
}

# Waits until a command goes well.
until_well() {
  tries=600
  until "$@"; do
    tries=$((tries - 1))
    if [ $tries = 0 ]; then
      echo "never went well: $*"
      exit 1
    fi
    sleep 0.5
  done
}

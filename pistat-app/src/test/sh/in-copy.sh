#!/bin/sh
# Runs a script as root of a copy of this machine that is thrown away: file system, processes, network and host name of its
# own. in-copy.sh boot|plain SCRIPT FILE: with boot, systemd is started and runs it as a service. Its folder and FILE are in
# /try. Ends as the script does; with 77 where this machine allows no such copy.
set -eu
how=$1
script=$(readlink -f "$2")
file=$(readlink -f "$3")

if [ "${IN_COPY-}" != yes ]; then
  groups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
  if [ "$(id -u)" != 0 ] || ! grep -qw overlay /proc/filesystems || [ -z "$groups" ]; then
    echo "only root can make a copy of the machine, where there are overlayfs and cgroup2"
    exit 77
  fi
  # systemd takes a group of processes for the root of all.
  group=$groups/pistat-try-$$
  mkdir "$group"
  trap 'find "$group" -depth -type d -exec rmdir {} + || true' EXIT
  copy=$(mktemp -d)
  : >"$copy.output"
  code=0
  IN_COPY=yes COPY=$copy sh -c 'echo $$ >"$0/cgroup.procs" && exec unshare --mount --pid --fork --kill-child --uts --ipc --net --cgroup "$@"' \
    "$group" sh "$0" "$how" "$script" "$file" </dev/null || code=$?
  rmdir "$copy"
  cat "$copy.output"
  rm "$copy.output"
  exit $code
fi

mount --make-rprivate /
mount -t tmpfs copy "$COPY"
mkdir "$COPY/upper" "$COPY/work" "$COPY/root"
root=$COPY/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$COPY/upper,workdir=$COPY/work" "$root"
mount -t proc proc "$root/proc"
mount --bind -o ro "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount --rbind /dev "$root/dev"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
for folder in run tmp home; do
  mount -t tmpfs "$folder" "$root/$folder"
done
ip link set lo up
mkdir "$root/try"
cp -R "$(dirname "$script")"/. "$root/try"
cp "$file" "$root/try"
# No index of all manual pages after each step.
rm -f "$root/var/lib/man-db/auto-update"
# Debian's images for containers keep packages from starting services.
rm -f "$root/usr/sbin/policy-rc.d"
inside="/try/$(basename "$script")"
file=/try/$(basename "$file")

for unit in systemd-udevd systemd-udev-trigger systemd-modules-load systemd-sysctl systemd-timesyncd apparmor; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit.service"
done
cat >"$root/etc/systemd/system/try.service" <<END
[Unit]
SuccessAction=exit
FailureAction=exit
FailureActionExitStatus=1

[Service]
Type=oneshot
TimeoutStartSec=300
StandardOutput=file:/try/output
StandardError=file:/try/output
ExecStart=/bin/sh $inside $file
END
touch "$root/try/output"
mount --bind "$COPY.output" "$root/try/output"

# From here on the machine itself is out of reach.
mkdir "$root/try/machine"
cd "$root"
pivot_root . try/machine
umount -l try/machine
# As systemd does on a machine that is none of a container's: what is mounted later is seen by the services.
mount --make-rshared .

if [ "$how" = plain ]; then
  exec chroot . sh "$inside" "$file"
fi
container=copy exec chroot . /lib/systemd/systemd --unit=try.service --show-status=no --log-target=null

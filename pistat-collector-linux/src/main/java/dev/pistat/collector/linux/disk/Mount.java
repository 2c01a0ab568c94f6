package dev.pistat.collector.linux.disk;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.ParsedLines;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mounted file system (proc_pid_mountinfo(5)).
 *
 * @param device {@code major:minor} of the file system; 0 for major where no one block device is behind it
 * @param point where it is mounted
 * @param type such as {@code ext4}
 * @param source what was mounted, such as {@code /dev/sda1}
 */
record Mount(String device, String root, String point, String type, String source) {

    private static final Pattern DEVICE = Pattern.compile("\\d+:\\d+");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-3][0-7]{2})");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    /** Disks that are pieces of memory or files. */
    private static final Pattern VIRTUAL_DISK = Pattern.compile("/dev/(loop|ram|zram)\\d.*");

    /** Real ones without one block device: on other machines, over several disks, on bare flash. */
    private static final Set<String> REAL = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "ceph",
            "9p",
            "virtiofs",
            "fuse.sshfs",
            "fuse.glusterfs",
            "btrfs",
            "bcachefs",
            "zfs",
            "ubifs");

    /** Those that are always full: they were written once and for all. */
    private static final Set<String> IMAGES = Set.of("squashfs", "erofs", "iso9660");

    /** In memory, or made of others. */
    private static final Set<String> VIRTUAL = Set.of("tmpfs", "devtmpfs", "overlay");

    /** Those where each subvolume or snapshot has a device of its own. */
    private static final Set<String> OTHER_DEVICES = Set.of("btrfs", "bcachefs", "ceph");

    /**
     * Parses the whole of {@code mountinfo}.
     *
     * @return by the place; what is mounted over another at the same place hides it, so that is not there
     * @throws MalformedException if the file is cut off
     */
    static ParsedLines<Mount> parse(String text) {
        if (!text.endsWith("\n")) {
            throw new MalformedException("the whole of mountinfo", text.substring(text.lastIndexOf('\n') + 1));
        }
        return ParsedLines.parse(KernelFile.lines(text), Mount::point, Mount::mount);
    }

    /**
     * The file systems that hold people's files, each once, by where it is mounted: if a bind mount or a subvolume shows it
     * at several places, at the root, else where all of it is
     * shown, else at the shortest.
     *
     * <p>Such is what has a block device, except images that are always full (squashfs, erofs, iso9660) and disks made of
     * memory or files (loop, ram, zram); those of the network (nfs, cifs, ceph, 9p, virtiofs, sshfs, glusterfs), of several
     * disks (btrfs, bcachefs, zfs) and of bare flash (ubifs), which have none; and of whatever type the root, as an overlay in
     * a container, and the configured one. A place whose name has control characters is left out.
     *
     * @param virtual whether tmpfs, devtmpfs, every overlay, images, disks made of memory or files and all of FUSE count too
     * @param configured a path on the configured file system
     */
    static Map<String, Mount> real(Collection<Mount> mounts, boolean virtual, Path configured) {
        Optional<Mount> wanted = mounts.stream()
                .filter(mount -> mount.holds(configured))
                .max(Comparator.comparingInt(mount -> mount.point.length()));
        Comparator<Mount> shortest = Comparator.comparing((Mount mount) -> !mount.point.equals("/"))
                .thenComparing(mount -> !mount.root.equals("/"))
                .thenComparingInt(mount -> mount.point.length())
                .thenComparing(Mount::point);
        Map<String, Mount> byDevice = new TreeMap<>();
        mounts.stream()
                .filter(mount -> mount.point.equals("/")
                        || mount.isReal()
                        || (virtual && mount.isVirtual())
                        || wanted.equals(Optional.of(mount)))
                .filter(mount -> !CONTROL.matcher(mount.point).find())
                .sorted(shortest)
                .forEach(mount -> byDevice.putIfAbsent(mount.device, mount));
        Map<String, Mount> byPoint = new TreeMap<>();
        byDevice.values().forEach(mount -> byPoint.put(mount.point, mount));
        return byPoint;
    }

    /** Whether a path lies below the place where it is mounted. */
    boolean holds(Path path) {
        return (path + "/").startsWith(point.endsWith("/") ? point : point + "/");
    }

    /** The fifth field. */
    private static String point(String line) {
        String[] fields = line.split(" ", 6);
        if (fields.length < 6 || !fields[4].startsWith("/")) {
            throw new MalformedException("a mount", line);
        }
        return unescape(fields[4]);
    }

    /** Between the sixth field and a hyphen there are none, one or more others. */
    private static Mount mount(String line) {
        List<String> fields = List.of(line.split(" ", -1));
        int hyphen = fields.subList(Math.min(6, fields.size()), fields.size()).indexOf("-") + 6;
        if (hyphen < 6
                || fields.size() < hyphen + 4
                || !DEVICE.matcher(fields.get(2)).matches()) {
            throw new MalformedException("a mount", line);
        }
        return new Mount(
                fields.get(2), unescape(fields.get(3)), point(line), fields.get(hyphen + 1), fields.get(hyphen + 2));
    }

    /** The device of the files there, as stat(2) gives it; empty for types whose files have others than {@code mountinfo}. */
    Optional<String> knownDevice() {
        return OTHER_DEVICES.contains(type) ? Optional.empty() : Optional.of(device);
    }

    private boolean isReal() {
        return REAL.contains(type)
                || (isOnBlockDevice()
                        && !IMAGES.contains(type)
                        && !VIRTUAL_DISK.matcher(source).matches());
    }

    private boolean isVirtual() {
        return VIRTUAL.contains(type) || type.startsWith("fuse.") || isOnBlockDevice();
    }

    private boolean isOnBlockDevice() {
        return !device.startsWith("0:");
    }

    /** FileSystemSpace, tab, newline and backslash are written as three octal digits. */
    private static String unescape(String text) {
        return text.indexOf('\\') < 0
                ? text
                : ESCAPE.matcher(text)
                        .replaceAll(escape ->
                                Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 8))));
    }
}

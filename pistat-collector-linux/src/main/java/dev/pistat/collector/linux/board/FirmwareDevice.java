package dev.pistat.collector.linux.board;

import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.core.metric.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A device through which {@code vcgencmd} asks the firmware. Since May 2026 that is {@code /dev/vcio_gencmd}, for the group
 * {@code video}, and {@code /dev/vcio} is for root alone
 * (<a href="https://github.com/raspberrypi/linux/pull/7351">raspberrypi/linux 7351</a>); the tool tries the new one, then the
 * old one (<a href="https://github.com/raspberrypi/utils/pull/178">raspberrypi/utils 178</a>). Earlier ones know only the
 * old one, and the earliest {@code /dev/vchiq}.
 *
 * @param mode the permissions, as inode(7) has them
 * @param groupName the group's name, or its number where it has none
 */
record FirmwareDevice(String path, int mode, int owner, int group, String groupName) {

    private static final Pattern NAMED = Pattern.compile("/dev/(vc[\\w-]+)");
    private static final int READ = 4;

    /** Who asks: proc_pid_status(5). */
    record Asker(String user, int uid, Set<Integer> groups) {

        static Asker of(String user, String status) {
            Map<String, List<Integer>> ids = KernelFile.lines(status)
                    .filter(line -> line.matches("(Uid|Gid|Groups):.*"))
                    .collect(Collectors.toMap(
                            line -> line.substring(0, line.indexOf(':')),
                            line -> Pattern.compile("\\d+")
                                    .matcher(line)
                                    .results()
                                    .map(MatchResult::group)
                                    .map(Integer::parseUnsignedInt)
                                    .toList()));
            List<Integer> none = List.of(-1, -1);
            Set<Integer> groups = new LinkedHashSet<>(ids.getOrDefault("Groups", List.of()));
            groups.add(ids.getOrDefault("Gid", none).get(1));
            return new Asker(user, ids.getOrDefault("Uid", none).get(1), groups);
        }
    }

    /** Why the tool, which printed this, gave no answer. */
    static Reading why(String printed, Path dev) {
        try {
            Asker asker =
                    Asker.of(System.getProperty("user.name", "USER"), KernelFile.text(Path.of("/proc/self/status")));
            List<String> tried = tried(printed);
            return why(tried.stream().flatMap(name -> read(dev, name).stream()).toList(), tried, asker);
        } catch (IOException e) {
            return new Reading.Failed("vcgencmd may not ask the firmware: " + e.getMessage());
        }
    }

    /** The names of the devices that were tried. It names the first of them, or as the earliest one does, none. */
    static List<String> tried(String printed) {
        List<String> names = NAMED.matcher(printed)
                .results()
                .map(match -> match.group(1))
                .flatMap(name -> name.equals("vcio_gencmd") ? Stream.of(name, "vcio") : Stream.of(name))
                .distinct()
                .toList();
        return names.isEmpty() ? List.of("vchiq") : names;
    }

    private static Optional<FirmwareDevice> read(Path dev, String name) {
        try {
            Map<String, Object> is = Files.readAttributes(dev.resolve(name), "unix:mode,uid,gid,group");
            return is.get("mode") instanceof Integer mode
                            && is.get("uid") instanceof Integer owner
                            && is.get("gid") instanceof Integer group
                            && is.get("group") instanceof GroupPrincipal groupName
                    ? Optional.of(new FirmwareDevice("/dev/" + name, mode, owner, group, groupName.getName()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Why none of the devices could be opened.
     *
     * @param there those of the tried ones that there are
     * @param tried their names
     */
    static Reading why(List<FirmwareDevice> there, List<String> tried, Asker asker) {
        if (there.isEmpty()) {
            return new Reading.Unavailable("vcgencmd finds no "
                    + tried.stream().map(name -> "/dev/" + name).collect(Collectors.joining(" or "))
                    + ": this is no Raspberry Pi, or a container that was not given it");
        }
        String refused = "vcgencmd may not ask the firmware: ";
        Optional<FirmwareDevice> open =
                there.stream().filter(device -> device.lets(asker)).findFirst();
        if (open.isPresent()) {
            String path = open.get().path;
            return new Reading.Failed(refused + "by its permissions " + asker.user + " may open " + path
                    + ", so a sandbox forbids it: allow it by 'DeviceAllow=" + path
                    + " rw' in 'sudo systemctl edit pistat', or to a container by '--device " + path
                    + "', and restart PiStat");
        }
        return new Reading.Failed(
                there.stream()
                        .filter(device -> device.group != 0 && allows(device.mode >> 3))
                        .findFirst()
                        .map(device -> refused + "add the user to group " + device.groupName + " by 'sudo usermod -aG "
                                + device.groupName + " " + asker.user + "' and restart PiStat")
                        .orElseGet(
                                () -> refused + "only root may open " + there.getFirst().path
                                        + ": upgrade the system, so that kernel and vcgencmd have /dev/vcio_gencmd for the group video"));
    }

    private boolean lets(Asker asker) {
        return asker.uid == 0
                || allows(asker.uid == owner ? mode >> 6 : asker.groups.contains(group) ? mode >> 3 : mode);
    }

    private static boolean allows(int bits) {
        return (bits & READ) != 0;
    }
}

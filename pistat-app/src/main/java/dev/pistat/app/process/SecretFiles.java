package dev.pistat.app.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files that only the user that PiStat runs as should be able to read, such as the hash of the password. */
public final class SecretFiles {

    private SecretFiles() {}

    /**
     * Those that other users can read or change.
     *
     * @param files by the names of their settings
     * @return a line for each, with the command that forbids it. The group may read: so a file of root's is given to PiStat. A
     *     file that is not there is none of these
     */
    public static List<String> openToOthers(Map<String, Path> files) {
        List<String> open = new ArrayList<>();
        files.forEach((name, file) -> {
            String others = others(file);
            if (!others.isEmpty()) {
                open.add(name + " " + file + " can be " + others + " by other users: 'chmod g-w,o-rwx " + file
                        + "' forbids it, and what it holds should be made again");
            }
        });
        return open;
    }

    private static String others(Path file) {
        Set<PosixFilePermission> allowed;
        try {
            allowed = Files.getPosixFilePermissions(file);
        } catch (IOException e) {
            return ""; // what reads it says why it cannot
        }
        List<String> what = new ArrayList<>();
        if (allowed.contains(PosixFilePermission.OTHERS_READ)) {
            what.add("read");
        }
        if (allowed.contains(PosixFilePermission.GROUP_WRITE) || allowed.contains(PosixFilePermission.OTHERS_WRITE)) {
            what.add("changed");
        }
        return String.join(" and ", what);
    }
}

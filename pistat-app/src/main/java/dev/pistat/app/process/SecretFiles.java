package dev.pistat.app.process;

import dev.pistat.http.Access;
import dev.pistat.http.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files that only the user that PiStat runs as should know: the hash of the password, the key of TLS. */
public final class SecretFiles {

    private SecretFiles() {}

    /**
     * Those that other users can read or change.
     *
     * @return a line for each, with the command that forbids it. The group may read: so a file of root's is given to PiStat. A
     *     file that is not there is none of these
     */
    public static List<String> openToOthers(Access access, @Nullable TlsFiles tls) {
        Map<String, Path> files = new LinkedHashMap<>();
        access.passwordFile().ifPresent(file -> files.put("[server] password_file ", file));
        if (tls != null) {
            files.put("[server] key ", tls.key());
        }
        List<String> open = new ArrayList<>();
        files.forEach((name, file) -> {
            String others = others(file);
            if (!others.isEmpty()) {
                open.add(name + file + " can be " + others + " by other users: 'chmod g-w,o-rwx " + file
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

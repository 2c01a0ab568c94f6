package dev.pistat.store.sqlite.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A new file for the same users as another one. SQLite, which fills an empty file, makes its own beside it for the same ones. */
public final class SameAccess {

    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private SameAccess() {}

    /**
     * Makes an empty file. Its user and group are the other's too, where this user may give it away. Until that is done it is
     * closed to all but this user, and stays closed to a group that is not the other's.
     *
     * @param made a file that is not there yet
     * @param as the file whose place it will take, or whose copy it will be
     */
    public static void create(Path made, Path as) throws IOException {
        Files.createFile(made, PosixFilePermissions.asFileAttribute(OWNER));
        PosixFileAttributes other = Files.readAttributes(as, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
        Set<PosixFilePermission> allowed = EnumSet.copyOf(OWNER);
        allowed.addAll(other.permissions());
        try {
            view.setGroup(other.group());
        } catch (FileSystemException notAMember) {
            allowed.remove(PosixFilePermission.GROUP_READ);
            allowed.remove(PosixFilePermission.GROUP_WRITE);
        }
        try {
            view.setPermissions(allowed);
            view.setOwner(other.owner());
        } catch (FileSystemException onlyRootMay) {
            // Then it belongs to this user; or the file system, such as FAT, knows no users.
        }
    }
}

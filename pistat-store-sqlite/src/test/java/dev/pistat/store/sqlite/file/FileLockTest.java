package dev.pistat.store.sqlite.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pistat.core.port.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only one PiStat writes into a file. */
class FileLockTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("pistat.db");
    }

    @Test
    void aSecondClaimInTheSameProgramIsRefused() {
        try (FileLock claim = FileLock.of(file)) {
            claim.lock();
            assertOpenAlready(file);
        }
    }

    @Test
    void aClaimEndsWhenItIsClosed() {
        for (int time = 0; time < 3; time++) {
            try (FileLock claim = FileLock.of(file)) {
                claim.lock();
            }
        }
    }

    @Test
    void otherDatabasesInTheSameFolderAreOthers() {
        try (FileLock one = FileLock.of(file);
                FileLock other = FileLock.of(folder.resolve("other.db"))) {
            one.lock();
            other.lock();
        }
    }

    @Test
    void everyPathToADatabaseIsTheSameClaim() throws IOException {
        Path real = Files.createDirectories(folder.resolve("real/deep"));
        Path linkedFolder = Files.createSymbolicLink(folder.resolve("linked"), real);
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), Path.of("linked/pistat.db"));
        try (FileLock claim = FileLock.of(real.resolve("pistat.db"))) {
            claim.lock();
            assertOpenAlready(linkedFolder.resolve("pistat.db"));
            assertOpenAlready(link);
            assertOpenAlready(linkedFolder.resolve("../deep/./pistat.db"));
            assertOpenAlready(
                    Path.of("").toAbsolutePath().relativize(real.toRealPath().resolve("pistat.db")));
        }
    }

    @Test
    void aDatabaseThatIsOnlyLookedAtGetsNoLockFile() {
        try (FileLock claim = FileLock.of(file)) {
            assertThat(claim).isNotNull();
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aMissingFolderIsLeftToTheCheckOfTheFile() {
        FileLock.of(folder.resolve("none/pistat.db")).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anotherProgramIsNamedByItsPidAndHoldsNoLockOnceItIsKilled() throws Exception {
        Process other = holder(file);
        try {
            assertThatThrownBy(() -> lock(file))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(file + ": PiStat (pid " + other.pid() + ") has it open; stop that one first");
        } finally {
            other.destroyForcibly().waitFor();
        }
        lock(file);
        assertThat(folder.resolve("pistat.db.lock"))
                .content()
                .startsWith(ProcessHandle.current().pid() + "\n");
    }

    @Test
    void aRefusedClaimDoesNotFreeTheOneThatStands() throws Exception {
        Process other = holder(file);
        try {
            for (int time = 0; time < 3; time++) {
                assertThatThrownBy(() -> lock(file)).hasMessageContaining("pid " + other.pid());
            }
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void aLockFileThatHoldsNoPidIsNoObstacleAndNothingIsMadeUp() throws Exception {
        Path lockFile = folder.resolve("pistat.db.lock");
        Process other = holder(file);
        try {
            Files.writeString(lockFile, "who knows");
            assertThatThrownBy(() -> lock(file)).hasMessage(file + ": another PiStat has it open; stop that one first");
        } finally {
            other.destroyForcibly().waitFor();
        }
        lock(file);
    }

    @Test
    void whoHasItIsToldWithoutClaimingIt() throws Exception {
        assertThat(FileLock.holder(file)).isEmpty();
        assertThat(folder).isEmptyDirectory();
        Process other = holder(file);
        try {
            assertThat(FileLock.holder(file)).contains("PiStat (pid " + other.pid() + ")");
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(FileLock.holder(file)).isEmpty();
        try (FileLock claim = FileLock.of(file)) {
            claim.lock();
            assertThat(FileLock.holder(file)).contains("this program");
        }
    }

    @Test
    void aFolderThatTakesNoLockFileIsSaidToBeSo() {
        Path impossible = Path.of("/proc/pistat.db");
        assertThatThrownBy(() -> lock(impossible))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(impossible + ": the lock file /proc/pistat.db.lock cannot be made: ")
                .hasMessageEndingWith("or choose another [database] path");
    }

    @Test
    void aFolderThatIsNotWritableIsSaidToBeSo() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(folder), "this user may write everywhere");
        assertThatThrownBy(() -> lock(file)).hasMessageContaining("cannot be made: no permission; change");
    }

    @Test
    void aLinkInTheLockFilesPlaceIsNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "keep");
        Files.createSymbolicLink(folder.resolve("pistat.db.lock"), elsewhere);
        assertThatThrownBy(() -> lock(file)).isInstanceOf(StoreException.class).hasMessageContaining("cannot be made");
        assertThat(elsewhere).hasContent("keep");
    }

    @Test
    void whatRootClaimsStaysWithTheOwnerOfTheDatabase() throws IOException {
        assumeTrue("root".equals(Files.getOwner(folder).getName()), "only root may give files away");
        var nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.createFile(file);
        Files.setOwner(file, nobody);
        lock(file);
        assertThat(Files.getOwner(folder.resolve("pistat.db.lock"))).isEqualTo(nobody);
    }

    private static void lock(Path file) {
        try (FileLock claim = FileLock.of(file)) {
            claim.lock();
        }
    }

    private static void assertOpenAlready(Path path) {
        assertThatThrownBy(() -> FileLock.of(path))
                .isInstanceOf(StoreException.class)
                .hasMessage(path + ": is open in this program already");
    }

    /** Another program that has claimed a database, until it is killed. */
    private static Process holder(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        assertThat(said.readLine()).isEqualTo("locked");
        return process;
    }

    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            FileLock.of(Path.of(arguments[0])).lock();
            System.out.println("locked");
            // Ends with the test at the latest.
            System.in.transferTo(System.out);
        }
    }
}

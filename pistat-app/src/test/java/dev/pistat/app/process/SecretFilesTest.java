package dev.pistat.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.Configuration;
import dev.pistat.app.setting.Settings;
import dev.pistat.http.access.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a password file and a key that other users can get at. */
class SecretFilesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "rw-r--r--, can be read by other users",
        "rw-rw-rw-, can be read and changed by other users",
        "rw-rw----, can be changed by other users",
        "rw-----w-, can be changed by other users"
    })
    void aFileThatOthersCanReadOrChangeIsSaidWithTheCommandThatForbidsIt(String mode, String what) throws IOException {
        Path password = file("password", mode);
        Path key = file("key", mode);
        String forbids = ": 'chmod g-w,o-rwx %s' forbids it, and what it holds should be made again";
        assertThat(openToOthers(password, key))
                .containsExactly(
                        "[server] password_file " + password + " " + what + String.format(forbids, password),
                        "[server] key " + key + " " + what + String.format(forbids, key));
    }

    @ParameterizedTest
    @CsvSource({"rw-------", "r--------", "rw-r-----"})
    void aFileOfTheUserAndItsGroupIsNotSaid(String mode) throws IOException {
        assertThat(openToOthers(file("password", mode), file("key", mode))).isEmpty();
    }

    @Test
    void aFileThatIsNotThereIsForWhoReadsItToSay() throws IOException {
        assertThat(openToOthers(folder.resolve("none"), folder.resolve("none"))).isEmpty();
        assertThat(openToOthers(Configuration.builder())).isEqualTo(List.of());
    }

    private Path file(String name, String mode) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private static List<String> openToOthers(Path password, Path key) {
        return openToOthers(Configuration.builder()
                .set(Settings.PASSWORD_FILE, password)
                .tls(new TlsFiles(key.resolveSibling("certificate"), key)));
    }

    private static List<String> openToOthers(Configuration.Builder builder) {
        return SecretFiles.openToOthers(Settings.secretFiles(builder.build().values()));
    }
}

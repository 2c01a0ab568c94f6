package dev.pistat.app.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pistat.app.Configuration;
import dev.pistat.collector.linux.LinuxSettings;
import dev.pistat.core.history.Retention;
import dev.pistat.http.access.Access;
import dev.pistat.http.access.Network;
import dev.pistat.http.access.TlsFiles;
import dev.pistat.store.sqlite.StoreSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

    @TempDir
    private Path folder;

    @Test
    void withoutAFileThereAreTheDefaults() {
        Configuration defaults = Configuration.builder().build();
        assertThat(defaults.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.linux()).isEqualTo(LinuxSettings.DEFAULTS);
        assertThat(defaults.database()).isEqualTo(Path.of("pistat.db"));
        assertThat(defaults.store()).isEqualTo(StoreSettings.DEFAULTS);
        assertThat(defaults.host()).isEqualTo("0.0.0.0");
        assertThat(defaults.port()).isEqualTo(8889);
        assertThat(defaults.access()).isEqualTo(Access.PRIVATE);
        assertThat(defaults.tls()).isEmpty();
    }

    @Test
    void aMissingSectionOrKeyHasItsDefault() throws Exception {
        assertThat(read("[server]\nport = 0\n")).isEqualTo(onPort(0, folder.resolve("pistat.db")));
        assertThat(read("").port()).isEqualTo(8889);
    }

    @Test
    void everythingCanBeSet() throws Exception {
        assertThat(read("""
                [collection]
                interval_seconds = 3600
                retention_days = 3650
                [server]
                host = "::1"
                port = 65535
                allow = ["private", "203.0.113.0/24"]
                names = ["Stats.Example.org."]
                password_file = "password"
                certificate = "/etc/ssl/pi.crt"
                key = "pi.key"
                trusted_proxies = ["127.0.0.1", "fd00::/8"]
                base_path = "/pistat/"
                [metrics]
                network_interface = "wlan0"
                disk_path = "/mnt/data"
                virtual = true
                [paths]
                procfs = "/host/proc"
                sysfs = "/host/sys"
                rootfs = "/host/root"
                [database]
                path = "/var/lib/pistat/pistat.db"
                flush_seconds = 0
                five_minute_days = 0
                hourly_days = 36500
                daily_days = 1
                max_megabytes = 1000000
                """))
                .isEqualTo(Configuration.builder()
                        .interval(Duration.ofHours(1))
                        .host("::1")
                        .port(65_535)
                        .access(new Access(
                                Stream.concat(Network.PRIVATE.stream(), Stream.of(Network.of("203.0.113.0/24")))
                                        .toList(),
                                Set.of("stats.example.org"),
                                Optional.of(folder.resolve("password")),
                                List.of(Network.of("127.0.0.1"), Network.of("fd00::/8")),
                                "/pistat"))
                        .tls(new TlsFiles(Path.of("/etc/ssl/pi.crt"), folder.resolve("pi.key")))
                        .networkInterface("wlan0")
                        .diskPath(Path.of("/mnt/data"))
                        .virtual(true)
                        .procfs(Path.of("/host/proc"))
                        .sysfs(Path.of("/host/sys"))
                        .rootfs(Path.of("/host/root"))
                        .database(Path.of("/var/lib/pistat/pistat.db"))
                        .flush(Duration.ZERO)
                        .retention(new Retention(
                                Duration.ofDays(3_650), Duration.ZERO, Duration.ofDays(36_500), Duration.ofDays(1)))
                        .maxBytes(1_000_000_000_000L)
                        .build());
    }

    @Test
    void theFileInTheSourceFolderHasTheDefaults() throws Exception {
        Path shipped = Path.of("..", "config.toml");
        assertThat(Configuration.read(shipped)).isEqualTo(onPort(8889, Path.of("..", "pistat.db")));
    }

    @Test
    void aNumberOutOfRangeIsSaidWithItsPlace() throws Exception {
        assertThat(refused("""
                [collection]
                interval_seconds = 0
                retention_days = 3651

                [server]
                host = "0.0.0.0"
                port = 99999

                [database]
                flush_seconds = 3601
                five_minute_days = 3651
                hourly_days = -1
                daily_days = 36501
                max_megabytes = -1
                """))
                .containsExactly(
                        "config.toml:2:20: collection.interval_seconds must be 1 to 3600, not 0",
                        "config.toml:3:18: collection.retention_days must be 1 to 3650, not 3651",
                        "config.toml:7:8: server.port must be 0 to 65535, not 99999",
                        "config.toml:10:17: database.flush_seconds must be 0 to 3600, not 3601",
                        "config.toml:11:20: database.five_minute_days must be 0 to 3650, not 3651",
                        "config.toml:12:15: database.hourly_days must be 0 to 36500, not -1",
                        "config.toml:13:14: database.daily_days must be 0 to 36500, not 36501",
                        "config.toml:14:17: database.max_megabytes must be 0 to 1000000, not -1");
    }

    @Test
    void aWrongTypeIsSaidWithItsPlace() throws Exception {
        assertThat(refused("""
                [server]
                port = "8889"
                host = 127
                [metrics]
                disk_path = ["/"]
                network_interface = ""
                [collection]
                interval_seconds = 1.5
                retention_days = true
                """))
                .containsExactly(
                        "config.toml:2:8: server.port must be a whole number, not the text \"8889\"",
                        "config.toml:3:8: server.host must be a text in quotes, not the number 127",
                        "config.toml:5:13: metrics.disk_path must be a text in quotes, not a list or a date",
                        "config.toml:6:21: metrics.network_interface must not be empty",
                        "config.toml:8:20: collection.interval_seconds must be a whole number, not the number 1.5",
                        "config.toml:9:18: collection.retention_days must be a whole number, not true");
    }

    @Test
    void whatIsWrongAboutAccessIsSaidWithItsPlace() throws Exception {
        assertThat(refused("""
                [server]
                allow = ["private", "10.1/8", 7, "10.0.0.7/8"]
                names = "pi"
                password_file = ["password"]
                certificate = "pi.crt"
                trusted_proxies = ["private"]
                base_path = "pistat"
                """))
                .containsExactly(
                        "config.toml:2:9: server.allow \"10.1/8\" is no address and no network, such as 192.168.1.7 or"
                                + " 192.168.1.0/24",
                        "config.toml:2:9: server.allow must have texts in quotes, not the number 7",
                        "config.toml:2:9: server.allow \"10.0.0.7/8\" has bits of an address beyond its first 8",
                        "config.toml:3:9: server.names must be a list in brackets, not the text \"pi\"",
                        "config.toml:4:17: server.password_file must be a text in quotes, not a list or a date",
                        "config.toml:5:15: server.certificate needs server.key beside it",
                        "config.toml:6:19: server.trusted_proxies \"private\" is no address and no network, such as"
                                + " 192.168.1.7 or 192.168.1.0/24",
                        "config.toml:7:13: server.base_path \"pistat\" is no path such as /pistat, of letters, digits"
                                + " and . _ ~ -");
        assertThat(refused("[server]\nkey = 'pi.key'\nnames = ['http://pi']\nallow = 'any'\n"))
                .containsExactly(
                        "config.toml:2:7: server.key needs server.certificate beside it",
                        "config.toml:3:9: server.names \"http://pi\" is no name of a host: without scheme, port and path",
                        "config.toml:4:9: server.allow must be a list in brackets, not the text \"any\"");
    }

    @Test
    void allOthersOrNoneMayBeAllowed() throws Exception {
        assertThat(read("[server]\nallow = [\"any\"]\n").access().allow()).isEqualTo(Network.ANY);
        assertThat(read("[server]\nallow = []\n").access().allow()).isEmpty();
    }

    @Test
    void anUnknownSectionOrKeyIsSaidWithTheNearestKnownOne() throws Exception {
        assertThat(refused("""
                verbose = true
                [servr]
                port = 1
                [server]
                prot = 1
                """))
                .containsExactly(
                        "config.toml:1:1: unknown verbose, did you mean server?",
                        "config.toml:2:1: unknown section [servr], did you mean server?",
                        "config.toml:5:1: unknown key server.prot, did you mean port?");
    }

    @Test
    void anUnknownSectionThatOnlyAPartOfItNamesIsSaid() throws Exception {
        assertThat(refused("\n[foo.bar]\nport = 1\n[server.more]\nport = 2\n[[metrics]]\nvirtual = true\n"))
                .containsExactly(
                        "config.toml:2:1: unknown section [foo], did you mean paths?",
                        "config.toml:4:1: unknown key server.more, did you mean port?",
                        "config.toml:6:1: metrics must be a section: [metrics]");
    }

    @Test
    void aSectionThatIsNoneIsSaid() throws Exception {
        assertThat(refused("server = 8889\n")).containsExactly("config.toml:1:1: server must be a section: [server]");
    }

    @Test
    void badSyntaxIsSaidWithItsPlaceAndDoesNotHideTheRest() throws Exception {
        assertThat(refused("[server]\nport =\nport = 99999\n[metrics\n"))
                .anySatisfy(line -> assertThat(line).startsWith("config.toml:2:"))
                .anySatisfy(line -> assertThat(line).startsWith("config.toml:4:"));
    }

    @Test
    void aPathThatCannotBeOneIsSaidWithItsPlace() throws Exception {
        assertThat(refused("[database]\npath = \"a\\u0000b\"\n"))
                .containsExactly("config.toml:2:8: database.path cannot be a path here: Nul character not allowed");
    }

    @Test
    void keysWithDotsAndTablesInBracesHaveTheirPlaceToo() throws Exception {
        assertThat(refused("server.port = 99999\ncollection = {interval_seconds = 0}\n[\"metrics\"]\nvirtual=1\n"))
                .containsExactly(
                        "config.toml:1:15: server.port must be 0 to 65535, not 99999",
                        "config.toml:2:34: collection.interval_seconds must be 1 to 3600, not 0",
                        "config.toml:4:9: metrics.virtual must be true or false, not the number 1");
    }

    @Test
    void aByteOrderMarkDoesNoHarm() throws Exception {
        assertThat(read("\uFEFF[server]\nport = 80\n").port()).isEqualTo(80);
    }

    @Test
    void aFileThatIsNotThereOrNoTextIsSaid() throws Exception {
        Path missing = folder.resolve("missing.toml");
        assertThat(refusal(missing).lines()).containsExactly(missing + ": no such file");
        assertThat(refusal(folder).lines()).containsExactly(folder + ": cannot be read: is a folder");
        Path binary = folder.resolve("binary.toml");
        Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(refusal(binary).lines()).containsExactly(binary + ": is not text in UTF-8");
    }

    private static Configuration onPort(int port, Path database) {
        return Configuration.builder().port(port).database(database).build();
    }

    private Configuration read(String text) throws IOException, ConfigurationException {
        return Configuration.read(write(text));
    }

    /** The complaints, with the file's folder cut off. */
    private Iterable<String> refused(String text) throws IOException {
        return refusal(write(text)).lines().stream()
                .map(line -> line.replace(folder + "/", ""))
                .toList();
    }

    private static ConfigurationException refusal(Path file) {
        return catchThrowableOfType(ConfigurationException.class, () -> Configuration.read(file));
    }

    private Path write(String text) throws IOException {
        Path file = folder.resolve("config.toml");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        return file;
    }
}

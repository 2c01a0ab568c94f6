package dev.pistat.app.setting;

import static dev.pistat.app.setting.SettingType.days;
import static dev.pistat.app.setting.SettingType.file;
import static dev.pistat.app.setting.SettingType.list;
import static dev.pistat.app.setting.SettingType.megabytes;
import static dev.pistat.app.setting.SettingType.path;
import static dev.pistat.app.setting.SettingType.seconds;
import static dev.pistat.app.setting.SettingType.secretFile;
import static dev.pistat.app.setting.SettingType.text;
import static dev.pistat.app.setting.SettingType.truth;
import static dev.pistat.app.setting.SettingType.whole;

import dev.pistat.http.access.Access;
import dev.pistat.http.access.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of the settings. The file is read by it, the builder checks by it, and {@code config.toml} and the table in
 * {@code README.md} are made from it.
 */
public final class Settings {

    private static final List<Setting<?>> TABLE = new ArrayList<>();

    /** All, in the order of the file. */
    public static final List<Setting<?>> ALL = Collections.unmodifiableList(TABLE);

    /** {@code [collection] interval_seconds}. */
    public static final Setting<Duration> INTERVAL =
            withDefault("collection.interval_seconds", seconds(1, 3_600), 10L, "seconds between two samples");

    /** {@code [collection] retention_days}. */
    public static final Setting<Duration> RETENTION =
            withDefault("collection.retention_days", days(1, 3_650), 7L, "days that samples are kept");

    /** {@code [server] host}. */
    public static final Setting<String> HOST =
            withDefault("server.host", text(), "0.0.0.0", "address to listen on; \"127.0.0.1\" for this machine alone");

    /** {@code [server] port}. */
    public static final Setting<Integer> PORT =
            withDefault("server.port", whole(0, 65_535), 8_889L, "port to listen on; 0 takes a free one and logs it");

    /** {@code [server] allow}. */
    public static final Setting<List<Network>> ALLOW = withDefault(
            "server.allow",
            list(Settings::networks),
            List.of("private"),
            "clients that are answered, beside this machine: \"private\" networks, \"any\", or networks such as"
                    + " \"203.0.113.0/24\"");

    /** {@code [server] names}. */
    public static final Setting<List<String>> NAMES = withDefault(
            "server.names",
            list(name -> List.of(Access.name(name))),
            List.of(),
            "names of this machine, such as \"stats.example.org\", beside its address and its own name");

    /** {@code [server] password_file}. */
    public static final Setting<Path> PASSWORD_FILE = optional(
            "server.password_file",
            secretFile(),
            "password",
            "file with what `pistat password` printed; then everything but `/health/live` asks for it",
            null);

    /** {@code [server] certificate}. */
    public static final Setting<Path> CERTIFICATE = optional(
            "server.certificate",
            file(),
            "pi.crt",
            "certificate in PEM, for HTTPS in place of HTTP; read again when it changes",
            "server.key");

    /** {@code [server] key}. */
    public static final Setting<Path> KEY = optional(
            "server.key",
            secretFile(),
            "pi.key",
            "private key of the certificate, in PEM; read again when it changes",
            "server.certificate");

    /** {@code [server] trusted_proxies}. */
    public static final Setting<List<Network>> TRUSTED_PROXIES = withDefault(
            "server.trusted_proxies",
            list(network -> List.of(Network.of(network))),
            List.of(),
            "addresses or networks of proxies, such as \"127.0.0.1\", whose `X-Forwarded-For` is believed");

    /** {@code [server] base_path}. */
    public static final Setting<String> BASE_PATH = withDefault(
            "server.base_path",
            text(Access::basePath),
            "/",
            "path of a proxy, such as \"/pistat\", below which everything is served as well");

    /** {@code [metrics] network_interface}. */
    public static final Setting<String> NETWORK_INTERFACE = withDefault(
            "metrics.network_interface",
            text(),
            "eth0",
            "interface whose bytes are counted; where it does not exist, all real ones together");

    /** {@code [metrics] disk_path}. */
    public static final Setting<Path> DISK_PATH =
            withDefault("metrics.disk_path", path(), "/", "any path on the file system to watch");

    /** {@code [metrics] virtual}. */
    public static final Setting<Boolean> VIRTUAL = withDefault(
            "metrics.virtual",
            truth(),
            false,
            "true lists what is made by software too: veth, docker bridges, loop, ram and zram disks, file systems in"
                    + " memory; what is named above, and \"/\", is always listed");

    /** {@code [paths] procfs}. */
    public static final Setting<Path> PROCFS =
            withDefault("paths.procfs", path(), "/proc", "mount point of procfs; in a container, of the host's");

    /** {@code [paths] sysfs}. */
    public static final Setting<Path> SYSFS =
            withDefault("paths.sysfs", path(), "/sys", "mount point of sysfs; in a container, of the host's");

    /** {@code [paths] rootfs}. */
    public static final Setting<Path> ROOTFS = withDefault(
            "paths.rootfs", path(), "/", "mount point of the root file system; in a container, of the host's");

    /** {@code [database] path}. */
    public static final Setting<Path> DATABASE =
            withDefault("database.path", file(), "pistat.db", "SQLite file, relative to the configuration file");

    /** {@code [database] flush_seconds}. */
    public static final Setting<Duration> FLUSH = withDefault(
            "database.flush_seconds",
            seconds(0, 3_600),
            60L,
            "seconds that samples wait in memory before they are written together: the fewer writes, the longer an SD"
                    + " card lives, and the more a power cut may cost");

    /** {@code [database] five_minute_days}. */
    public static final Setting<Duration> FIVE_MINUTE_RETENTION = withDefault(
            "database.five_minute_days",
            days(0, 3_650),
            90L,
            "days that the figures of each five minutes are kept; 0 switches them off");

    /** {@code [database] hourly_days}. */
    public static final Setting<Duration> HOURLY_RETENTION =
            withDefault("database.hourly_days", days(0, 36_500), 1_825L, "the same for the figures of each hour");

    /** {@code [database] daily_days}. */
    public static final Setting<Duration> DAILY_RETENTION =
            withDefault("database.daily_days", days(0, 36_500), 3_650L, "the same for the figures of each day");

    /** {@code [database] max_megabytes}; the value is in bytes. */
    public static final Setting<Long> MAX_BYTES = withDefault(
            "database.max_megabytes",
            megabytes(0, 1_000_000),
            512L,
            "megabytes that the file may grow to; then the oldest goes, but never the last 24 hours (5 MB for 100"
                    + " series), so less than 10 makes little sense; 0 is no limit");

    private Settings() {}

    /**
     * The defaults.
     *
     * @param folder where relative files lie, such as the database
     * @return to be changed, each of the type of its setting
     */
    public static Map<Setting<?>, Object> defaults(Path folder) {
        Map<Setting<?>, Object> defaults = new LinkedHashMap<>();
        for (Setting<?> setting : ALL) {
            if (setting.hasDefault) {
                setting.type
                        .reader()
                        .read(setting.written, folder, wrong -> {
                            throw new AssertionError("The default of " + setting + " " + wrong);
                        })
                        .ifPresent(value -> defaults.put(setting, value));
            }
        }
        return defaults;
    }

    /**
     * Checks values.
     *
     * @param values each of the type of its setting
     * @throws IllegalArgumentException if one is out of its range, or another setting must have a value too
     */
    public static void check(Map<Setting<?>, Object> values) {
        ALL.forEach(setting -> check(setting, values));
    }

    private static <T> void check(Setting<T> setting, Map<Setting<?>, Object> values) {
        setting.in(values).ifPresent(value -> {
            try {
                setting.type.check().accept(value);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(setting + " " + e.getMessage(), e);
            }
            if (setting.partner != null
                    && values.keySet().stream()
                            .noneMatch(other -> other.toString().equals(setting.partner))) {
                throw new IllegalArgumentException(setting + " needs " + setting.partner + " beside it");
            }
        });
    }

    /**
     * The files that only the user that PiStat runs as should be able to read.
     *
     * @param values each of the type of its setting
     * @return those that are set, by section and key as they are in the file
     */
    public static Map<String, Path> secretFiles(Map<Setting<?>, Object> values) {
        Map<String, Path> files = new LinkedHashMap<>();
        values.forEach((setting, value) -> {
            if (setting.type.secret()) {
                files.put("[" + setting.section + "] " + setting.key, (Path) value);
            }
        });
        return files;
    }

    private static <T> Setting<T> withDefault(String name, SettingType<T> type, Object value, String help) {
        return added(new Setting<>(name, type, value, true, help, null));
    }

    private static <T> Setting<T> optional(
            String name, SettingType<T> type, Object example, String help, @Nullable String partner) {
        return added(new Setting<>(name, type, example, false, help, partner));
    }

    private static <T> Setting<T> added(Setting<T> setting) {
        TABLE.add(setting);
        return setting;
    }

    private static List<Network> networks(String text) {
        return switch (text) {
            case "any" -> Network.ANY;
            case "private" -> Network.PRIVATE;
            default -> List.of(Network.of(text));
        };
    }
}

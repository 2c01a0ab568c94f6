package dev.pistat.app;

import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.app.setting.Setting;
import dev.pistat.app.setting.Settings;
import dev.pistat.app.setting.SettingsFile;
import dev.pistat.collector.linux.LinuxSettings;
import dev.pistat.core.history.Retention;
import dev.pistat.http.access.Access;
import dev.pistat.http.access.TlsFiles;
import dev.pistat.store.sqlite.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of all {@link Settings}. Immutable.
 *
 * @param values each of the type of its setting
 */
public record Configuration(Map<Setting<?>, Object> values) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of the range of its setting, or another setting must have one too
     */
    public Configuration {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        Settings.check(values);
    }

    /** {@return a builder with the defaults, which are those of {@code config.toml}} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a file such as {@code config.toml}.
     *
     * @param file relative paths of its database, password and TLS are relative to its folder
     * @return what it says, and the defaults of what it does not say
     * @throws ConfigurationException if it is not there, or anything in it is wrong
     */
    public static Configuration read(Path file) throws ConfigurationException {
        return new Configuration(SettingsFile.read(file));
    }

    /**
     * The value of a setting.
     *
     * @param <T> its type
     * @param setting one that has a default
     * @return the default unless it was set
     * @throws java.util.NoSuchElementException if the setting has no default and was not set
     */
    public <T> T get(Setting<T> setting) {
        return setting.in(values).orElseThrow();
    }

    /**
     * The value of a setting that may have none.
     *
     * @param <T> its type
     * @param setting any
     * @return empty if it has no default and was not set
     */
    public <T> Optional<T> find(Setting<T> setting) {
        return setting.in(values);
    }

    /** {@return the time between two samples} */
    public Duration interval() {
        return get(Settings.INTERVAL);
    }

    /** {@return where the samplers look, and at what} */
    public LinuxSettings linux() {
        // Of the recorder's deadline, half the interval, a quarter is left for another source than a command.
        Duration ofInterval = interval().multipliedBy(3).dividedBy(8);
        Duration usual = LinuxSettings.DEFAULTS.commandLimit();
        return new LinuxSettings(
                get(Settings.PROCFS),
                get(Settings.SYSFS),
                get(Settings.ROOTFS),
                get(Settings.NETWORK_INTERFACE),
                get(Settings.DISK_PATH),
                get(Settings.VIRTUAL),
                usual.compareTo(ofInterval) < 0 ? usual : ofInterval);
    }

    /** {@return the SQLite file} */
    public Path database() {
        return get(Settings.DATABASE);
    }

    /** {@return how the history is kept} */
    public StoreSettings store() {
        Retention retention = new Retention(
                get(Settings.RETENTION),
                get(Settings.FIVE_MINUTE_RETENTION),
                get(Settings.HOURLY_RETENTION),
                get(Settings.DAILY_RETENTION));
        return new StoreSettings(retention, get(Settings.FLUSH), get(Settings.MAX_BYTES));
    }

    /** {@return the address that is listened on; {@code 0.0.0.0} is all} */
    public String host() {
        return get(Settings.HOST);
    }

    /** {@return the port that is listened on; 0 takes a free one} */
    public int port() {
        return get(Settings.PORT);
    }

    /** {@return the clients that are answered, and the names of the server beside those that the machine has} */
    public Access access() {
        return new Access(
                get(Settings.ALLOW),
                Set.copyOf(get(Settings.NAMES)),
                find(Settings.PASSWORD_FILE),
                get(Settings.TRUSTED_PROXIES),
                get(Settings.BASE_PATH));
    }

    /** {@return the files of HTTPS; empty for HTTP} */
    public Optional<TlsFiles> tls() {
        return find(Settings.CERTIFICATE)
                .map(certificate ->
                        new TlsFiles(certificate, find(Settings.KEY).orElseThrow(/* they are set together */ )));
    }

    /** A configuration in the making. Not thread-safe. */
    public static final class Builder {

        private final Map<Setting<?>, Object> values = Settings.defaults(Path.of(""));

        private Builder() {}

        /**
         * Sets one of all settings.
         *
         * @param <T> the type of its value
         * @param setting one of {@link Settings}
         * @param value in the range of the setting, which {@link #build} checks
         * @return this
         */
        public <T> Builder set(Setting<T> setting, T value) {
            values.put(setting, value);
            return this;
        }

        /**
         * {@return this}
         * @param interval {@link Settings#INTERVAL}
         */
        public Builder interval(Duration interval) {
            return set(Settings.INTERVAL, interval);
        }

        /**
         * {@return this}
         * @param retention {@link Settings#RETENTION} and those of the tiers
         */
        public Builder retention(Retention retention) {
            return set(Settings.RETENTION, retention.samples())
                    .set(Settings.FIVE_MINUTE_RETENTION, retention.fiveMinutes())
                    .set(Settings.HOURLY_RETENTION, retention.hours())
                    .set(Settings.DAILY_RETENTION, retention.days());
        }

        /**
         * {@return this}
         * @param host {@link Settings#HOST}
         */
        public Builder host(String host) {
            return set(Settings.HOST, host);
        }

        /**
         * {@return this}
         * @param port {@link Settings#PORT}
         */
        public Builder port(int port) {
            return set(Settings.PORT, port);
        }

        /**
         * {@return this}
         * @param access {@link Settings#ALLOW}, {@link Settings#NAMES}, {@link Settings#PASSWORD_FILE},
         *     {@link Settings#TRUSTED_PROXIES} and {@link Settings#BASE_PATH}
         */
        public Builder access(Access access) {
            values.remove(Settings.PASSWORD_FILE);
            access.passwordFile().ifPresent(file -> set(Settings.PASSWORD_FILE, file));
            return set(Settings.ALLOW, access.allow())
                    .set(Settings.NAMES, access.names().stream().sorted().toList())
                    .set(Settings.TRUSTED_PROXIES, access.trustedProxies())
                    .set(Settings.BASE_PATH, access.basePath());
        }

        /**
         * {@return this}
         * @param tls {@link Settings#CERTIFICATE} and {@link Settings#KEY}
         */
        public Builder tls(TlsFiles tls) {
            return set(Settings.CERTIFICATE, tls.certificate()).set(Settings.KEY, tls.key());
        }

        /**
         * {@return this}
         * @param networkInterface {@link Settings#NETWORK_INTERFACE}
         */
        public Builder networkInterface(String networkInterface) {
            return set(Settings.NETWORK_INTERFACE, networkInterface);
        }

        /**
         * {@return this}
         * @param diskPath {@link Settings#DISK_PATH}
         */
        public Builder diskPath(Path diskPath) {
            return set(Settings.DISK_PATH, diskPath);
        }

        /**
         * {@return this}
         * @param virtual {@link Settings#VIRTUAL}
         */
        public Builder virtual(boolean virtual) {
            return set(Settings.VIRTUAL, virtual);
        }

        /**
         * {@return this}
         * @param procfs {@link Settings#PROCFS}
         */
        public Builder procfs(Path procfs) {
            return set(Settings.PROCFS, procfs);
        }

        /**
         * {@return this}
         * @param sysfs {@link Settings#SYSFS}
         */
        public Builder sysfs(Path sysfs) {
            return set(Settings.SYSFS, sysfs);
        }

        /**
         * {@return this}
         * @param rootfs {@link Settings#ROOTFS}
         */
        public Builder rootfs(Path rootfs) {
            return set(Settings.ROOTFS, rootfs);
        }

        /**
         * {@return this}
         * @param database {@link Settings#DATABASE}: it is made if it is missing; its folder is not
         */
        public Builder database(Path database) {
            return set(Settings.DATABASE, database);
        }

        /**
         * {@return this}
         * @param flush {@link Settings#FLUSH}
         */
        public Builder flush(Duration flush) {
            return set(Settings.FLUSH, flush);
        }

        /**
         * {@return this}
         * @param maxBytes {@link Settings#MAX_BYTES}
         */
        public Builder maxBytes(long maxBytes) {
            return set(Settings.MAX_BYTES, maxBytes);
        }

        /**
         * All that was set.
         *
         * @return as it is now: what is set later changes nothing of it
         * @throws IllegalArgumentException if a value is out of the range of its setting, or another setting must be set too
         */
        public Configuration build() {
            return new Configuration(values);
        }
    }
}

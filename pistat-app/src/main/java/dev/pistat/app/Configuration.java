package dev.pistat.app;

import dev.pistat.collector.linux.LinuxSettings;
import dev.pistat.core.history.Retention;
import dev.pistat.http.access.Access;
import dev.pistat.http.access.TlsFiles;
import dev.pistat.store.sqlite.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What can be set. Immutable.
 *
 * @param interval between two samples, longer than zero
 * @param linux where the samplers look, and at what
 * @param database the SQLite file
 * @param store how the history is kept
 * @param host address that is listened on; {@code 0.0.0.0} is all
 * @param port 0 to 65535; 0 takes a free one
 * @param access who may ask, beside this machine itself; what it calls itself is among its names without being said
 * @param tls what HTTPS takes; without it there is HTTP
 */
public record Configuration(
        Duration interval,
        LinuxSettings linux,
        Path database,
        StoreSettings store,
        String host,
        int port,
        Access access,
        Optional<TlsFiles> tls) {

    /**
     * Checks the figures.
     *
     * @throws IllegalArgumentException if the interval is not positive or there is no such port
     */
    public Configuration {
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("The interval must be longer than 0");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
        }
    }

    /** {@return a builder with the defaults, which are those of {@code config.toml}: what is not set stays so} */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets one thing after the other. Not thread-safe. */
    public static final class Builder {

        private Duration interval = Duration.ofSeconds(10);
        private Path procfs = LinuxSettings.DEFAULTS.procfs();
        private Path sysfs = LinuxSettings.DEFAULTS.sysfs();
        private Path rootfs = LinuxSettings.DEFAULTS.rootfs();
        private String networkInterface = LinuxSettings.DEFAULTS.networkInterface();
        private Path diskPath = LinuxSettings.DEFAULTS.diskPath();
        private boolean virtual = LinuxSettings.DEFAULTS.virtual();
        private Path database = Path.of("pistat.db");
        private Retention retention = StoreSettings.DEFAULTS.retention();
        private Duration flush = StoreSettings.DEFAULTS.flush();
        private long maxBytes = StoreSettings.DEFAULTS.maxBytes();
        private String host = "0.0.0.0";
        private int port = 8_889;
        private Access access = Access.PRIVATE;
        private Optional<TlsFiles> tls = Optional.empty();

        private Builder() {}

        /**
         * Time between two samples; 10 s unless it is set.
         *
         * @param interval longer than zero: {@link #build} checks that
         * @return this
         */
        public Builder interval(Duration interval) {
            this.interval = interval;
            return this;
        }

        /**
         * How long what is kept; {@link Retention#DEFAULTS} unless it is set.
         *
         * @param retention of the samples, and of the buckets of each tier
         * @return this
         */
        public Builder retention(Retention retention) {
            this.retention = retention;
            return this;
        }

        /**
         * Address that is listened on; {@code 0.0.0.0}, which is all, unless it is set.
         *
         * @param host an address or name of this machine
         * @return this
         */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /**
         * Port that is listened on; 8889 unless it is set.
         *
         * @param port 0 to 65535, which {@link #build} checks; 0 takes a free one
         * @return this
         */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /**
         * Who may ask; clients in private networks, unless it is set.
         *
         * @param access this machine itself, and what it calls itself, need not be said
         * @return this
         */
        public Builder access(Access access) {
            this.access = access;
            return this;
        }

        /**
         * What HTTPS takes; HTTP unless it is set.
         *
         * @param tls files that are read when the server starts, and again when they change
         * @return this
         */
        public Builder tls(TlsFiles tls) {
            this.tls = Optional.of(tls);
            return this;
        }

        /**
         * Interface whose bytes are counted; {@code eth0} unless it is set.
         *
         * @param networkInterface its name; while there is none of that name, all real ones are counted together
         * @return this
         */
        public Builder networkInterface(String networkInterface) {
            this.networkInterface = networkInterface;
            return this;
        }

        /**
         * The file system whose space is measured; the root unless it is set.
         *
         * @param diskPath any path on it, below the {@linkplain #rootfs root} of the machine
         * @return this
         */
        public Builder diskPath(Path diskPath) {
            this.diskPath = diskPath;
            return this;
        }

        /**
         * Whether virtual interfaces, disks and file systems are listed too; they are not unless it is set.
         *
         * @param virtual true for veth, docker, loop, ram, zram, tmpfs and the like
         * @return this
         */
        public Builder virtual(boolean virtual) {
            this.virtual = virtual;
            return this;
        }

        /**
         * Where the machine's procfs is mounted; {@code /proc} unless it is set.
         *
         * @param procfs see {@link LinuxSettings} on what else another one takes
         * @return this
         */
        public Builder procfs(Path procfs) {
            this.procfs = procfs;
            return this;
        }

        /**
         * Where the machine's sysfs is mounted; {@code /sys} unless it is set.
         *
         * @param sysfs below it cores, sensors, disks and network interfaces are looked up
         * @return this
         */
        public Builder sysfs(Path sysfs) {
            this.sysfs = sysfs;
            return this;
        }

        /**
         * Where the machine's root file system is mounted; {@code /} unless it is set.
         *
         * @param rootfs in a container that has its own, where the host's is to be seen
         * @return this
         */
        public Builder rootfs(Path rootfs) {
            this.rootfs = rootfs;
            return this;
        }

        /**
         * The SQLite file; {@code pistat.db} in the current folder unless it is set.
         *
         * @param database it is made if it is missing; its folder is not
         * @return this
         */
        public Builder database(Path database) {
            this.database = database;
            return this;
        }

        /**
         * How long samples may wait in memory before they are written together; a minute unless it is set.
         *
         * @param flush zero writes each at once; {@link #build} refuses a negative one
         * @return this
         */
        public Builder flush(Duration flush) {
            this.flush = flush;
            return this;
        }

        /**
         * What the file may grow to; 512 MB unless it is set.
         *
         * @param maxBytes 0 is no limit; {@link #build} refuses a negative one
         * @return this
         */
        public Builder maxBytes(long maxBytes) {
            this.maxBytes = maxBytes;
            return this;
        }

        /**
         * All that was set.
         *
         * @return as it is now: what is set later changes nothing of it
         * @throws IllegalArgumentException if a duration or a figure is out of its range
         */
        public Configuration build() {
            // Of the recorder's deadline, half the interval, a quarter is left for another source than a command.
            Duration ofInterval = Duration.ofNanos(interval.toNanos() / 8 * 3);
            Duration usual = LinuxSettings.DEFAULTS.commandLimit();
            Duration commandLimit = usual.compareTo(ofInterval) < 0 ? usual : ofInterval;
            return new Configuration(
                    interval,
                    new LinuxSettings(procfs, sysfs, rootfs, networkInterface, diskPath, virtual, commandLimit),
                    database,
                    new StoreSettings(retention, flush, maxBytes),
                    host,
                    port,
                    access,
                    tls);
        }
    }
}

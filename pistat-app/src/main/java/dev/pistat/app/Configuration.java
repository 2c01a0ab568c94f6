package dev.pistat.app;

import java.nio.file.Path;

/**
 * What can be set. Immutable.
 *
 * @param intervalSeconds seconds between two samples, 1 to 3600
 * @param retentionDays days that samples are kept, 1 to 3650
 * @param host address that is listened on; {@code 0.0.0.0} is all
 * @param port 0 to 65535; 0 takes a free one
 * @param networkInterface interface whose bytes are counted
 * @param diskPath a path on the file system whose space is measured
 * @param virtual whether virtual interfaces and disks (veth, docker, loop, ram, zram) are listed too
 * @param procfs where the machine's procfs is mounted
 * @param sysfs where the machine's sysfs is mounted
 * @param rootfs where the machine's root file system is mounted
 * @param database the SQLite file
 * @param flushSeconds how long samples may wait in memory before they are written together, 0 to 3600
 * @param fiveMinuteDays days that buckets of five minutes are kept, 0 to 3650; 0 is none
 * @param hourlyDays days that buckets of an hour are kept, 0 to 36500; 0 is none
 * @param dailyDays days that buckets of a day are kept, 0 to 36500; 0 is none
 * @param maxMegabytes what the file may grow to, in millions of bytes, 0 to 1,000,000; 0 is no limit
 */
public record Configuration(
        int intervalSeconds,
        int retentionDays,
        String host,
        int port,
        String networkInterface,
        Path diskPath,
        boolean virtual,
        Path procfs,
        Path sysfs,
        Path rootfs,
        Path database,
        int flushSeconds,
        int fiveMinuteDays,
        int hourlyDays,
        int dailyDays,
        int maxMegabytes) {}

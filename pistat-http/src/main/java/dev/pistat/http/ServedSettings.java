package dev.pistat.http;

/**
 * The settings that {@code /api/config} shows.
 *
 * @param intervalSeconds between two samples
 * @param retentionDays how long samples are kept
 * @param networkInterface whose bytes are counted
 * @param diskPath whose file system is measured
 * @param host that is listened on
 */
public record ServedSettings(
        int intervalSeconds, int retentionDays, String networkInterface, String diskPath, String host) {}

package dev.pistat.http.route;

import java.time.Duration;

/**
 * The settings that {@code /api/config} shows.
 *
 * @param interval between two samples
 * @param retention how long samples are kept; shown in whole days
 * @param networkInterface whose bytes are counted
 * @param diskPath whose file system is measured
 * @param host that is listened on
 */
public record ServedSettings(
        Duration interval, Duration retention, String networkInterface, String diskPath, String host) {}

package dev.pistat.http.route;

import dev.pistat.core.metric.Host;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The machine and the program that samples it, as {@code /api/host} and {@code /api/config} show them.
 *
 * @param facts asked at each request: a clock that is set later moves the time of the boot
 * @param version of PiStat
 * @param retention how long samples are kept; shown in whole days
 * @param networkInterface whose bytes are counted
 * @param diskPath whose file system is measured
 * @param listenHost the address that is listened on
 */
public record Machine(
        Supplier<Host> facts,
        String version,
        Duration retention,
        String networkInterface,
        String diskPath,
        String listenHost) {}

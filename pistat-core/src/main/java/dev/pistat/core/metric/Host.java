package dev.pistat.core.metric;

import java.time.Instant;
import java.util.Optional;

/**
 * The facts of a machine, as opposed to how it is doing. Immutable.
 *
 * @param model the board or machine, such as {@code Raspberry Pi 4 Model B Rev 1.4}; empty where nothing says it
 * @param kernel name and release, such as {@code Linux 6.6.31+rpt-rpi-v8}
 * @param os the distribution, such as {@code Debian GNU/Linux 12 (bookworm)}; empty where nothing says it
 * @param hostName its own name
 * @param bootId what tells this boot from others: the kernel's id, else any text that another boot does not have
 * @param bootTime when the kernel started, to the second; empty where nothing says it
 * @param cores how many cores there are, offline ones too
 */
public record Host(
        Optional<String> model,
        String kernel,
        Optional<String> os,
        String hostName,
        String bootId,
        Optional<Instant> bootTime,
        int cores) {}

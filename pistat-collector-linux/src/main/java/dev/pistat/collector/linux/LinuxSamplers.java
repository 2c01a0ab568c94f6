package dev.pistat.collector.linux;

import dev.pistat.core.port.Clock;
import dev.pistat.core.port.Sampler;
import java.util.List;
import oshi.hardware.common.platform.linux.LinuxGlobalMemory;
import oshi.util.driver.linux.proc.UpTime;

/**
 * The samplers of a Linux machine: one per group of metrics, all listed here.
 *
 * <p>What this machine does not have is reported as unavailable, what cannot be read or makes no sense as failed; neither is
 * ever written as a number.
 *
 * <p>Of OSHI only the parts below its {@code SystemInfo} are used: that one starts {@code uname} and {@code getconf} when
 * it is first asked for memory, uptime or load, these start nothing. No sampler starts a process either, where there is
 * no {@code vcgencmd}.
 */
public final class LinuxSamplers {

    /** OSHI hands it back and does nothing else with it. */
    private static final long PAGE_SIZE = 4_096;

    private LinuxSamplers() {}

    /**
     * New samplers for every group. CPU counters are read for the first time here, so that the first sample has a share to
     * report; nothing else is read yet, and nothing fails.
     *
     * @param clock tells when to look again for what is missing
     */
    public static List<Sampler> all(LinuxSettings settings, Clock clock) {
        return List.of(
                new CpuSampler(settings.procfs(), settings.sysfs()),
                new MemorySampler(new LinuxGlobalMemory(PAGE_SIZE)),
                new TemperatureSampler(
                        new Vcgencmd(Vcgencmd.folders(), settings.commandLimit(), clock), settings.sysfs()),
                new DiskSampler(settings.diskPath()),
                new LoadSampler(settings.procfs()),
                new NetworkSampler(settings.sysfs(), settings.networkInterface()),
                new UptimeSampler(UpTime::getSystemUptimeSeconds));
    }
}

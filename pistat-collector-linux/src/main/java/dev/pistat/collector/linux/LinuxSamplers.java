package dev.pistat.collector.linux;

import dev.pistat.collector.linux.board.FirmwareSampler;
import dev.pistat.collector.linux.board.Sensors;
import dev.pistat.collector.linux.board.TemperatureSampler;
import dev.pistat.collector.linux.board.UptimeSampler;
import dev.pistat.collector.linux.board.Vcgencmd;
import dev.pistat.collector.linux.cpu.CpuSampler;
import dev.pistat.collector.linux.cpu.FrequencySampler;
import dev.pistat.collector.linux.cpu.LoadSampler;
import dev.pistat.collector.linux.disk.DiskSampler;
import dev.pistat.collector.linux.disk.FileSystemSampler;
import dev.pistat.collector.linux.disk.FileSystemSpace;
import dev.pistat.collector.linux.disk.FlashWearSampler;
import dev.pistat.collector.linux.memory.MemorySampler;
import dev.pistat.collector.linux.memory.PressureSampler;
import dev.pistat.collector.linux.network.NetworkSampler;
import dev.pistat.collector.linux.network.WifiSampler;
import dev.pistat.collector.linux.process.ProcessSampler;
import dev.pistat.collector.linux.process.SelfSampler;
import dev.pistat.core.port.Clock;
import dev.pistat.core.port.Sampler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The samplers of a Linux machine, all listed here: each reads the metrics that come from the same place.
 *
 * <p>What this machine does not have is reported as unavailable, what cannot be read or makes no sense as failed; neither is
 * ever written as a number.
 *
 * <p>The only program that a sampler starts is {@code vcgencmd}, where there is one.
 *
 * <p>In a container that may use only part of the machine, the figures are the machine's, not the container's share.
 */
public final class LinuxSamplers {

    private LinuxSamplers() {}

    /**
     * New samplers for every group. CPU counters, of the processes too, are read for the first time here, so that the first
     * sample has a share to report; nothing else is read yet, and nothing fails.
     *
     * @param settings where the files are, and what is measured
     * @param clock times intervals, and tells when what was missing is tried again
     * @return for one recorder, as they remember what they read last; their names all differ
     */
    public static List<Sampler> all(LinuxSettings settings, Clock clock) {
        CpuSampler cpu = new CpuSampler(settings.procfs(), settings.sysfs());
        Duration half = settings.commandLimit().dividedBy(2);
        Vcgencmd vcgencmd = new Vcgencmd(Vcgencmd.folders(), half, clock);
        return List.of(
                cpu,
                new FrequencySampler(settings.sysfs()),
                new MemorySampler(settings.procfs()),
                new PressureSampler(settings.procfs()),
                new LoadSampler(settings.procfs()),
                new TemperatureSampler(vcgencmd, new Sensors(settings.sysfs(), clock), half.dividedBy(2)),
                new FirmwareSampler(vcgencmd, clock),
                new FileSystemSampler(
                        settings.process(),
                        settings.rootfs(),
                        settings.diskPath(),
                        settings.virtual(),
                        FileSystemSpace::of),
                new DiskSampler(settings.procfs(), settings.sysfs(), settings.rootfs(), settings.virtual(), clock),
                new FlashWearSampler(settings.sysfs(), clock),
                new NetworkSampler(
                        settings.process(), settings.sysfs(), settings.networkInterface(), settings.virtual(), clock),
                new WifiSampler(settings.procfs()),
                new UptimeSampler(settings.procfs()),
                new SelfSampler(Path.of("/proc/self"), cpu::online, clock),
                new ProcessSampler(settings.procfs(), settings.rootfs(), cpu::busy, clock));
    }
}

package dev.pistat.collector.linux;

import dev.pistat.collector.linux.board.Sensor;
import dev.pistat.core.history.ProcessUse;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.recording.SystemClock;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one sample of each group costs on this machine, with the flags that {@code ./pistat} gives the JVM. All are all but
 * the processes, which are read every 30 s: most of their samples do nothing.
 */
@State(Scope.Thread)
public class SamplerBenchmark {

    @Param({
        "all", "cpu", "frequency", "memory", "pressure", "load", "temperature", "firmware", "filesystem", "disk", "flash",
        "network", "wifi", "uptime", "pistat", "processes"
    })
    private String group = "";

    private List<Sampler> samplers = List.of();

    /** Makes the samplers as the program does. */
    @Setup
    public void make() {
        samplers = LinuxSamplers.all(LinuxSettings.DEFAULTS, new SystemClock("bench")).stream()
                .filter(sampler -> group.equals("all")
                        ? !sampler.name().equals("processes")
                        : sampler.name().equals(group))
                .toList();
        if (samplers.isEmpty()) {
            throw new IllegalArgumentException("No sampler is called " + group);
        }
    }

    /** Asks each once, and each sensor at once. */
    @Benchmark
    public void sample(Blackhole taken) throws Exception {
        for (Sampler sampler : samplers) {
            sampler.sample(new SampleSink() {
                @Override
                public void report(Series series, Reading reading) {
                    taken.consume(reading);
                }

                @Override
                public void event(String kind, String subject, String text) {
                    taken.consume(text);
                }

                @Override
                public void topProcesses(List<ProcessUse> byCpu, List<ProcessUse> byMemory) {
                    taken.consume(byCpu);
                }

                @Override
                public void ask(String sensor, List<Series> series, Sensor read) {
                    try {
                        read.read(this);
                    } catch (Exception e) {
                        taken.consume(e);
                    }
                }
            });
        }
    }
}

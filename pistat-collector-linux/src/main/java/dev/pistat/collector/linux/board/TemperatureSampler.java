package dev.pistat.collector.linux.board;

import static dev.pistat.core.metric.BoardMetrics.CPU_TEMP;
import static dev.pistat.core.metric.BoardMetrics.FAN_RPM;
import static dev.pistat.core.metric.BoardMetrics.TEMPERATURE_CELSIUS;

import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.Reading;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The temperatures of all {@linkplain Sensors sensors}, in degrees Celsius, the speeds of all fans, and the temperature of
 * the processor: that of the first of these sources that gives a plausible one:
 *
 * <ol>
 *   <li>{@code vcgencmd measure_temp}, the firmware of a Raspberry Pi
 *   <li>{@code /sys/class/thermal} (sysfs-class-thermal): a zone whose type names the processor ({@code cpu-thermal},
 *       {@code x86_pkg_temp}), else the chip that it is on ({@code soc-thermal}), the lowest number first
 *   <li>{@code /sys/class/hwmon} (sysfs-class-hwmon): the same by name ({@code coretemp}, {@code k10temp}), its first sensor
 * </ol>
 *
 * <p>Zones of anything else are left alone: a Wi-Fi card's temperature is not the processor's. Plausible is −40 to 150 °C;
 * anything else has failed. Without any sensor of the processor its temperature is unavailable; if there is one and none
 * can be read, failed.
 *
 * <p>Each sensor is read once a sample, apart from the others: one that hangs costs only its own reading.
 */
public final class TemperatureSampler implements Sampler {

    private static final Series PROCESSOR = new Series(CPU_TEMP);

    private final Vcgencmd vcgencmd;
    private final Sensors sensors;
    private final Duration processorLimit;
    private final Set<Path> beingRead = ConcurrentHashMap.newKeySet();

    /**
     * A sampler of these sources.
     *
     * @param processorLimit how long the processor's temperature waits for a sensor that is slow
     */
    public TemperatureSampler(Vcgencmd vcgencmd, Sensors sensors, Duration processorLimit) {
        this.vcgencmd = vcgencmd;
        this.sensors = sensors;
        this.processorLimit = processorLimit;
    }

    @Override
    public String name() {
        return "temperature";
    }

    /** The processor's comes last: it is made of what the sensors say. */
    @Override
    public List<Metric> metrics() {
        return List.of(TEMPERATURE_CELSIUS, FAN_RPM, CPU_TEMP);
    }

    @Override
    public void sample(SampleSink sink) throws IOException {
        SortedMap<Integer, CompletableFuture<Reading>> processor = new TreeMap<>();
        for (Sensor sensor : sensors.now()) {
            CompletableFuture<Reading> answer = new CompletableFuture<>();
            if (beingRead.contains(sensor.file())) {
                answer.complete(new Reading.Failed(sensor.file() + " has not answered an earlier question yet"));
            }
            if (sensor.processor() != null) {
                processor.put(sensor.processor(), answer);
            }
            sink.ask(sensor.series().key(), List.of(sensor.series()), own -> {
                Reading reading = read(sensor);
                answer.complete(reading);
                own.report(sensor.series(), reading);
            });
        }
        sink.ask(CPU_TEMP.name(), List.of(PROCESSOR), own -> own.report(PROCESSOR, processor(processor.values())));
    }

    private Reading read(Sensor sensor) {
        beingRead.add(sensor.file());
        try {
            return sensor.read();
        } finally {
            beingRead.remove(sensor.file());
        }
    }

    /** The first value; without one, the first failure, else the last reason. */
    private Reading processor(Iterable<CompletableFuture<Reading>> kernel) throws InterruptedException {
        Reading answer = vcgencmd.temperature();
        long millis = processorLimit.toMillis();
        for (CompletableFuture<Reading> each : kernel) {
            if (answer instanceof Reading.Value) {
                return answer;
            }
            Reading next = await(each, millis);
            if (!each.isDone()) {
                millis = 0;
            }
            answer = answer instanceof Reading.Failed && !(next instanceof Reading.Value) ? answer : next;
        }
        return answer;
    }

    private static Reading await(CompletableFuture<Reading> reading, long millis) throws InterruptedException {
        try {
            return reading.get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return new Reading.Failed("the processor's sensor has not answered");
        }
    }
}

package dev.pistat.core.testkit;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.metric.OriginalField;
import dev.pistat.core.metric.Sample;
import dev.pistat.core.metric.Series;
import dev.pistat.core.port.SampleSink;
import dev.pistat.core.port.Sampler;
import dev.pistat.core.recording.Recorder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of history that was written by {@code pistat export --format ndjson}, or by {@code /api/export?format=ndjson},
 * fed through a recorder once more: at the times when it was recorded, in no time. Not thread-safe.
 *
 * <pre>{@code
 * RecordedDay day = RecordedDay.ndjson(Path.of("day.ndjson"), Catalogue.ALL);
 * FakeClock clock = new FakeClock(day.begin());
 * Recorder recorder = new Recorder(List.of(day), new InMemoryMetricStore(), clock, Duration.ofSeconds(10));
 * recorder.onSample(whatIsTested);
 * day.play(recorder, clock);
 * }</pre>
 */
public final class RecordedDay implements Sampler {

    private static final String STRING = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern MEMBER =
            Pattern.compile("[{,]\\s*" + STRING + "\\s*:\\s*(\\[[^]]*]|\"(?:[^\"\\\\]|\\\\.)*\"|[^,}\\s]+)\\s*");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|.)");
    private static final Set<String> OTHERS = Set.of("id", "tier");

    private final List<Line> lines;
    private final Set<Metric> metrics = new LinkedHashSet<>();
    private int next;

    /**
     * What was recorded at one time.
     *
     * @param values those that there were
     */
    private record Line(Instant at, Map<Series, Double> values) {}

    private RecordedDay(List<Line> lines) {
        this.lines = lines;
        lines.forEach(line -> line.values().keySet().forEach(series -> metrics.add(series.metric())));
    }

    /**
     * Reads a file whole.
     *
     * @param file in NDJSON, not empty
     * @param known what the fields may be; others are refused
     * @return not played yet; a sampler of those metrics that have a value somewhere in it
     * @throws IllegalArgumentException if a line is no export, or has a field that is not known; the message names the line; or
     *     if there is none
     * @throws IOException if the file cannot be read
     */
    public static RecordedDay ndjson(Path file, Collection<Metric> known) throws IOException {
        Allowlist allowlist = new Allowlist(known);
        List<Line> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            try {
                lines.add(line(line, allowlist));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ", line " + (lines.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(file + " is empty");
        }
        return new RecordedDay(lines);
    }

    /** {@return when the first of its samples was taken} */
    public Instant begin() {
        return lines.getFirst().at();
    }

    /**
     * Has the recorder tick once for each recorded sample that was not played yet. The clock goes on by the time between
     * them; where the recorded time went back, it is set back.
     *
     * @param recorder which has this among its samplers, and is not started
     * @param clock the recorder's
     * @return the samples that the recorder made
     * @throws InterruptedException if the thread is interrupted while the recorder ticks
     */
    public List<Sample> play(Recorder recorder, FakeClock clock) throws InterruptedException {
        List<Sample> samples = new ArrayList<>();
        while (next < lines.size()) {
            Duration passes = Duration.between(clock.wall(), lines.get(next).at());
            if (passes.isNegative()) {
                clock.set(lines.get(next).at());
            } else {
                clock.advance(passes);
            }
            samples.add(recorder.tick());
        }
        return samples;
    }

    @Override
    public String name() {
        return "recorded_day";
    }

    @Override
    public List<Metric> metrics() {
        return List.copyOf(metrics);
    }

    /** Reports the next recorded sample; after the last one nothing. */
    @Override
    public void sample(SampleSink sink) {
        if (next < lines.size()) {
            lines.get(next++).values().forEach(sink::value);
        }
    }

    private static Line line(String text, Allowlist allowlist) {
        Map<Series, Double> values = new LinkedHashMap<>();
        Instant at = null;
        Matcher member = MEMBER.matcher(text);
        int end = 0;
        while (end < text.length() && member.region(end, text.length()).lookingAt()) {
            String name = unescaped(member.group(1));
            String value = member.group(2);
            if (name.equals("timestamp") || name.equals("ts")) {
                at = instant(value);
            } else if (!OTHERS.contains(name)) {
                values.putAll(values(name, value, allowlist));
            }
            end = member.end();
        }
        if (at == null || !text.substring(end).strip().equals("}")) {
            throw new IllegalArgumentException("not a line of an export in NDJSON: " + text);
        }
        return new Line(at, values);
    }

    private static Map<Series, Double> values(String name, String value, Allowlist allowlist) {
        Map<Series, Double> values = new LinkedHashMap<>();
        if (value.startsWith("[")) {
            Metric metric = OriginalField.ALL.stream()
                    .filter(field -> field.array() && field.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no metric is known as " + name))
                    .metric();
            String[] places = value.substring(1, value.length() - 1).split(",", -1);
            for (int i = 0; i < places.length; i++) {
                put(values, new Series(metric, String.valueOf(i)), places[i].strip());
            }
        } else if (!value.equals("null")
                || OriginalField.ALL.stream().noneMatch(field -> field.name().equals(name))) {
            put(
                    values,
                    allowlist
                            .series(name)
                            .orElseThrow(() -> new IllegalArgumentException("no metric is known as " + name)),
                    value);
        }
        return values;
    }

    private static void put(Map<Series, Double> values, Series series, String value) {
        if (!value.equals("null")) {
            values.put(series, Double.parseDouble(value));
        }
    }

    private static Instant instant(String seconds) {
        long micros = new BigDecimal(seconds).movePointRight(6).longValue();
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static String unescaped(String text) {
        return ESCAPED.matcher(text).replaceAll(escape -> {
            String what = escape.group(1);
            String plain = switch (what.charAt(0)) {
                case 'u' -> what.length() == 5 ? String.valueOf((char) Integer.parseInt(what.substring(1), 16)) : what;
                case 'n' -> "\n";
                case 't' -> "\t";
                case 'r' -> "\r";
                default -> what;
            };
            return Matcher.quoteReplacement(plain);
        });
    }
}

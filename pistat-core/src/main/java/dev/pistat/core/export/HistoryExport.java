package dev.pistat.core.export;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.GaugeBuckets;
import dev.pistat.core.history.Row;
import dev.pistat.core.history.Tier;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.text.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A range of the history as lines, oldest first, whatever its length: memory does not grow with it. Samples where they are
 * kept; before that, if the lines are made for it, buckets of the finest tier that still has them: of a gauge the mean, of
 * a counter the last value.
 *
 * @param store what is exported
 * @param lines what stands in a line, and how
 * @param out where the lines go
 * @param lineDone called after each line with its time in microseconds since 1970; it may take the text away
 */
public record HistoryExport(MetricStore store, ExportLines lines, StringBuilder out, LongConsumer lineDone) {

    private static final int BUCKETS_AT_ONCE = 500;

    /**
     * Appends the header and the lines.
     *
     * @param from included
     * @param to excluded
     */
    public void write(Instant from, Instant to) {
        lines.appendHeader(out);
        for (Section section : lines.tiered() ? sections(from, to) : List.of(new Section(Tier.SAMPLES, from, to))) {
            if (section.tier() == Tier.SAMPLES) {
                store.rows(lines.series(), section.from(), section.to(), row -> append(row, Tier.SAMPLES));
            } else {
                buckets(section);
            }
        }
    }

    /** A stretch of time that comes from one tier. */
    private record Section(Tier tier, Instant from, Instant to) {}

    private List<Section> sections(Instant from, Instant to) {
        List<Section> sections = new ArrayList<>();
        Tier tier = Tier.SAMPLES;
        Instant end = to;
        for (Tier coarser : List.of(Tier.FIVE_MINUTES, Tier.HOURS, Tier.DAYS)) {
            Optional<Instant> begin = takesOver(tier, coarser).filter(from::isBefore);
            if (begin.isPresent()) {
                Instant at = begin.get().isBefore(end) ? begin.get() : end;
                sections.addFirst(new Section(tier, at, end));
                tier = coarser;
                end = at;
            }
        }
        sections.addFirst(new Section(tier, from, end));
        return sections;
    }

    /** Where a tier takes over from a coarser one, with its first whole bucket; empty if that does not reach further back. */
    private Optional<Instant> takesOver(Tier tier, Tier coarser) {
        Instant oldest = store.oldest(tier).orElse(Instant.MAX);
        Instant bucket = floor(oldest, coarser);
        return store.oldest(coarser).filter(bucket::isAfter).map(reaching -> ceil(oldest, coarser));
    }

    private void buckets(Section section) {
        long step = section.tier().step().toSeconds();
        Duration length = Duration.ofSeconds(step * BUCKETS_AT_ONCE);
        Instant end = ceil(section.to(), section.tier());
        for (Instant at = floor(section.from(), section.tier()); at.isBefore(end); at = at.plus(length)) {
            Instant until = at.plus(length).isBefore(end) ? at.plus(length) : end;
            int count = (int) (Duration.between(at, until).toSeconds() / step);
            Chart chart = store.chart(lines.series(), at, until, count);
            for (int point = 0; point < chart.size(); point++) {
                if (chart.micros(point) >= Times.micros(section.from()) && chart.micros(point) >= Times.micros(at)) {
                    append(chart, point);
                }
            }
        }
    }

    private static Instant floor(Instant at, Tier tier) {
        long step = tier.step().toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), step) * step);
    }

    private static Instant ceil(Instant at, Tier tier) {
        Instant floor = floor(at, tier);
        return floor.equals(at) ? at : floor.plus(tier.step());
    }

    private void append(Chart chart, int point) {
        double[] values = new double[lines.series().size()];
        boolean[] present = new boolean[values.length];
        boolean any = false;
        for (int i = 0; i < values.length; i++) {
            Buckets line = chart.lines().get(i);
            if (line.count(point) > 0) {
                values[i] = value(line, point);
                present[i] = true;
                any = true;
            }
        }
        if (any) {
            append(new Row(0, chart.micros(point), 0, "", values, present), chart.tier());
        }
    }

    private static double value(Buckets line, int point) {
        return switch (line) {
            case CounterBuckets counter -> counter.last(point);
            case GaugeBuckets gauge -> gauge.mean(point);
        };
    }

    private boolean append(Row row, Tier tier) {
        lines.append(out, row, tier);
        lineDone.accept(row.atMicros());
        return true;
    }
}

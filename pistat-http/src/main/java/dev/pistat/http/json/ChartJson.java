package dev.pistat.http.json;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.GaugeBuckets;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.text.Times;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;

/**
 * A chart as one JSON object of columns, written number by number: memory does not grow with it.
 *
 * <p>Times are seconds since 1970, {@code step} is in seconds. {@code instance} is always a text, empty for a metric without a
 * label, so that a script can compare and join it without asking first. A point without values has a count of 0 and null in
 * every other column; so has {@code rate} where there is nothing to compare with.
 *
 * <p>What was read is written as it was read. Means and rates are calculated, and most of their 17 digits would be noise:
 * they have six significant ones, or all of their whole part if that is longer. A mean stays between the least and the
 * greatest value for all that.
 *
 * @param valueDone called after each value of a column
 */
public record ChartJson(Chart chart, JsonWriter json, Runnable valueDone) {

    /** Six digits before the point begin here. */
    private static final double SIX_DIGITS = 1e5;
    /** The greatest power of ten that a double holds exactly. */
    private static final double GREATEST_EXACT_TEN = 1e22;

    public void write() {
        json.object().name("from").seconds(Times.micros(chart.from()));
        json.name("to").seconds(Times.micros(chart.to()));
        json.name("step").seconds(chart.step().toNanos() / 1_000);
        json.name("tier").text(chart.tier().text());
        column("ts", point -> json.seconds(chart.micros(point)));
        json.name("series").array();
        chart.lines().forEach(this::write);
        json.end().end();
    }

    private void write(Buckets line) {
        Metric metric = line.series().metric();
        json.object().name("metric").text(metric.name());
        json.name("instance").text(line.series().instance());
        json.name("unit").text(metric.unit().text());
        json.name("kind").text(metric.kind().text());
        column("count", point -> json.whole(line.count(point)));
        switch (line) {
            case CounterBuckets counter -> {
                column("last", line, point -> json.value(metric, counter.last(point)));
                column("rate", line, point -> writeRate(counter.rate(point)));
            }
            case GaugeBuckets gauge -> {
                column("min", line, point -> json.value(metric, gauge.min(point)));
                column(
                        "mean",
                        line,
                        point -> json.decimal(
                                Math.clamp(rounded(gauge.mean(point)), gauge.min(point), gauge.max(point))));
                column("max", line, point -> json.value(metric, gauge.max(point)));
            }
        }
        json.end();
    }

    private void column(String name, Buckets line, IntConsumer value) {
        column(name, point -> {
            if (line.count(point) == 0) {
                json.none();
            } else {
                value.accept(point);
            }
        });
    }

    private void column(String name, IntConsumer value) {
        json.name(name).array();
        for (int point = 0; point < chart.size(); point++) {
            value.accept(point);
            valueDone.run();
        }
        json.end();
    }

    private void writeRate(OptionalDouble rate) {
        rate.ifPresentOrElse(value -> json.decimal(rounded(value)), json::none);
    }

    private static double rounded(double value) {
        double tens = 1;
        while (Math.abs(value) * tens < SIX_DIGITS && tens < GREATEST_EXACT_TEN) {
            tens *= 10;
        }
        return Math.rint(value * tens) / tens;
    }
}

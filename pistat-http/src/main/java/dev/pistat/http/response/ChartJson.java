package dev.pistat.http.response;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.Chart;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.GaugeBuckets;
import dev.pistat.core.metric.Metric;
import dev.pistat.core.text.Decimal;
import dev.pistat.core.text.Times;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;

/**
 * A chart as one JSON object of columns, written number by number: memory does not grow with it.
 *
 * <p>Times are seconds since 1970, {@code step} is in seconds. {@code instance} is a text always, and the empty one for a
 * metric without a label, so that a script can compare and join it without asking first. A point without values has a
 * count of 0 and null in every other column; so has {@code rate} where there is nothing to compare with.
 *
 * <p>What was read is written as it was read. Means and rates are calculated, and most of their 17 digits would be noise:
 * they have six significant ones, or all of their whole part if that is longer. A mean stays between the least and the
 * greatest value for all that.
 */
public final class ChartJson {

    /** Six digits before the point begin here. */
    private static final double SIX_DIGITS = 1e5;
    /** The greatest power of ten that a double holds exactly. */
    private static final double GREATEST_EXACT_TEN = 1e22;

    private final Chart chart;
    private final ResponseWriter answer;
    private final StringBuilder text;

    public ChartJson(Chart chart, ResponseWriter answer) {
        this.chart = chart;
        this.answer = answer;
        text = answer.text();
    }

    public void write() {
        text.append("{\"from\":");
        Decimal.appendSeconds(text, Times.micros(chart.from()));
        text.append(",\"to\":");
        Decimal.appendSeconds(text, Times.micros(chart.to()));
        text.append(",\"step\":");
        Decimal.appendSeconds(text, chart.step().toNanos() / 1_000);
        text.append(",\"tier\":\"").append(chart.tier().text()).append('"');
        column("ts", point -> Decimal.appendSeconds(text, chart.micros(point)));
        text.append(",\"series\":[");
        String before = "";
        for (Buckets line : chart.lines()) {
            text.append(before);
            append(line);
            before = ",";
        }
        text.append("]}");
    }

    private void append(Buckets line) {
        Metric metric = line.series().metric();
        text.append("{\"metric\":\"").append(metric.name()).append("\",\"instance\":\"");
        JsonStringEncoder.getInstance().quoteAsString(line.series().instance(), text);
        text.append("\",\"unit\":\"").append(metric.unit().text());
        text.append("\",\"kind\":\"").append(metric.kind().text()).append('"');
        column("count", point -> text.append(line.count(point)));
        switch (line) {
            case CounterBuckets counter -> {
                column("last", line, point -> metric.append(text, counter.last(point)));
                column("rate", line, point -> appendRate(counter.rate(point)));
            }
            case GaugeBuckets gauge -> {
                column("min", line, point -> metric.append(text, gauge.min(point)));
                column(
                        "mean",
                        line,
                        point -> Decimal.append(
                                text, Math.clamp(rounded(gauge.mean(point)), gauge.min(point), gauge.max(point))));
                column("max", line, point -> metric.append(text, gauge.max(point)));
            }
        }
        text.append('}');
    }

    private void column(String name, Buckets line, IntConsumer value) {
        column(name, point -> {
            if (line.count(point) == 0) {
                text.append("null");
            } else {
                value.accept(point);
            }
        });
    }

    private void column(String name, IntConsumer value) {
        text.append(",\"").append(name).append("\":[");
        for (int point = 0; point < chart.size(); point++) {
            if (point > 0) {
                text.append(',');
            }
            value.accept(point);
            answer.pieceDone();
        }
        text.append(']');
    }

    private void appendRate(OptionalDouble rate) {
        if (rate.isPresent()) {
            Decimal.append(text, rounded(rate.getAsDouble()));
        } else {
            text.append("null");
        }
    }

    private static double rounded(double value) {
        double tens = 1;
        while (Math.abs(value) * tens < SIX_DIGITS && tens < GREATEST_EXACT_TEN) {
            tens *= 10;
        }
        return Math.rint(value * tens) / tens;
    }
}

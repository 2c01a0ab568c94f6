package dev.pistat.core.metric;

import dev.pistat.core.text.Decimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One thing that is measured, defined once: everything that names, stores, serves or shows it derives from this record.
 *
 * @param name what it is called everywhere: lower-case letters, digits and underscores, a letter first
 * @param unit the unit of its values
 * @param kind gauge or counter
 * @param label what its instances are ({@code core}, {@code interface}, …); empty if there is only one value
 * @param whole whether its values are whole numbers, which are written without a fraction
 * @param least the least value that can be; what is reported below it has failed
 * @param greatest the greatest value that can be; what is reported above it has failed
 * @param help one sentence for people, which ends in a full stop
 * @param source where the values are read: a file, a command, the kernel document or man page; the empty text if it is not told
 */
public record Metric(
        String name,
        Unit unit,
        Kind kind,
        Optional<String> label,
        boolean whole,
        double least,
        double greatest,
        String help,
        String source) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /** A counter above it has 64 bits and fell below zero. */
    private static final double GREATEST_COUNT = 0x1p63;

    private static final double FASTEST_COUNT = 1e12;

    /**
     * Checks the words and the range.
     *
     * @throws IllegalArgumentException if the name or the label is not of the form above, the help is no sentence, or the
     *     least value is not below the greatest
     */
    public Metric {
        if (!(least < greatest)) {
            throw new IllegalArgumentException(
                    "The values of " + name + " cannot be between " + least + " and " + greatest);
        }
        requireName(name);
        label.ifPresent(Metric::requireName);
        if (!help.endsWith(".")) {
            throw new IllegalArgumentException("The help of " + name + " must be a sentence that ends in a full stop");
        }
    }

    /**
     * A gauge without instances, whose values may have a fraction, and are in the range of their unit.
     *
     * @param name lower-case letters, digits and underscores, a letter first
     * @param unit the unit of its values
     * @param help one sentence for people, which ends in a full stop
     * @return what {@link #by} and {@link #inWholeNumbers} make another of
     * @throws IllegalArgumentException if the name is not of that form, or the help is no sentence
     */
    public static Metric gauge(String name, Unit unit, String help) {
        return new Metric(name, unit, Kind.GAUGE, Optional.empty(), false, unit.least(), unit.greatest(), help, "");
    }

    /**
     * A counter without instances. Counters count, so their values are whole, and not negative.
     *
     * @param name lower-case letters, digits and underscores, a letter first
     * @param unit the unit of its values
     * @param help one sentence for people, which ends in a full stop
     * @return what {@link #by} makes another of
     * @throws IllegalArgumentException if the name is not of that form, or the help is no sentence
     */
    public static Metric counter(String name, Unit unit, String help) {
        double greatest = Math.min(unit.greatest(), GREATEST_COUNT);
        return new Metric(name, unit, Kind.COUNTER, Optional.empty(), true, 0, greatest, help, "");
    }

    /**
     * The same metric with instances.
     *
     * @param label what they are, in one word of the form of a name: {@code core}, {@code interface}
     * @return with this label in place of any other
     * @throws IllegalArgumentException if the label is not of that form
     */
    public Metric by(String label) {
        return new Metric(name, unit, kind, Optional.of(label), whole, least, greatest, help, source);
    }

    /** {@return the same metric with whole values, which are written without a fraction} */
    public Metric inWholeNumbers() {
        return new Metric(name, unit, kind, label, true, least, greatest, help, source);
    }

    /**
     * The same metric with a range of its own. What is reported outside of it has failed: it is not kept.
     *
     * @param least the least value that can be, which is in the range
     * @param greatest the greatest value that can be, which is in the range
     * @return with this range in place of that of its unit
     * @throws IllegalArgumentException if {@code least} is not below {@code greatest}
     */
    public Metric between(double least, double greatest) {
        return new Metric(name, unit, kind, label, whole, least, greatest, help, source);
    }

    /**
     * The same metric with the place that its values come from, for documents.
     *
     * @param source a file, a command, the kernel document or man page, in one line
     * @return with this source in place of any other
     */
    public Metric from(String source) {
        return new Metric(name, unit, kind, label, whole, least, greatest, help, source);
    }

    /**
     * A reading of this metric, unless its value cannot be.
     *
     * @param reading of this metric
     * @return the same, or in place of a value out of range a failed one that tells the value
     */
    public Reading plausible(Reading reading) {
        if (!(reading instanceof Reading.Value(double value)) || (value >= least && value <= greatest)) {
            return reading;
        }
        StringBuilder why = new StringBuilder("it says ");
        append(why, value);
        append(why.append(", and can only be "), least);
        append(why.append(" to "), greatest);
        return new Reading.Failed(why.toString());
    }

    /**
     * Writes a value of this metric: without a fraction if the metric is whole ({@code 98222080}), else with one
     * ({@code 0.0}), in the fewest digits that read back as the same number.
     *
     * @param out what it is appended to
     * @param value finite; of a whole metric too one that is not whole keeps its fraction
     */
    public void append(StringBuilder out, double value) {
        if (whole) {
            Decimal.appendWhole(out, value);
        } else {
            Decimal.append(out, value);
        }
    }

    /**
     * How much a counter can grow in a second. What grew faster has jumped, and has no rate.
     *
     * @return of bytes as many as {@link Unit#BYTES_PER_SECOND} can have, of all else 10<sup>12</sup>
     */
    public double fastest() {
        return unit == Unit.BYTES ? Unit.BYTES_PER_SECOND.greatest() : FASTEST_COUNT;
    }

    /** Of the name alone: there is hardly ever another metric of that name. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("Not a metric's name: '" + name + "'");
        }
    }
}

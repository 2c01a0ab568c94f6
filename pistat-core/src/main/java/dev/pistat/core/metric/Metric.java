package dev.pistat.core.metric;

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
 * @param help one sentence for people, which ends in a full stop
 */
public record Metric(String name, Unit unit, Kind kind, Optional<String> label, boolean whole, String help) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /**
     * Checks the words.
     *
     * @throws IllegalArgumentException if the name or the label is not of the form above, or the help is no sentence
     */
    public Metric {
        requireName(name);
        label.ifPresent(Metric::requireName);
        if (!help.endsWith(".")) {
            throw new IllegalArgumentException("The help of " + name + " must be a sentence that ends in a full stop");
        }
    }

    /**
     * A gauge without instances, whose values may have a fraction.
     *
     * @param name lower-case letters, digits and underscores, a letter first
     * @param unit the unit of its values
     * @param help one sentence for people, which ends in a full stop
     * @return what {@link #by} and {@link #inWholeNumbers} make another of
     * @throws IllegalArgumentException if the name is not of that form, or the help is no sentence
     */
    public static Metric gauge(String name, Unit unit, String help) {
        return new Metric(name, unit, Kind.GAUGE, Optional.empty(), false, help);
    }

    /**
     * A counter without instances. Counters count, so their values are whole.
     *
     * @param name lower-case letters, digits and underscores, a letter first
     * @param unit the unit of its values
     * @param help one sentence for people, which ends in a full stop
     * @return what {@link #by} makes another of
     * @throws IllegalArgumentException if the name is not of that form, or the help is no sentence
     */
    public static Metric counter(String name, Unit unit, String help) {
        return new Metric(name, unit, Kind.COUNTER, Optional.empty(), true, help);
    }

    /**
     * The same metric with instances.
     *
     * @param label what they are, in one word of the form of a name: {@code core}, {@code interface}
     * @return with this label in place of any other
     * @throws IllegalArgumentException if the label is not of that form
     */
    public Metric by(String label) {
        return new Metric(name, unit, kind, Optional.of(label), whole, help);
    }

    /** {@return the same metric with whole values, which are written without a fraction} */
    public Metric inWholeNumbers() {
        return new Metric(name, unit, kind, label, true, help);
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

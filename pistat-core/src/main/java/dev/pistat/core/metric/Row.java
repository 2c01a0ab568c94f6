package dev.pistat.core.metric;

import java.time.Instant;

/**
 * The values of some series at one stored sample, in the order in which the series were asked for. Immutable, and made
 * for reading many of them: no objects per value.
 */
public final class Row {

    private final long id;
    private final long atMicros;
    private final long monotonicMicros;
    private final String bootId;
    private final double[] values;
    private final boolean[] present;

    /**
     * Takes the arrays over, without a copy.
     *
     * @param atMicros wall time, microseconds since 1970
     * @param monotonicMicros microseconds of the monotonic clock of the boot
     * @param values one per series asked for
     * @param present whether there is a value in that place
     */
    public Row(long id, long atMicros, long monotonicMicros, String bootId, double[] values, boolean[] present) {
        this.id = id;
        this.atMicros = atMicros;
        this.monotonicMicros = monotonicMicros;
        this.bootId = bootId;
        this.values = values;
        this.present = present;
    }

    /** The sample's id. */
    public long id() {
        return id;
    }

    /** Wall time, microseconds since 1970. */
    public long atMicros() {
        return atMicros;
    }

    /**
     * Microseconds of the monotonic clock of its boot: two rows of one boot are so far apart. Where no counter was asked for
     * it may be 0.
     */
    public long monotonicMicros() {
        return monotonicMicros;
    }

    /** The kernel's id of the boot in which it was read. */
    public String bootId() {
        return bootId;
    }

    /** How many series were asked for. */
    public int size() {
        return values.length;
    }

    /** Whether the series in that place has a value here. */
    public boolean has(int place) {
        return present[place];
    }

    /**
     * The value of the series in that place.
     *
     * @throws IllegalStateException if there is none here
     */
    public double value(int place) {
        if (!present[place]) {
            throw new IllegalStateException("No value in place " + place + " of row " + id);
        }
        return values[place];
    }

    /** Microseconds since 1970 of a moment; what is smaller than a microsecond is dropped. */
    public static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    /** The moment that lies so many microseconds after 1970. */
    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}

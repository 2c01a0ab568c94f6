package dev.pistat.store.sqlite.tier;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.metric.Kind;
import dev.pistat.core.metric.Series;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Some consecutive buckets of one series as they stand in the file. A bucket begins with its count, and ends there if that
 * is 0. Then come for a gauge the least value as the difference to the bucket before, the sum less count times the least,
 * and the greatest less the least; for a counter the difference of the last value, the growth, and the milliseconds; all of
 * them times the series' scale, in as few bytes as they need (seven bits in each, the lowest first; the eighth tells that
 * more follow). Where that would not be exact the three stand as doubles: the first byte tells.
 */
public final class Chunk {

    private static final byte SCALED = 0;
    private static final byte DOUBLES = 1;
    private static final int MOST_BYTES = 5 + 3 * 10;
    private static final double MOST_EXACT = 1L << 52;

    private Chunk() {}

    static byte[] pack(Buckets buckets, double scale) {
        ByteBuffer out = ByteBuffer.allocate(1 + buckets.size() * MOST_BYTES);
        out.put(SCALED);
        long before = 0;
        for (int place = 0; place < buckets.size(); place++) {
            putVarint(out, buckets.count(place));
            if (buckets.count(place) == 0) {
                continue;
            }
            boolean counter = buckets.series().metric().kind() == Kind.COUNTER;
            double first = buckets.min(place) * scale;
            double second = (counter ? buckets.growth(place) : buckets.sum(place)) * scale;
            double third = counter ? buckets.seconds(place) * 1e3 : buckets.max(place) * scale;
            if (!isWhole(first, buckets.min(place), scale)
                    || Math.abs(second) > MOST_EXACT
                    || Math.abs(second - Math.rint(second)) > 0.01
                    || (!counter && !isWhole(third, buckets.max(place), scale))) {
                return doubles(buckets);
            }
            long whole = Math.round(first);
            putSigned(out, whole - before);
            before = whole;
            long sum = Math.round(second);
            putSigned(out, counter ? sum : sum - whole * buckets.count(place));
            putVarint(out, Math.round(third) - (counter ? 0 : whole));
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Reads buckets; empty if the bytes cannot be what was packed: a bad card changes them without SQLite's notice. */
    public static Optional<Buckets> read(Series series, byte[] packed, int size, double scale) {
        try {
            Buckets buckets = unpack(series, packed, size, scale);
            for (int place = 0; place < size; place++) {
                boolean gauge = series.metric().kind() == Kind.GAUGE;
                if (buckets.count(place) < 0
                        || !Double.isFinite(buckets.min(place))
                        || Double.isNaN(buckets.sum(place))
                        || !Double.isFinite(buckets.max(place))
                        || (gauge && buckets.max(place) < buckets.min(place))) {
                    return Optional.empty();
                }
            }
            return Optional.of(buckets);
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** Reads buckets. What is not there has a count of 0. */
    private static Buckets unpack(Series series, byte[] packed, int size, double scale) {
        Buckets buckets = new Buckets(series, size);
        boolean counter = series.metric().kind() == Kind.COUNTER;
        ByteBuffer in = ByteBuffer.wrap(packed);
        boolean scaled = in.get() == SCALED;
        long before = 0;
        for (int place = 0; place < size && in.hasRemaining(); place++) {
            int count = (int) varint(in);
            if (count == 0) {
                continue;
            }
            if (!scaled) {
                buckets.set(place, count, in.getDouble(), in.getDouble(), in.getDouble());
                continue;
            }
            before += signed(in);
            long second = signed(in);
            long third = varint(in);
            if (counter) {
                buckets.set(place, count, before / scale, second / scale, third / 1e3);
            } else {
                buckets.set(place, count, before / scale, (second + before * count) / scale, (before + third) / scale);
            }
        }
        return buckets;
    }

    private static byte[] doubles(Buckets buckets) {
        ByteBuffer out = ByteBuffer.allocate(1 + buckets.size() * MOST_BYTES);
        out.put(DOUBLES);
        boolean counter = buckets.series().metric().kind() == Kind.COUNTER;
        for (int place = 0; place < buckets.size(); place++) {
            putVarint(out, buckets.count(place));
            if (buckets.count(place) > 0) {
                out.putDouble(buckets.min(place));
                out.putDouble(counter ? buckets.growth(place) : buckets.sum(place));
                out.putDouble(counter ? buckets.seconds(place) : buckets.max(place));
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static boolean isWhole(double scaled, double value, double scale) {
        return Math.abs(scaled) < MOST_EXACT
                && Double.doubleToRawLongBits(Math.round(scaled) / scale) == Double.doubleToRawLongBits(value);
    }

    private static void putSigned(ByteBuffer out, long value) {
        putVarint(out, value << 1 ^ value >> 63);
    }

    private static long signed(ByteBuffer in) {
        long value = varint(in);
        return value >>> 1 ^ -(value & 1);
    }

    private static void putVarint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return value;
    }
}

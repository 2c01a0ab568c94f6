package dev.pistat.store.sqlite.tier;

import dev.pistat.core.history.Buckets;
import dev.pistat.core.history.CounterBuckets;
import dev.pistat.core.history.GaugeBuckets;
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
            boolean counter = buckets instanceof CounterBuckets;
            double[] numbers = numbers(buckets, place);
            double first = numbers[0] * scale;
            double second = numbers[1] * scale;
            double third = numbers[2] * (counter ? 1e3 : scale);
            if (!isWhole(first, numbers[0], scale)
                    || Math.abs(second) > MOST_EXACT
                    || Math.abs(second - Math.rint(second)) > 0.01
                    || (!counter && !isWhole(third, numbers[2], scale))) {
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
                double[] numbers = numbers(buckets, place);
                if (buckets.count(place) < 0
                        || !Double.isFinite(numbers[0])
                        || Double.isNaN(numbers[1])
                        || !Double.isFinite(numbers[2])
                        || (buckets instanceof GaugeBuckets && numbers[2] < numbers[0])) {
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
        Buckets buckets = Buckets.of(series, size);
        boolean counter = buckets instanceof CounterBuckets;
        ByteBuffer in = ByteBuffer.wrap(packed);
        boolean scaled = in.get() == SCALED;
        long before = 0;
        for (int place = 0; place < size && in.hasRemaining(); place++) {
            int count = (int) varint(in);
            if (count == 0) {
                continue;
            }
            if (!scaled) {
                set(buckets, place, count, in.getDouble(), in.getDouble(), in.getDouble());
                continue;
            }
            before += signed(in);
            long second = signed(in);
            long third = varint(in);
            if (counter) {
                set(buckets, place, count, before / scale, second / scale, third / 1e3);
            } else {
                set(buckets, place, count, before / scale, (second + before * count) / scale, (before + third) / scale);
            }
        }
        return buckets;
    }

    private static byte[] doubles(Buckets buckets) {
        ByteBuffer out = ByteBuffer.allocate(1 + buckets.size() * MOST_BYTES);
        out.put(DOUBLES);
        for (int place = 0; place < buckets.size(); place++) {
            putVarint(out, buckets.count(place));
            if (buckets.count(place) > 0) {
                for (double number : numbers(buckets, place)) {
                    out.putDouble(number);
                }
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** What a bucket has beside its count, in the order of the file. */
    private static double[] numbers(Buckets buckets, int place) {
        return switch (buckets) {
            case GaugeBuckets gauge -> new double[] {gauge.min(place), gauge.sum(place), gauge.max(place)};
            case CounterBuckets counter ->
                new double[] {counter.last(place), counter.growth(place), counter.seconds(place)};
        };
    }

    private static void set(Buckets buckets, int place, int count, double first, double second, double third) {
        switch (buckets) {
            case GaugeBuckets gauge -> gauge.set(place, count, first, second, third);
            case CounterBuckets counter -> counter.set(place, count, first, second, third);
        }
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

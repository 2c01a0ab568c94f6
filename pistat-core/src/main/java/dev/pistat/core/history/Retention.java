package dev.pistat.core.history;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The ages up to which a store keeps its data, in {@linkplain RecordedTime recorded time}. Immutable.
 *
 * @param samples every sample, with its top processes; longer than zero
 * @param fiveMinutes buckets of five minutes; zero switches them off
 * @param hours buckets of an hour; zero switches them off
 * @param days buckets of a day; zero switches them off
 */
public record Retention(Duration samples, Duration fiveMinutes, Duration hours, Duration days) {

    /** A week of samples, 90 days of five minutes, 5 years of hours, 10 years of days. */
    public static final Retention DEFAULTS =
            new Retention(Duration.ofDays(7), Duration.ofDays(90), Duration.ofDays(1_825), Duration.ofDays(3_650));

    private static final Duration NOTABLE = Duration.ofDays(90);

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if samples are not kept at all, or a duration is negative
     */
    public Retention {
        if (!samples.isPositive() || fiveMinutes.isNegative() || hours.isNegative() || days.isNegative()) {
            throw new IllegalArgumentException("Samples must be kept for a while, and nothing less than not at all");
        }
    }

    /**
     * How long a tier is kept.
     *
     * @param tier the samples or one of the sizes of buckets
     * @return never negative; zero if it is not kept at all
     */
    public Duration of(Tier tier) {
        return switch (tier) {
            case SAMPLES -> samples;
            case FIVE_MINUTES -> fiveMinutes;
            case HOURS -> hours;
            case DAYS -> days;
        };
    }

    /**
     * Whether a tier is kept at all.
     *
     * @param tier the samples or one of the sizes of buckets
     * @return true for {@link Tier#SAMPLES} always
     */
    public boolean keeps(Tier tier) {
        return of(tier).isPositive();
    }

    /** {@return how long any tier is kept, the longest of all} */
    public Duration longest() {
        return Stream.of(Tier.values())
                .map(this::of)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * How long events, and the processes that used most in each five minutes, are kept.
     *
     * @return 90 days, or as long as the samples if that is longer
     */
    public Duration notable() {
        return samples.compareTo(NOTABLE) > 0 ? samples : NOTABLE;
    }
}

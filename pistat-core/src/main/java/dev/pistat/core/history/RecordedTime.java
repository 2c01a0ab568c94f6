package dev.pistat.core.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The time that was recorded, and how much of it lies before each day was last recorded in: what ages are counted in. The
 * age of a sample is what was recorded since, whatever the wall clock says: one that jumps by a year makes nothing older.
 * Between two samples of a boot that is the smaller advance of the two clocks, between two boots nothing.
 * Not thread-safe. Times are microseconds.
 */
public final class RecordedTime {

    private static final long DAY = Duration.ofDays(1).toNanos() / 1_000;

    private final NavigableMap<Long, Day> days = new TreeMap<>();
    private long total;
    private Optional<Moment> last;

    /**
     * Goes on from what was recorded before.
     *
     * @param days in any order; none if nothing was
     * @param last the newest sample, or empty if there is none
     */
    public RecordedTime(Collection<Day> days, Optional<Moment> last) {
        days.forEach(day -> this.days.put(day.number(), day));
        this.last = last;
        // The newest sample's day before the greatest figure: one wrong figure makes nothing old.
        total = last.map(moment -> this.days.get(dayOf(moment.at())))
                .map(Day::until)
                .orElseGet(() -> days.stream().mapToLong(Day::until).max().orElse(0));
    }

    /**
     * A day, in UTC.
     *
     * @param number since 1970
     * @param lastAt wall time of the sample that was last recorded in it
     * @param until how much had been recorded by then, since any beginning
     */
    public record Day(long number, long lastAt, long until) {}

    /**
     * When a sample was taken.
     *
     * @param at wall time
     * @param monotonic comparable within a boot
     * @param bootId the boot
     */
    public record Moment(long at, long monotonic, String bootId) {

        /**
         * How much was recorded from here on.
         *
         * @param later a sample that was taken later
         * @return the smaller of what the two clocks say; 0 if one went back, or in another boot
         */
        public long until(Moment later) {
            long least = Math.min(later.at - at, later.monotonic - monotonic);
            return bootId.equals(later.bootId) ? Math.max(0, least) : 0;
        }
    }

    /**
     * A stretch of wall time.
     *
     * @param from included
     * @param to excluded
     */
    public record Range(long from, long to) {

        /**
         * Whether a moment lies in it.
         *
         * @param at wall time
         * @return true for {@code from}, false for {@code to}
         */
        public boolean contains(long at) {
            return at >= from && at < to;
        }
    }

    /** {@return the same, to be changed without changing this} */
    public RecordedTime copy() {
        RecordedTime copy = new RecordedTime(days.values(), last);
        copy.total = total;
        return copy;
    }

    /**
     * Counts a sample.
     *
     * @param moment after all that were counted
     * @return its day as it is now
     */
    public Day add(Moment moment) {
        total += last.map(before -> before.until(moment)).orElse(0L);
        last = Optional.of(moment);
        return visit(moment.at());
    }

    /**
     * Makes a day as young as what is recorded now: a sample was put there.
     *
     * @param at wall time
     * @return the day
     */
    public Day visit(long at) {
        Day day = new Day(dayOf(at), at, total);
        days.put(day.number(), day);
        return day;
    }

    /**
     * Takes over what was recorded before all of this; days that are known stay as they are.
     *
     * @param earlier counted by itself
     */
    public void addEarlier(RecordedTime earlier) {
        long first = days.values().stream().mapToLong(Day::until).min().orElse(total);
        earlier.days.forEach((number, day) ->
                days.putIfAbsent(number, new Day(number, day.lastAt(), first - earlier.total + day.until())));
        last = last.or(() -> earlier.last);
    }

    /** {@return every day of which something is kept, in the order of wall time} */
    public Collection<Day> days() {
        return List.copyOf(days.values());
    }

    /** {@return how much was recorded, since any beginning} */
    public long total() {
        return total;
    }

    /**
     * Whether a tier still has what was recorded at a moment.
     *
     * @param tier samples go one by one, all else by whole days
     * @param kept how long it is kept
     * @param at wall time
     * @return rather false than true for samples of a day that has gaps
     */
    public boolean reaches(Tier tier, Duration kept, long at) {
        Map.Entry<Long, Day> day = days.ceilingEntry(dayOf(at));
        if (day == null) {
            // Of a file that tells of no day the wall clock is all that there is.
            long since = days.isEmpty() ? last.map(newest -> newest.at() - at).orElse(0L) : 0;
            return duration(since).compareTo(kept) <= 0;
        }
        long within = tier == Tier.SAMPLES ? Math.max(0, day.getValue().lastAt() - at) : 0;
        return !isOlder(day.getValue().until() - within, kept);
    }

    /**
     * The days since the last sample of which more was recorded than that, and what lies between them without a younger day.
     *
     * @param age how much
     * @return in the order of wall time; the first one has no beginning, unless a younger day is before it
     */
    public List<Range> olderThan(Duration age) {
        List<Range> ranges = new ArrayList<>();
        long from = Long.MIN_VALUE;
        long to = Long.MIN_VALUE;
        for (Day day : days.values()) {
            if (isOlder(day.until(), age)) {
                to = (day.number() + 1) * DAY;
            } else {
                if (to > from) {
                    ranges.add(new Range(from, to));
                }
                from = (day.number() + 1) * DAY;
            }
        }
        if (to > from) {
            ranges.add(new Range(from, to));
        }
        return ranges;
    }

    /**
     * The same days, some at a time.
     *
     * @param age how much was recorded since
     * @param size how many, aligned to 1970; none of them is younger
     * @return in the order in which they were last recorded in
     */
    public List<Range> daysOlderThan(Duration age, int size) {
        Map<Long, Long> untils = new TreeMap<>();
        days.values().forEach(day -> untils.merge(Math.floorDiv(day.number(), size), day.until(), Math::max));
        return untils.entrySet().stream()
                .filter(each -> isOlder(each.getValue(), age))
                .sorted(Map.Entry.comparingByValue())
                .map(each -> new Range(each.getKey() * size * DAY, (each.getKey() + 1) * size * DAY))
                .toList();
    }

    /**
     * Forgets the days that are older, of which nothing is kept any more.
     *
     * @param age how much was recorded since
     * @return their numbers
     */
    public List<Long> forget(Duration age) {
        List<Long> gone = days.values().stream()
                .filter(day -> isOlder(day.until(), age))
                .map(Day::number)
                .toList();
        days.keySet().removeAll(gone);
        return gone;
    }

    private boolean isOlder(long until, Duration age) {
        return duration(total - until).compareTo(age) > 0;
    }

    private static long dayOf(long at) {
        return Math.floorDiv(at, DAY);
    }

    private static Duration duration(long micros) {
        return Duration.ofSeconds(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }
}

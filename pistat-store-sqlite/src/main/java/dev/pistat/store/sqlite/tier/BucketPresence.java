package dev.pistat.store.sqlite.tier;

import dev.pistat.core.metric.NetworkMetrics;
import dev.pistat.core.metric.Series;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The buckets of the tiers that have values, of any series: all that is known of a moment whose samples are gone. It
 * remembers one row's span, so that moments are best asked for in their order. Only as long as the tiers stay as they are.
 */
public final class BucketPresence {

    /** A chunk tells how many values its buckets have whatever it is a chunk of. */
    private static final Series ANY = new Series(NetworkMetrics.NET_BYTES_SENT);

    private final Handle handle;
    private final Map<TierTable, Long> begins = new EnumMap<>(TierTable.class);
    private Optional<TierTable> tier = Optional.empty();
    private long number;
    private BitSet places = new BitSet();

    public BucketPresence(Handle handle) {
        this.handle = handle;
        for (TierTable each : TierTable.values()) {
            each.begin(handle).ifPresent(at -> begins.put(each, at));
        }
    }

    /** Whether there is something in the bucket of a moment, of the finest tier that reaches back to it. */
    public boolean at(long micros) {
        for (TierTable each : TierTable.values()) {
            if (begins.getOrDefault(each, Long.MAX_VALUE) <= micros) {
                long wanted = Math.floorDiv(micros, each.span);
                if (!tier.equals(Optional.of(each)) || number != wanted) {
                    tier = Optional.of(each);
                    number = wanted;
                    places = read(each, wanted);
                }
                return places.get((int) ((micros - wanted * each.span) / each.step));
            }
        }
        return false;
    }

    /** The buckets of a chunk that have values; empty if it cannot be read. */
    public static Optional<BitSet> placesOf(TierTable tier, byte[] chunk) {
        return Chunk.read(ANY, chunk, tier.places(), 1).map(buckets -> {
            BitSet places = new BitSet();
            for (int i = 0; i < buckets.size(); i++) {
                places.set(i, buckets.count(i) > 0);
            }
            return places;
        });
    }

    private BitSet read(TierTable tier, long number) {
        BitSet all = new BitSet();
        handle.createQuery("SELECT buckets FROM " + tier.table + " WHERE id >= ? AND id < ?")
                .bind(0, TierTable.firstId(number))
                .bind(1, TierTable.firstId(number + 1))
                .map((row, context) -> row.getBytes(1))
                .forEach(chunk -> placesOf(tier, chunk).ifPresent(all::or));
        return all;
    }
}

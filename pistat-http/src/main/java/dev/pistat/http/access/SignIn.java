package dev.pistat.http.access;

import dev.pistat.core.port.Clock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The check of a client's password. Thread-safe. It is slow, so the right secret is remembered, as a digest with a random
 * key; and one that was wrong, by client, so that a script with an old password costs nothing.
 *
 * <p>A client has a few wrong tries; then each next one must wait, twice as long every time. A client is an address; in IPv6 all
 * of a house, but not of a link. Who was right lately at the very same address need not wait, whatever others do there: behind a
 * proxy that is not known, or in the same house. So where it was right lately, and only there, the right one is known at once.
 */
final class SignIn {

    static final int FREE_TRIES = 5;
    static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    /** So long after its last wrong try a client is as any other. */
    static final Duration FORGOTTEN = Duration.ofMinutes(10);
    /** So long an address at which the password was right has the quick answer. */
    static final Duration LATELY = Duration.ofDays(1);

    private static final int MOST_CLIENTS = 1_024;
    private static final long MAX_WAIT_SECONDS = 10;

    enum Verdict {
        RIGHT,
        WRONG,
        /** It must wait before it may try again. */
        TOO_MANY,
        /** Others try at the moment. */
        BUSY
    }

    private final Password password;
    private final Clock clock;
    private final byte[] key = new byte[32];
    // One at a time: more would let strangers have the whole processor. Fair, so that each waits for those before it
    // alone.
    private final ReentrantLock trying = new ReentrantLock(true);
    private final Map<Address, Tries> wrong = Collections.synchronizedMap(new Recent<>());
    /** By address, when it was right there last. */
    private final Map<Address, Long> lately = Collections.synchronizedMap(new Recent<>());

    private volatile byte[] right = {};

    SignIn(Password password, Clock clock) {
        this.password = password;
        this.clock = clock;
        new SecureRandom().nextBytes(key);
    }

    Verdict check(Address address, String secret) {
        byte[] digest = digest(secret);
        Verdict verdict = known(address, digest);
        if (verdict == Verdict.BUSY) {
            verdict = turn(address, secret, digest);
        }
        if (verdict == Verdict.RIGHT) {
            lately.put(address, clock.monotonicNanos());
        }
        return verdict;
    }

    private Verdict turn(Address address, String secret, byte[] digest) {
        try {
            if (!trying.tryLock(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return Verdict.BUSY;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.BUSY;
        }
        try {
            Verdict meanwhile = known(address, digest);
            return meanwhile == Verdict.BUSY ? tried(client(address), secret, digest) : meanwhile;
        } finally {
            trying.unlock();
        }
    }

    /** Whose tries are counted together: a provider gives a house 64 bits, but on a link every machine has the same. */
    private static Address client(Address address) {
        return address.isIpv4() || address.isLinkLocal() ? address : new Address(address.high(), 0);
    }

    /** How long a client that has had too many must wait, rounded up. */
    long waitSeconds(Address address) {
        Tries tries = wrong.get(client(address));
        return tries == null ? 1 : TimeUnit.NANOSECONDS.toSeconds(Math.max(0, left(tries))) + 1;
    }

    /** How many clients it knows of. */
    int remembered() {
        return wrong.size();
    }

    /** Busy if it must be tried. */
    private Verdict known(Address address, byte[] digest) {
        boolean isRight = MessageDigest.isEqual(right, digest);
        Tries tries = wrong.get(client(address));
        if (tries == null || (isRight && wasRightLately(address))) {
            return isRight ? Verdict.RIGHT : Verdict.BUSY;
        }
        if (MessageDigest.isEqual(tries.last, digest)) {
            return Verdict.WRONG;
        }
        if (left(tries) > 0) {
            return Verdict.TOO_MANY; // also with the right one: else the quick answer could be had by guessing
        }
        return isRight ? Verdict.RIGHT : Verdict.BUSY;
    }

    private boolean wasRightLately(Address address) {
        Long at = lately.get(address);
        return at != null && clock.monotonicNanos() - at < LATELY.toNanos();
    }

    private Verdict tried(Address client, String secret, byte[] digest) {
        // A platform thread: one that computes for seconds must not keep virtual threads waiting.
        CompletableFuture<Boolean> is = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("pistat-password")
                .start(() -> is.completeAsync(() -> password.is(secret), Runnable::run));
        if (is.join()) {
            right = digest;
            wrong.remove(client);
            return Verdict.RIGHT;
        }
        Tries before = wrong.get(client);
        long now = clock.monotonicNanos();
        int count = before == null || now - before.at > FORGOTTEN.toNanos() ? 1 : before.count + 1;
        wrong.put(client, new Tries(count, now, digest));
        return Verdict.WRONG;
    }

    /** Nanoseconds that a client must still wait; none, or less, if it need not. */
    private long left(Tries tries) {
        if (tries.count < FREE_TRIES) {
            return 0;
        }
        long seconds = Math.min(LONGEST_WAIT.toSeconds(), 1L << Math.min(tries.count - FREE_TRIES, 30));
        return TimeUnit.SECONDS.toNanos(seconds) - (clock.monotonicNanos() - tries.at);
    }

    private byte[] digest(String secret) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(key);
            return sha256.digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** What a client has tried: how many wrong ones, and when and which the last one was. */
    private static final class Tries {

        private final int count;
        private final long at;
        private final byte[] last;

        private Tries(int count, long at, byte[] last) {
            this.count = count;
            this.at = at;
            this.last = last;
        }
    }

    /** The addresses that were heard of last. */
    private static final class Recent<T> extends LinkedHashMap<Address, T> {

        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, T> eldest) {
            return size() > MOST_CLIENTS;
        }
    }
}

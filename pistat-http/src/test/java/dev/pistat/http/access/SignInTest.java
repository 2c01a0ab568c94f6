package dev.pistat.http.access;

import static dev.pistat.http.access.SignIn.Verdict.RIGHT;
import static dev.pistat.http.access.SignIn.Verdict.TOO_MANY;
import static dev.pistat.http.access.SignIn.Verdict.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SignInTest {

    private static final String SECRET = "open sesame";
    private static final Address PHONE = Address.parse("192.168.1.7").orElseThrow();
    private static final Address LAPTOP = Address.parse("192.168.1.8").orElseThrow();

    private final FakeClock clock = new FakeClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final SignIn signIn = new SignIn(Password.of(SECRET, 10), clock);
    private int guesses;

    @Test
    void eachFurtherWrongTryMustWaitTwiceAsLongAndAMinuteAtMost() {
        guess(PHONE, SignIn.FREE_TRIES);
        for (long wait : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(signIn.check(PHONE, "a new guess")).isEqualTo(TOO_MANY);
            clock.advance(Duration.ofSeconds(wait).minusMillis(1));
            assertThat(signIn.check(PHONE, "a new guess")).isEqualTo(TOO_MANY);
            assertThat(signIn.waitSeconds(PHONE)).isEqualTo(1);
            clock.advance(Duration.ofMillis(1));
            guess(PHONE, 1);
        }
        assertThat(signIn.waitSeconds(PHONE)).isEqualTo(61);
    }

    @Test
    void onlyTheOneWhoGuessesWaits() {
        guess(PHONE, SignIn.FREE_TRIES);
        assertThat(signIn.check(LAPTOP, SECRET)).isEqualTo(RIGHT);
        assertThat(signIn.check(PHONE, SECRET))
                .as("or the right one could be found quickly")
                .isEqualTo(TOO_MANY);
    }

    @Test
    void aHouseIsOneClientInIpv6() {
        guess(address("2001:db8:1:1::1"), SignIn.FREE_TRIES);
        assertThat(signIn.check(address("2001:db8:1:1:ffff::2"), SECRET)).isEqualTo(TOO_MANY);
        assertThat(signIn.check(address("2001:db8:1:2::1"), SECRET)).isEqualTo(RIGHT);
    }

    /** As behind a proxy that is not known. */
    @Test
    void whoWasRightLatelyIsLetInWhateverOthersTryAtTheSameAddress() {
        assertThat(signIn.check(PHONE, SECRET)).isEqualTo(RIGHT);
        guess(PHONE, SignIn.FREE_TRIES);
        for (int i = 0; i < 60; i++) {
            assertThat(signIn.check(PHONE, "guess " + guesses++)).isIn(TOO_MANY, WRONG);
            assertThat(signIn.check(PHONE, SECRET)).isEqualTo(RIGHT);
            clock.advance(Duration.ofSeconds(5));
        }
        clock.advance(SignIn.LATELY);
        guess(PHONE, SignIn.FREE_TRIES);
        assertThat(signIn.check(PHONE, SECRET)).as("a day later").isEqualTo(TOO_MANY);
    }

    @Test
    void whoWasRightLatelyIsLetInWhateverTheHouseTries() {
        Address owner = address("2001:db8:1:1::1");
        assertThat(signIn.check(owner, SECRET)).isEqualTo(RIGHT);
        guess(address("2001:db8:1:1::2"), SignIn.FREE_TRIES);
        assertThat(signIn.check(owner, SECRET)).isEqualTo(RIGHT);
        assertThat(signIn.check(address("2001:db8:1:1::2"), SECRET)).isEqualTo(TOO_MANY);
        assertThat(signIn.check(address("2001:db8:1:1::3"), SECRET)).isEqualTo(TOO_MANY);
        assertThat(signIn.check(owner, "a wrong one")).isEqualTo(TOO_MANY);
    }

    @Test
    void whoIsRightForTheFirstTimeWhereOthersGuessWaitsAMinuteAtMost() {
        assertThat(signIn.check(LAPTOP, SECRET)).isEqualTo(RIGHT);
        guess(PHONE, SignIn.FREE_TRIES);
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofMinutes(1));
            guess(PHONE, 1);
        }
        assertThat(signIn.waitSeconds(PHONE)).isLessThanOrEqualTo(61);
        assertThat(signIn.check(PHONE, SECRET)).isEqualTo(TOO_MANY);
        clock.advance(SignIn.LONGEST_WAIT);
        assertThat(signIn.check(PHONE, SECRET)).isEqualTo(RIGHT);
    }

    @Test
    void onALinkEachMachineIsOneClient() {
        for (String other : List.of("fe80::1", "febf:ffff::1")) {
            guess(address(other), SignIn.FREE_TRIES);
            assertThat(signIn.check(address(other), "a new guess")).isEqualTo(TOO_MANY);
            assertThat(signIn.check(address(other + ":2"), SECRET)).isEqualTo(RIGHT);
        }
        guess(address("fec0::1"), SignIn.FREE_TRIES);
        assertThat(signIn.check(address("fec0::2"), SECRET)).isEqualTo(TOO_MANY);
    }

    private static Address address(String text) {
        return Address.parse(text).orElseThrow();
    }

    @Test
    void theSameWrongOneAgainIsNoGuess() {
        for (int i = 0; i < 100; i++) {
            assertThat(signIn.check(PHONE, "an old password")).isEqualTo(WRONG);
        }
        assertThat(signIn.check(PHONE, SECRET)).isEqualTo(RIGHT);
    }

    @Test
    void wrongOnesAreForgottenInTime() {
        guess(PHONE, SignIn.FREE_TRIES);
        clock.advance(SignIn.FORGOTTEN.plusSeconds(1));
        guess(PHONE, SignIn.FREE_TRIES - 1);
        assertThat(signIn.check(PHONE, SECRET)).isEqualTo(RIGHT);
    }

    @Test
    void whoTriesManyAtOnceHasNoMoreTries() throws Exception {
        List<Future<SignIn.Verdict>> verdicts = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(20)) {
            for (int i = 0; i < 20; i++) {
                String guess = "guess " + i;
                verdicts.add(clients.submit(() -> signIn.check(PHONE, guess)));
            }
        }
        List<SignIn.Verdict> said = new ArrayList<>();
        for (Future<SignIn.Verdict> verdict : verdicts) {
            said.add(verdict.get());
        }
        assertThat(said).filteredOn(WRONG::equals).hasSize(SignIn.FREE_TRIES);
        assertThat(said).filteredOn(TOO_MANY::equals).hasSize(20 - SignIn.FREE_TRIES);
    }

    @Test
    void ofManyClientsThoseThatWereHeardOfLastAreRemembered() {
        guess(PHONE, SignIn.FREE_TRIES);
        for (int i = 0; i < 2_000; i++) {
            guess(new Address((long) i << 32, 0), 1);
        }
        assertThat(signIn.remembered()).isEqualTo(1_024);
        assertThat(signIn.check(PHONE, SECRET)).isEqualTo(RIGHT);
    }

    private void guess(Address client, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(signIn.check(client, "guess " + guesses++)).isEqualTo(WRONG);
        }
    }
}

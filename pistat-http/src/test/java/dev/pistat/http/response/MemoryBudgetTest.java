package dev.pistat.http.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.http.HttpServer;
import dev.pistat.http.RawClient;
import dev.pistat.http.TestServer;
import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    @Test
    void whatFitsIsDoneAndWhatIsLargerThanAllHasItAlone() {
        MemoryBudget memory = new MemoryBudget(100_000, Duration.ofSeconds(5));
        int[] done = {0};
        memory.work(50_000, () -> memory.work(40_000, () -> done[0]++));
        memory.work(1_000_000, () -> done[0]++);
        assertThat(done[0]).isEqualTo(2);
    }

    @Test
    void whoFindsNoRoomWaitsForIt() throws Exception {
        MemoryBudget memory = new MemoryBudget(100_000, Duration.ofSeconds(5));
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread other = Thread.ofVirtual()
                .start(() -> memory.work(80_000, () -> {
                    taken.countDown();
                    await(over);
                }));
        await(taken);
        Thread waiting = Thread.ofVirtual().start(() -> memory.work(80_000, () -> {}));
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        over.countDown();
        waiting.join();
        other.join();
    }

    @Test
    void whoFindsNoneForTooLongIsToldToComeBack() throws Exception {
        MemoryBudget memory = new MemoryBudget(100_000, Duration.ofMillis(10));
        HttpService busy = rules -> rules.any(
                "/api/busy", new GetHandler((req, res) -> memory.work(90_000, () -> memory.work(90_000, () -> {}))));
        try (HttpServer server = TestServer.start(busy)) {
            RawClient.Answer answer = new RawClient(server.port()).get("/api/busy");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("5");
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"error\":\"Too many questions about the history at once; try again in a few seconds\"}");
        }
    }

    @Test
    void workThatFailsGivesItsRoomBack() {
        MemoryBudget memory = new MemoryBudget(100_000, Duration.ofSeconds(5));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> memory.work(80_000, () -> {
                        throw new IllegalStateException("broken");
                    }))
                    .hasMessage("broken");
        }
        memory.work(80_000, () -> {});
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

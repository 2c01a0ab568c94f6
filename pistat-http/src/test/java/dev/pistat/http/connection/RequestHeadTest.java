package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.RequestException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestHeadTest {

    private static final String LINE = "GET / HTTP/1.1\r\n";

    private final RequestHead head = new RequestHead();

    @Test
    void itIsWholeWithTheEmptyLineHoweverItComes() {
        String request = LINE + "Host: localhost\r\n\r\n";
        for (int i = 0; i < request.length(); i++) {
            assertThat(head.isWhole()).as(request.substring(0, i)).isFalse();
            come(request.substring(i, i + 1));
        }
        assertThat(head.isWhole()).isTrue();
        assertThat(text(head.take())).isEqualTo(request);
        assertThat(head.size()).isZero();
    }

    @Test
    void whatComesBehindItStaysForTheNext() {
        come(LINE + "\r\n" + LINE + "X: y\r\n\r\nrest");
        assertThat(head.isWhole()).isTrue();
        assertThat(text(head.take())).isEqualTo(LINE + "\r\n");
        assertThat(head.isWhole()).isTrue();
        assertThat(text(head.take())).isEqualTo(LINE + "X: y\r\n\r\n");
        assertThat(head.isWhole()).isFalse();
        assertThat(text(head.takeAll())).isEqualTo("rest");
    }

    @Test
    void whatBeginsAsNoRequestIsNotWaitedFor() {
        come("nonsense\r\n");
        assertThat(head.isWhole()).isTrue();
    }

    @Test
    void aHundredHeaderLinesAreTakenAndNoMore() {
        come(LINE + "a:\r\n".repeat(100));
        assertThat(head.isWhole()).isFalse();
        come("a:\r\n");
        assertThatThrownBy(head::isWhole).isInstanceOf(RequestException.class);
    }

    @Test
    void itGrowsOnceAndIsThenAsLongAsItMayBe() {
        come(LINE + "x".repeat(RequestHead.USUAL_BYTES - LINE.length()));
        assertThat(head.isFull()).isTrue();
        assertThat(head.isWhole()).isFalse();
        head.grow();
        assertThat(head.isFull()).isFalse();
        come("x".repeat(RequestHead.MOST_BYTES - RequestHead.USUAL_BYTES));
        assertThat(head.isWhole()).isTrue();
        head.takeAll();
        assertThat(head.isGrown()).isFalse();
    }

    private void come(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, head.bytes(), head.size(), bytes.length);
        head.came(bytes.length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}

package dev.pistat.http.stream;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The position of a client in the stream: all samples and all events up to these ids. As text, which is the {@code id} of
 * everything sent, {@code 4711-17}.
 *
 * @param sample 0 if there was none
 * @param event 0 if there was none
 */
public record StreamPosition(long sample, long event) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** What a text says, empty if it is of another form. */
    public static Optional<StreamPosition> of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new StreamPosition(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return sample + "-" + event;
    }
}

package dev.pistat.app.terminal;

import java.util.Locale;

/**
 * Text for a terminal or a log that may hold what another program has written, such as the name of a process: one line, in which
 * nothing moves the cursor, changes colours or turns the direction of writing.
 */
public final class Printable {

    private Printable() {}

    /** With what cannot be seen written as Java does: a line end as {@code \n}, an escape as {@code \u001b}. */
    public static String text(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(each -> {
            switch (Character.getType(each)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> shown.append(escaped(each));
                default -> shown.appendCodePoint(each);
            }
        });
        return shown.toString();
    }

    private static String escaped(int each) {
        return switch (each) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", each);
        };
    }
}

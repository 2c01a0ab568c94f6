package dev.pistat.app.terminal;

import java.util.Locale;

/** Numbers of bytes for people. */
public final class Bytes {

    private Bytes() {}

    /** In the unit that fits, each a thousand of the one before: {@code 512 B}, {@code 1.5 kB}, {@code 23.4 MB}. */
    public static String text(long bytes) {
        if (bytes < 1_000) {
            return String.format(Locale.ROOT, "%d B", bytes);
        } else if (bytes < 1e6) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        } else if (bytes < 1e9) {
            return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        }
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}

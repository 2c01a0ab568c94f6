package dev.pistat.collector.linux.testkit;

import dev.pistat.collector.linux.kernel.MalformedException;
import java.util.Random;
import java.util.function.Consumer;

/** Text as a broken kernel, a broken disk or an attacker might write it: 10,000 kinds, the same ones at every run. */
public final class Mutations {

    private static final int COUNT = 10_000;
    private static final String[] ODDITIES = {
        "",
        "\0",
        "\n",
        " ",
        "-",
        "-1",
        "+",
        ".",
        ",",
        ":",
        "=",
        "cpu",
        "NaN",
        "Infinity",
        "1e308",
        "0x7f",
        "1d",
        "\u00ff",
        "18446744073709551615",
        "18446744073709551616",
        "9223372036854775808",
        "99999999999999999999999999",
        "٣"
    };

    private Mutations() {}

    /** Has a text parsed in all its mutations; only a {@link MalformedException} may come of it, or a proper value. */
    public static void of(String text, Consumer<String> parseAndCheck) {
        Random random = new Random(20_26);
        for (int i = 0; i < COUNT; i++) {
            String mutated = text;
            for (int times = random.nextInt(3); times >= 0; times--) {
                mutated = mutate(mutated, random);
            }
            try {
                parseAndCheck.accept(mutated);
            } catch (MalformedException e) {
                // what a parser may throw
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Parsing '" + mutated + "'", e);
            }
        }
    }

    private static String mutate(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(text.length() - from + 1);
        String oddity = ODDITIES[random.nextInt(ODDITIES.length)];
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, from);
            case 1 -> text.substring(from);
            case 2 -> text.substring(0, from) + text.substring(to);
            case 3 -> text.substring(0, to) + text.substring(from);
            case 4 -> text.substring(0, from) + oddity + text.substring(from);
            default ->
                text.substring(0, from)
                        + (char) random.nextInt(256)
                        + text.substring(Math.min(from + 1, text.length()));
        };
    }
}

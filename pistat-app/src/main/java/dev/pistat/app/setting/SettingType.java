package dev.pistat.app.setting;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.tomlj.TomlTable;

/**
 * The way in which a value is written in the file, and the range that it has.
 *
 * @param check throws an {@link IllegalArgumentException} for a value out of the range that was not read from a file; its
 *     message is the end of a sentence that begins with the setting
 * @param range the range of what the file may say, in words; empty if the type alone says it
 * @param secret whether it is a file that only the user that PiStat runs as should be able to read
 */
record SettingType<T>(Reader<T> reader, Consumer<T> check, String range, boolean secret) {

    interface Reader<T> {
        /**
         * Reads a value.
         *
         * @param written a {@code Long}, {@code Double}, {@code Boolean}, {@code String}, {@code List}, or what else TOML has
         * @param folder the folder of the file, where relative paths begin
         * @param wrong takes what is wrong with it, as the end of a sentence that begins with the setting
         * @return empty if it is wrong
         */
        Optional<T> read(Object written, Path folder, Consumer<String> wrong);
    }

    private static <T> SettingType<T> unchecked(Reader<T> reader, boolean secret) {
        return new SettingType<>(reader, value -> {}, "", secret);
    }

    static SettingType<Boolean> truth() {
        return unchecked(
                (written, folder, wrong) -> {
                    if (written instanceof Boolean truth) {
                        return Optional.of(truth);
                    }
                    wrong.accept("must be true or false, not " + described(written));
                    return Optional.empty();
                },
                false);
    }

    static SettingType<Integer> whole(int least, int most) {
        return number(least, most, Math::toIntExact, least);
    }

    /** Whole seconds in the file; elsewhere any part of one. */
    static SettingType<Duration> seconds(int least, int most) {
        return number(least, most, Duration::ofSeconds, Duration.ofNanos(Math.min(least, 1)));
    }

    /** Whole days in the file; elsewhere any part of one. */
    static SettingType<Duration> days(int least, int most) {
        return number(least, most, Duration::ofDays, Duration.ofNanos(Math.min(least, 1)));
    }

    /** Megabytes in the file; elsewhere bytes. */
    static SettingType<Long> megabytes(int least, int most) {
        return number(least, most, megabytes -> megabytes * 1_000_000, least * 1_000_000L);
    }

    private static <T extends Comparable<T>> SettingType<T> number(
            int least, int most, LongFunction<T> unit, T smallest) {
        String range = least + " to " + most;
        T greatest = unit.apply(most);
        Reader<T> reader = (written, folder, wrong) -> {
            if (!(written instanceof Long number)) {
                wrong.accept("must be a whole number, not " + described(written));
            } else if (number < least || number > most) {
                wrong.accept("must be " + range + ", not " + number);
            } else {
                return Optional.of(unit.apply(number));
            }
            return Optional.empty();
        };
        Consumer<T> check = value -> {
            if (value.compareTo(smallest) < 0 || value.compareTo(greatest) > 0) {
                throw new IllegalArgumentException("must be " + smallest + " to " + greatest + ", not " + value);
            }
        };
        return new SettingType<>(reader, check, range, false);
    }

    static SettingType<String> text() {
        return text(text -> text);
    }

    /** A text of which a function makes something; the message of its exception is the end of a sentence. */
    static <T> SettingType<T> text(Function<String, T> function) {
        return unchecked(quoted((text, folder) -> function.apply(text)), false);
    }

    static SettingType<Path> path() {
        return text(Path::of);
    }

    /** A path that is relative to the file. */
    static SettingType<Path> file() {
        return unchecked(quoted((text, folder) -> folder.resolve(text)), false);
    }

    /** The same, of a file that only the user that PiStat runs as should be able to read. */
    static SettingType<Path> secretFile() {
        return unchecked(quoted((text, folder) -> folder.resolve(text)), true);
    }

    private static <T> Reader<T> quoted(BiFunction<String, Path, T> function) {
        return (written, folder, wrong) -> {
            if (!(written instanceof String text)) {
                wrong.accept("must be a text in quotes, not " + described(written));
            } else if (text.isBlank()) {
                wrong.accept("must not be empty");
            } else {
                return made(text, each -> function.apply(each, folder), wrong);
            }
            return Optional.empty();
        };
    }

    /** A list of texts, of each of which a function makes some values. */
    static <T> SettingType<List<T>> list(Function<String, List<T>> function) {
        return unchecked(
                (written, folder, wrong) -> {
                    if (written instanceof List<?> list) {
                        return Optional.of(list.stream()
                                .flatMap(each -> element(each, function, wrong).stream())
                                .flatMap(List::stream)
                                .toList());
                    }
                    wrong.accept("must be a list in brackets, not " + described(written));
                    return Optional.empty();
                },
                false);
    }

    private static <T> Optional<T> element(Object written, Function<String, T> function, Consumer<String> wrong) {
        if (written instanceof String text) {
            return made(text, function, wrong);
        }
        wrong.accept("must have texts in quotes, not " + described(written));
        return Optional.empty();
    }

    private static <T> Optional<T> made(String text, Function<String, T> function, Consumer<String> wrong) {
        try {
            return Optional.of(function.apply(text));
        } catch (InvalidPathException e) {
            wrong.accept("cannot be a path here: " + e.getReason());
        } catch (IllegalArgumentException e) {
            wrong.accept("\"" + text + "\" " + e.getMessage());
        }
        return Optional.empty();
    }

    private static String described(Object written) {
        return switch (written) {
            case String text -> "the text \"" + text + "\"";
            case TomlTable table -> "a table";
            case Long number -> "the number " + number;
            case Double number -> "the number " + number;
            case Boolean truth -> truth.toString();
            default -> "a list or a date";
        };
    }
}

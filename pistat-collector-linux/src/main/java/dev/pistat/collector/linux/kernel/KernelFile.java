package dev.pistat.collector.linux.kernel;

import dev.pistat.core.metric.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The reading and parsing that all small text files of procfs and sysfs have in common. */
public final class KernelFile {

    private static final Pattern LINE_END = Pattern.compile("\n");
    private static final Pattern NUMBER = Pattern.compile("[ \\t]+(\\d+)(?=\\s|$)");

    private KernelFile() {}

    /** The whole text. Every byte becomes a character, so that no content is an error here. */
    public static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** The whole text of a file with names that people chose, which are UTF-8; a byte that is not becomes U+FFFD. */
    public static String names(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /**
     * The lines of a text, which end at a line feed alone, as the kernel's do: a carriage return is a character of a name.
     * A last line that does not end is one too.
     */
    public static Stream<String> lines(String text) {
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty() ? Stream.empty() : LINE_END.splitAsStream(whole);
    }

    /** The entries of a folder whose names match, in no order; none if there is no such folder. */
    public static List<Path> entries(Path folder, String glob) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return entries;
    }

    /**
     * What tells a folder of sysfs from an earlier one of the same name: its inode, which is another for each device that
     * there ever was. Of a link, the link's own. Empty if there is none.
     */
    public static Optional<Object> identity(Path folder) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The number that follows a name at the beginning of a line, as in {@code procs_running 2} or
     * {@code MemTotal:  8010392 kB}; empty if no line begins so. A last line that does not end is none.
     *
     * @param name with the colon, where there is one
     * @throws MalformedException if it is not a number that follows
     */
    public static OptionalDouble number(String text, String name) {
        int line = text.startsWith(name) ? 0 : text.indexOf("\n" + name) + 1;
        int end = text.indexOf('\n', line);
        if (end < 0 || !text.startsWith(name, line)) {
            return OptionalDouble.empty();
        }
        Matcher number = NUMBER.matcher(text).region(line + name.length(), end);
        if (!number.lookingAt()) {
            throw new MalformedException("a number after " + name, text.substring(line, end));
        }
        return OptionalDouble.of(count(number.group(1)));
    }

    /**
     * The {@link #number} that follows a name, as a reading: failed if it is not a number that follows.
     *
     * @param otherwise why it is unavailable if no line begins so
     */
    public static Reading reading(String text, String name, String otherwise) {
        try {
            OptionalDouble number = number(text, name);
            return number.isPresent() ? new Reading.Value(number.getAsDouble()) : new Reading.Unavailable(otherwise);
        } catch (MalformedException e) {
            return new Reading.Failed(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Parses a counter of the kernel, an unsigned number of 64 bits. Above 2<sup>53</sup> the nearest double.
     *
     * @throws MalformedException if it is none
     */
    public static double count(String text) {
        return toDouble(counter(text));
    }

    /**
     * Parses a counter to its 64 bits, of which two can be subtracted without loss, whatever their size.
     *
     * @throws MalformedException if it is none
     */
    public static long counter(String text) {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedException("a counter", text);
        }
    }

    /** The nearest double to 64 bits without a sign. */
    public static double toDouble(long bits) {
        return bits >= 0 ? bits : (bits >>> 1) * 2.0;
    }
}

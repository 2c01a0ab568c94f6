package dev.pistat.collector.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What all small text files of procfs and sysfs have in common. */
final class KernelFile {

    private KernelFile() {}

    /** The whole text. Every byte becomes a character, so that no content is an error here. */
    static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** The entries of a folder whose names match, in no order; none if there is no such folder. */
    static List<Path> entries(Path folder, String glob) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return entries;
    }

    /**
     * Parses a counter of the kernel, an unsigned number of 64 bits. Above 2<sup>53</sup> the nearest double.
     *
     * @throws MalformedException if it is none
     */
    static double count(String text) {
        try {
            long bits = Long.parseUnsignedLong(text);
            return bits >= 0 ? bits : (bits >>> 1) * 2.0;
        } catch (NumberFormatException e) {
            throw new MalformedException("a counter", text);
        }
    }
}

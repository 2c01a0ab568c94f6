package dev.pistat.app.setting;

import dev.pistat.app.Configuration;
import dev.pistat.core.history.Retention;
import dev.pistat.http.access.Access;
import dev.pistat.http.access.Network;
import dev.pistat.http.access.TlsFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads {@code config.toml}. What is missing has its default; everything that is wrong is found at once, with the line and
 * column where it stands.
 */
public final class ConfigurationFile {

    private final String name;
    private final List<String> lines;
    private final TomlParseResult toml;
    private final Map<String, Collection<String>> known = new LinkedHashMap<>();
    private final List<Complaint> complaints = new ArrayList<>();

    private record Complaint(int line, int column, String text) {}

    private ConfigurationFile(String name, String text) {
        this.name = name;
        this.lines = text.lines().toList();
        this.toml = Toml.parse(text);
    }

    /** The settings without any file; the database lies in the current folder. */
    public static Configuration defaults() {
        try {
            return new ConfigurationFile("", "").settings(Path.of(""));
        } catch (ConfigurationException e) {
            throw new AssertionError("The defaults contradict themselves", e);
        }
    }

    /**
     * Reads a file. A relative database path is relative to it.
     *
     * @throws ConfigurationException if it is not there, or anything in it is wrong
     */
    public static Configuration read(Path file) throws ConfigurationException {
        try {
            Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
            return new ConfigurationFile(file.toString(), withoutMark(Files.readString(file))).settings(folder);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(List.of(file + ": no such file"));
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(List.of(file + ": no permission to read it"));
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(List.of(file + ": is not text in UTF-8"));
        } catch (IOException e) {
            throw new ConfigurationException(
                    List.of(file + ": cannot be read: " + (Files.isDirectory(file) ? "is a folder" : e.getMessage())));
        }
    }

    /** Some editors begin a file with a byte order mark. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private Configuration settings(Path folder) throws ConfigurationException {
        Configuration.Builder settings = Configuration.builder()
                .interval(seconds("collection", "interval_seconds", 10, 1, 3_600))
                .host(text("server", "host", "0.0.0.0"))
                .port(whole("server", "port", 8_889, 0, 65_535))
                .access(access(folder))
                .networkInterface(text("metrics", "network_interface", "eth0"))
                .diskPath(path("metrics", "disk_path", "/"))
                .virtual(truth("metrics", "virtual", false))
                .procfs(path("paths", "procfs", "/proc"))
                .sysfs(path("paths", "sysfs", "/sys"))
                .rootfs(path("paths", "rootfs", "/"))
                .database(folder.resolve(path("database", "path", "pistat.db")))
                .flush(seconds("database", "flush_seconds", 60, 0, 3_600))
                .retention(new Retention(
                        days("collection", "retention_days", 7, 1, 3_650),
                        days("database", "five_minute_days", 90, 0, 3_650),
                        days("database", "hourly_days", 1_825, 0, 36_500),
                        days("database", "daily_days", 3_650, 0, 36_500)))
                .maxBytes(whole("database", "max_megabytes", 512, 0, 1_000_000) * 1_000_000L);
        tls(folder).ifPresent(settings::tls);
        complainAboutTheUnknown();
        toml.errors()
                .forEach(error -> complaints.add(new Complaint(
                        error.position().line(), error.position().column(), String.valueOf(error.getMessage()))));
        if (complaints.isEmpty()) {
            return settings.build();
        }
        throw new ConfigurationException(complaints.stream()
                .sorted(Comparator.comparingInt(Complaint::line).thenComparingInt(Complaint::column))
                .map(complaint -> name + ":" + complaint.line() + ":" + complaint.column() + ": " + complaint.text())
                .toList());
    }

    private Access access(Path folder) {
        return new Access(
                texts("server", "allow", List.of("private"), ConfigurationFile::networks).stream()
                        .flatMap(List::stream)
                        .toList(),
                Set.copyOf(texts("server", "names", List.of(), Access::name)),
                file("server", "password_file", folder),
                texts("server", "trusted_proxies", List.of(), Network::of),
                read("server", "base_path", text("server", "base_path", "/"), Access::basePath)
                        .orElse(""));
    }

    private static List<Network> networks(String text) {
        return switch (text) {
            case "any" -> Network.ANY;
            case "private" -> Network.PRIVATE;
            default -> List.of(Network.of(text));
        };
    }

    private Optional<TlsFiles> tls(Path folder) {
        Optional<Path> certificate = file("server", "certificate", folder);
        Optional<Path> key = file("server", "key", folder);
        if (certificate.isPresent() && key.isPresent()) {
            return Optional.of(new TlsFiles(certificate.get(), key.get()));
        }
        if (certificate.isPresent()) {
            complainAboutValue("server", "certificate", "needs server.key beside it");
        } else if (key.isPresent()) {
            complainAboutValue("server", "key", "needs server.certificate beside it");
        }
        return Optional.empty();
    }

    private Duration seconds(String section, String key, int otherwise, int least, int most) {
        return Duration.ofSeconds(whole(section, key, otherwise, least, most));
    }

    private Duration days(String section, String key, int otherwise, int least, int most) {
        return Duration.ofDays(whole(section, key, otherwise, least, most));
    }

    private int whole(String section, String key, int otherwise, int least, int most) {
        Object value = value(section, key);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof Long number)) {
            complainAboutValue(section, key, "must be a whole number, not " + described(value));
        } else if (number < least || number > most) {
            complainAboutValue(section, key, "must be " + least + " to " + most + ", not " + number);
        } else {
            return number.intValue();
        }
        return otherwise;
    }

    private String text(String section, String key, String otherwise) {
        Object value = value(section, key);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof String text)) {
            complainAboutValue(section, key, "must be a text in quotes, not " + described(value));
        } else if (text.isBlank()) {
            complainAboutValue(section, key, "must not be empty");
        } else {
            return text;
        }
        return otherwise;
    }

    private Path path(String section, String key, String otherwise) {
        String text = text(section, key, otherwise);
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            complainAboutValue(section, key, "cannot be a path here: " + e.getReason());
            return Path.of(otherwise);
        }
    }

    /** A file that need not be; a relative path is relative to the configuration. */
    private Optional<Path> file(String section, String key, Path folder) {
        return value(section, key) == null ? Optional.empty() : Optional.of(folder.resolve(path(section, key, ".")));
    }

    /** A list, each of whose texts its reader reads. */
    private <T> List<T> texts(String section, String key, List<String> otherwise, Function<String, T> reader) {
        Object value = value(section, key);
        if (value != null && !(value instanceof TomlArray)) {
            complainAboutValue(section, key, "must be a list in brackets, not " + described(value));
        }
        List<?> values = value instanceof TomlArray array ? array.toList() : otherwise;
        return values.stream()
                .flatMap(each -> read(section, key, each, reader).stream())
                .toList();
    }

    private <T> Optional<T> read(String section, String key, Object value, Function<String, T> reader) {
        if (!(value instanceof String text)) {
            complainAboutValue(section, key, "must have texts in quotes, not " + described(value));
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException e) {
            complainAboutValue(section, key, "\"" + text + "\" " + e.getMessage());
            return Optional.empty();
        }
    }

    private boolean truth(String section, String key, boolean otherwise) {
        Object value = value(section, key);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        complainAboutValue(section, key, "must be true or false, not " + described(value));
        return otherwise;
    }

    private @Nullable Object value(String section, String key) {
        known.computeIfAbsent(section, none -> new ArrayList<>()).add(key);
        return toml.get(List.of(section)) instanceof TomlTable table ? table.get(List.of(key)) : null;
    }

    private void complainAboutValue(String section, String key, String text) {
        TomlPosition at = toml.inputPositionOf(List.of(section, key));
        if (at != null) {
            complaints.add(new Complaint(at.line(), valueColumn(at), section + "." + key + " " + text));
        }
    }

    /** The library tells where the key begins. */
    private int valueColumn(TomlPosition key) {
        String line = lines.get(key.line() - 1);
        int column = line.indexOf('=', key.column() - 1) + 1;
        while (column < line.length() && Character.isWhitespace(line.charAt(column))) {
            column++;
        }
        return column + 1;
    }

    private void complainAboutTheUnknown() {
        for (String section : new TreeSet<>(toml.keySet())) {
            Collection<String> keys = known.get(section);
            if (keys == null) {
                String what = toml.get(List.of(section)) instanceof TomlTable ? "section [" + section + "]" : section;
                complainAt(List.of(section), "unknown " + what + nearest(section, known.keySet()));
            } else if (toml.get(List.of(section)) instanceof TomlTable table) {
                for (String key : table.keySet()) {
                    if (!keys.contains(key)) {
                        complainAt(List.of(section, key), "unknown key " + section + "." + key + nearest(key, keys));
                    }
                }
            } else {
                complainAt(List.of(section), section + " must be a section: [" + section + "]");
            }
        }
    }

    private void complainAt(List<String> path, String text) {
        TomlPosition at = toml.inputPositionOf(path);
        if (at != null) {
            complaints.add(new Complaint(at.line(), at.column(), text));
        }
    }

    private static String described(Object value) {
        return switch (value) {
            case String text -> "the text \"" + text + "\"";
            case TomlTable table -> "a table";
            case Long number -> "the number " + number;
            case Double number -> "the number " + number;
            case Boolean truth -> truth.toString();
            default -> "a list or a date";
        };
    }

    private static String nearest(String word, Collection<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(each -> distance(word, each)))
                .orElseThrow();
        return ", did you mean " + nearest + "?";
    }

    /** How many letters must be changed, added or dropped (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}

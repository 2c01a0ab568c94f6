package dev.pistat.app.setting;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A file such as {@code config.toml}. A setting that it does not have has its default; everything that is wrong is found at
 * once, each with its line and column.
 */
public final class SettingsFile {

    private final Path file;
    private final List<String> lines;
    private final TomlParseResult toml;
    private final List<Complaint> complaints = new ArrayList<>();

    private record Complaint(int line, int column, String text) {}

    private SettingsFile(Path file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
        this.toml = Toml.parse(text);
    }

    /**
     * Reads a file.
     *
     * @param file in TOML and UTF-8
     * @return the values of all settings that are set or have a default, each of the type of its setting
     * @throws ConfigurationException if it is not there, or anything in it is wrong
     */
    public static Map<Setting<?>, Object> read(Path file) throws ConfigurationException {
        try {
            return parse(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(List.of(file + ": no such file"));
        } catch (AccessDeniedException e) {
            throw new ConfigurationException(List.of(file + ": no permission to read it"));
        } catch (IOException e) {
            throw new ConfigurationException(
                    List.of(file + ": cannot be read: " + (Files.isDirectory(file) ? "is a folder" : e.getMessage())));
        }
    }

    /** Reads what a file has in it. */
    static Map<Setting<?>, Object> parse(Path file, byte[] content) throws ConfigurationException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return new SettingsFile(file, withoutMark(text)).values();
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(List.of(file + ": is not text in UTF-8"));
        }
    }

    /** Some editors begin a file with a byte order mark. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private Map<Setting<?>, Object> values() throws ConfigurationException {
        Path folder = Optional.ofNullable(file.getParent()).orElse(Path.of(""));
        Map<Setting<?>, Object> values = new HashMap<>();
        Settings.ALL.forEach(setting -> read(setting, folder).ifPresent(value -> values.put(setting, value)));
        complainAboutTheUnknown();
        toml.errors().forEach(error -> complain(error.position(), 0, String.valueOf(error.getMessage())));
        if (complaints.isEmpty()) {
            Map<Setting<?>, Object> all = Settings.defaults(folder);
            all.putAll(values);
            return all;
        }
        throw new ConfigurationException(complaints.stream()
                .sorted(Comparator.comparingInt(Complaint::line).thenComparingInt(Complaint::column))
                .map(complaint -> file + ":" + complaint.line() + ":" + complaint.column() + ": " + complaint.text())
                .toList());
    }

    private <T> Optional<T> read(Setting<T> setting, Path folder) {
        Object written = value(setting.section, setting.key);
        if (written == null) {
            return Optional.empty();
        }
        Optional<T> value = setting.type.reader().read(written, folder, wrong -> complainAboutValue(setting, wrong));
        if (setting.partner != null && toml.get(setting.partner) == null) {
            complainAboutValue(setting, "needs " + setting.partner + " beside it");
        }
        return value;
    }

    private @Nullable Object value(String section, String key) {
        Object value = toml.get(List.of(section)) instanceof TomlTable table ? table.get(List.of(key)) : null;
        return value instanceof TomlArray array ? array.toList() : value;
    }

    private void complainAboutValue(Setting<?> setting, String text) {
        TomlPosition at = toml.inputPositionOf(List.of(setting.section, setting.key));
        complain(at, at == null ? 0 : fromKeyToValue(at), setting + " " + text);
    }

    /** The library tells where the key begins. */
    private int fromKeyToValue(TomlPosition key) {
        String line = lines.get(key.line() - 1);
        int column = line.indexOf('=', key.column() - 1) + 1;
        while (column < line.length() && Character.isWhitespace(line.charAt(column))) {
            column++;
        }
        return column + 1 - key.column();
    }

    private void complainAboutTheUnknown() {
        Map<String, List<String>> known = new LinkedHashMap<>();
        Settings.ALL.forEach(setting -> known.computeIfAbsent(setting.section, none -> new ArrayList<>())
                .add(setting.key));
        for (String section : new TreeSet<>(toml.keySet())) {
            List<String> keys = known.get(section);
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
        complain(toml.inputPositionOf(path), 0, text);
    }

    /** Without a place it stands at the beginning. */
    private void complain(@Nullable TomlPosition at, int columns, String text) {
        complaints.add(at == null ? new Complaint(1, 1, text) : new Complaint(at.line(), at.column() + columns, text));
    }

    private static String nearest(String word, Collection<String> known) {
        String nearest = known.stream()
                .min(Comparator.comparingInt(each -> distance(word, each)))
                .orElseThrow();
        return ", did you mean " + nearest + "?";
    }

    /** The count of letters to change, add or drop (Levenshtein). */
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

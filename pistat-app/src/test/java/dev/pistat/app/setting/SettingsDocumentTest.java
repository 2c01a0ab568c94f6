package dev.pistat.app.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two texts are made from the table of settings. Where they are not, the right ones lie in target. */
class SettingsDocumentTest {

    private static final String TABLE = "| section | key | default | what |\n|---|---|---|---|\n";
    private static final int COMMENT_COLUMN = 29;
    private static final int LINE = 120;

    @Test
    void configToml() throws IOException {
        StringBuilder toml =
                new StringBuilder("# PiStat's settings, with their defaults. Every line may be left out.\n");
        String section = "";
        for (Setting<?> setting : Settings.ALL) {
            if (!setting.section.equals(section)) {
                section = setting.section;
                toml.append("\n[").append(section).append("]\n");
            }
            String set = (setting.hasDefault ? "" : "# ") + setting.key + " = " + literal(setting.written);
            toml.append(padded(set)).append("# ");
            toml.append(comment(help(setting)).replace("\n", "\n" + padded("") + "# "))
                    .append("\n");
        }
        isMade("config.toml", toml.toString());
    }

    @Test
    void tableInReadme() throws IOException {
        StringBuilder table = new StringBuilder(TABLE);
        String section = "";
        for (Setting<?> setting : Settings.ALL) {
            table.append("| ");
            if (!setting.section.equals(section)) {
                section = setting.section;
                table.append("`[").append(section).append("]` ");
            }
            table.append("| `").append(setting.key).append("` | ");
            table.append(setting.hasDefault ? "`" + literal(setting.written) + "`" : "none");
            table.append(" | ").append(help(setting).replaceAll("\"[^\"]*\"", "`$0`"));
            table.append(" |\n");
        }
        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(readme).containsOnlyOnce(TABLE);
        isMade(
                "README.md",
                readme.replaceFirst(
                        Pattern.quote(TABLE) + "(\\|.*\n)*", table.toString().replace("$", "\\$")));
    }

    private static void isMade(String file, String expected) throws IOException {
        Files.writeString(Path.of("target", file), expected);
        assertThat(Path.of("..", file))
                .as("copy pistat-app/target/" + file + " to the root")
                .hasContent(expected);
    }

    private static String help(Setting<?> setting) {
        String range = setting.type.range();
        return range.isEmpty() ? setting.help : setting.help.replaceFirst("(?=[;:]|$)", ", " + range);
    }

    private static String literal(Object value) {
        return switch (value) {
            case String text -> "\"" + text + "\"";
            case List<?> list ->
                list.stream().map(SettingsDocumentTest::literal).collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }

    private static String padded(String text) {
        return text + " ".repeat(Math.max(1, COMMENT_COLUMN - text.length()));
    }

    /** Lines that end at spaces. */
    private static String comment(String text) {
        int width = LINE - COMMENT_COLUMN - 2;
        return text.replaceAll("(.{1," + width + "})(?: |$)", "$1\n").strip();
    }
}

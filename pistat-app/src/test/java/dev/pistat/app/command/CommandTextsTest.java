package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The texts that list the commands. Parts of the manual page and of the completion are made from the table of commands: where
 * they are not, the right ones lie in {@code target}, to be copied to {@code src/dist}.
 */
class CommandTextsTest {

    private static final Path DIST = Path.of("src", "dist");

    @Test
    void helpNamesEveryCommandAndOption() {
        assertThat(found(Help.text(), "(?m)^  ([a-z]+)\\b")).isEqualTo(names());
        assertThat(found(Help.text(), "(?m)^ +(--[a-z]+)")).isEqualTo(options());
        assertThat(Help.text().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void theManualPageIsMadeFromTheTable() throws IOException {
        String commands = Commands.ALL.stream()
                .map(command -> ".TP\n" + bold(command.usage()) + "\n" + troff(command.help()) + ".\n"
                        + (command.options().isEmpty() ? "" : ".RS\n" + entries(command.options()) + ".RE\n"))
                .collect(Collectors.joining());
        String options = entries(Commands.OPTIONS);
        String page = Files.readString(DIST.resolve("pistat.1"));
        made("pistat.1", between(between(page, ".\\\" commands", commands), ".\\\" options", options));
    }

    @Test
    void theCompletionIsMadeFromTheTable() throws IOException {
        List<Option> options = Stream.concat(
                        Commands.ALL.stream().flatMap(command -> command.options().stream()), Commands.OPTIONS.stream())
                .filter(option -> !option.value().isEmpty())
                .toList();
        String lists = "  local commands='" + String.join(" ", commands()) + "'\n"
                + "  local global='"
                + Commands.OPTIONS.stream().map(Option::name).collect(Collectors.joining(" ")) + "'\n"
                + "  local -A options=("
                + Commands.ALL.stream()
                        .filter(command -> !command.options().isEmpty())
                        .map(command -> "[" + command.name() + "]='"
                                + command.options().stream().map(Option::name).collect(Collectors.joining(" ")) + "'")
                        .collect(Collectors.joining(" "))
                + ")\n"
                + "  local -A values=("
                + Stream.concat(
                                Commands.ALL.stream()
                                        .filter(Command::takesFile)
                                        .map(each -> "[" + each.name() + "]=FILE"),
                                options.stream().map(each -> "[" + each.name() + "]=" + values(each)))
                        .collect(Collectors.joining(" "))
                + ")\n";
        made(
                "pistat.bash-completion",
                between(Files.readString(DIST.resolve("pistat.bash-completion")), "  # lists", lists));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pistat ex                              | export
            pistat p                               | password
            pistat --c                             | --config
            pistat --config LICEN                  | LICENSE
            pistat backup LICEN                    | LICENSE
            pistat --config a.toml import LICEN    | LICENSE
            pistat export --fo                     | --format
            pistat export --format n               | ndjson
            pistat export --format csv --m         | --metric
            pistat export --hours 1                | ''
            pistat check --                        | --config
            pistat export ex                       | ''
            """)
    void bashCompletes(String line, String offered) throws IOException, InterruptedException {
        String[] words = line.split(" ", -1);
        String script = """
                . pistat-app/src/dist/pistat.bash-completion
                COMP_WORDS=(%s) COMP_CWORD=%d
                _pistat pistat '%s' '%s'
                echo "${COMPREPLY[*]}"
                """.formatted(line, words.length - 1, words[words.length - 1], words[words.length - 2]);
        Process bash = new ProcessBuilder("bash", "-c", script)
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo(offered);
        assertThat(bash.waitFor()).isZero();
    }

    @Test
    void readmeHasARowForEachCommand() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        Set<String> usages = Commands.ALL.stream().map(Command::usage).collect(Collectors.toCollection(TreeSet::new));
        assertThat(found(readme, "(?m)^\\| `pistat ([^`]+)`")).isEqualTo(usages);
    }

    private static void made(String file, String text) throws IOException {
        Files.writeString(Path.of("target", file), text);
        assertThat(Files.readString(DIST.resolve(file)))
                .as("copy pistat-app/target/" + file + " to pistat-app/src/dist")
                .isEqualTo(text);
    }

    /** A text with another content between a line that begins with a mark and the next one. */
    private static String between(String text, String mark, String content) {
        String border = "(?m)^" + Pattern.quote(mark) + "[^\n]*\n";
        List<MatchResult> marks =
                Pattern.compile(border).matcher(text).results().toList();
        assertThat(marks).as(mark).hasSize(2);
        return text.substring(0, marks.getFirst().end())
                + content
                + text.substring(marks.getLast().start());
    }

    private static String entries(List<Option> options) {
        return options.stream()
                .map(option -> ".TP\n" + bold(option.usage()) + "\n" + troff(option.help()) + ".\n")
                .collect(Collectors.joining());
    }

    /** A name in bold, and what stands for something else in italics. */
    private static String bold(String usage) {
        String[] words = usage.split(" ", 2);
        return words.length == 1 ? ".B " + troff(usage) : ".BI " + troff(words[0]) + " \" " + troff(words[1]) + "\"";
    }

    private static String troff(String text) {
        return text.replace("-", "\\-");
    }

    private static String values(Option option) {
        return option.value().equals(Option.FILE) ? Option.FILE : "'" + String.join(" ", option.choices()) + "'";
    }

    private static List<String> commands() {
        return Commands.ALL.stream().map(Command::name).toList();
    }

    private static Set<String> names() {
        return new TreeSet<>(commands());
    }

    private static Set<String> options() {
        Set<String> all = new TreeSet<>();
        Commands.OPTIONS.forEach(option -> all.add(option.name()));
        Commands.ALL.forEach(command -> command.options().forEach(option -> all.add(option.name())));
        return all;
    }

    private static Set<String> found(String text, String regex) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package dev.pistat.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each place that lists the commands has those of {@link CommandLine}, and no other. */
class CommandListsTest {

    private static final Path DIST = Path.of("src", "dist");

    @Test
    void help() {
        assertThat(found(CommandLine.HELP, "(?m)^  ([a-z]+)\\b")).isEqualTo(commands());
        assertThat(found(CommandLine.HELP, "(?m)^ +(--[a-z]+)")).isEqualTo(options());
    }

    @Test
    void manualPage() throws IOException {
        String page = Files.readString(DIST.resolve("pistat.1"));
        assertThat(found(section(page, "DESCRIPTION"), "(?m)^\\.TP\n\\.BI? ([a-z]+)\\b"))
                .isEqualTo(commands());
        assertThat(found(section(page, "OPTIONS"), "(?m)^\\.TP\n\\.BI? (\\\\-\\\\-[a-z]+)\\b"))
                .isEqualTo(found("\\-\\-config \\-\\-help \\-\\-version", "(\\S+)"));
    }

    @Test
    void completion() throws IOException {
        String script = Files.readString(DIST.resolve("pistat.bash-completion"));
        Set<String> offered = words(script, "''\\) .*compgen -W '([^']+)'");
        assertThat(offered).isEqualTo(union(commands(), Set.of("--config", "--help", "--version")));
        assertThat(words(script, "(?m)^ +([a-z |]+)\\) command=")).isEqualTo(commands());
        assertThat(words(script, "(?m)^ +--config([a-z |]+)\\)$")).isEqualTo(CommandLine.WITH_FILE);
        assertThat(words(script, "export\\) .*compgen -W '([^']+)'")).isEqualTo(CommandLine.NEEDED.keySet());
    }

    /** Those that do not sample need no class cache. */
    @Test
    void launcher() throws IOException {
        String script = Files.readString(DIST.resolve("bin/pistat"));
        assertThat(words(script, "in ([a-z |-]+)\\) runs= ;;"))
                .isEqualTo(union(commands(), Set.of("-h", "--help", "--version")));
    }

    @Test
    void readme() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        assertThat(found(readme, "(?m)^\\| `pistat ([a-z]+)")).isEqualTo(commands());
    }

    /** "run" is what is done without a command. */
    private static Set<String> commands() {
        Set<String> commands = new TreeSet<>(CommandLine.COMMANDS);
        assertThat(commands.remove("run")).isTrue();
        return commands;
    }

    private static Set<String> options() {
        return union(CommandLine.NEEDED.keySet(), Set.of("--help", "--version"));
    }

    private static Set<String> union(Set<String> some, Set<String> more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    private static String section(String page, String name) {
        return Stream.of(page.split("(?m)^\\.SH ", -1))
                .filter(section -> section.startsWith(name + "\n"))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> found(String text, String regex) {
        return new TreeSet<>(Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList());
    }

    /** The words of the one list in a text. */
    private static Set<String> words(String text, String regex) {
        List<String> lists = List.copyOf(found(text, regex));
        assertThat(lists).as(regex).hasSize(1);
        return found(lists.getFirst(), "([a-z-]+)");
    }
}

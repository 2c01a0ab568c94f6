package dev.pistat.app.command;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table of commands. Help is made from it; completion, the manual page and README's table are held to it by a test. The
 * way to the server does not touch it, so that no other command is loaded there.
 */
final class Commands {

    static final List<Command> ALL = List.of(new Export(), new Backup(), new Import(), new Check(), new NewPassword());

    /** The options that every command takes, and those that are in place of one. */
    static final List<Option> OPTIONS = List.of(
            CommandLine.CONFIG,
            new Option("--help", "", "", "lists the commands and options"),
            new Option("--version", "", "", "the version"));

    private Commands() {}

    static Optional<Command> named(String name) {
        return ALL.stream().filter(command -> command.name().equals(name)).findFirst();
    }

    static Optional<Option> option(String name) {
        return ALL.stream()
                .flatMap(command -> command.options().stream())
                .filter(option -> option.name().equals(name))
                .findFirst();
    }

    /** The commands that take an option, as a sentence has them. */
    static String taking(Option option) {
        return ALL.stream()
                .filter(command -> command.options().contains(option))
                .map(Command::name)
                .collect(Collectors.joining(" and "));
    }
}

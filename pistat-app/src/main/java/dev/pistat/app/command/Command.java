package dev.pistat.app.command;

import dev.pistat.app.setting.ConfigurationException;
import java.io.IOException;
import java.util.List;

/** A command of the program: how it is asked for, what help says of it, and what it does. */
abstract class Command {

    private final String name;
    private final boolean takesFile;
    private final String help;
    private final List<Option> options;

    /**
     * @param name the word that calls it
     * @param takesFile whether the name of a file follows
     * @param help what it does
     * @param options those that only this command takes
     */
    Command(String name, boolean takesFile, String help, Option... options) {
        this.name = name;
        this.takesFile = takesFile;
        this.help = help;
        this.options = List.of(options);
    }

    /**
     * Does it.
     *
     * @return whether everything is as it should be
     * @throws UsageException if an option has a value that the command does not take; it has done nothing then
     * @throws ConfigurationException if the configuration is wrong
     * @throws NewPassword.RefusedException if there is no line for a password
     * @throws IOException if standard output takes no more, or standard input cannot be read
     */
    abstract boolean run(CommandLine asked)
            throws UsageException, ConfigurationException, NewPassword.RefusedException, IOException,
                    InterruptedException;

    final String name() {
        return name;
    }

    final boolean takesFile() {
        return takesFile;
    }

    final String help() {
        return help;
    }

    final List<Option> options() {
        return options;
    }

    /** As help writes it: {@code backup FILE}. */
    final String usage() {
        return takesFile ? name + " " + Option.FILE : name;
    }
}

package dev.pistat.app.command;

import java.util.List;

/**
 * An option of the command line.
 *
 * @param name with its two dashes
 * @param value as help writes it, such as {@code T}; empty if it takes none
 * @param needs what to say if the value is missing: {@code a time}
 * @param choices all values that it can have; none if there are too many
 * @param many whether more than one value may follow, and the option be repeated
 * @param help what it does
 */
record Option(String name, String value, String needs, List<String> choices, boolean many, String help) {

    /** The value that is the name of a file. */
    static final String FILE = "FILE";

    /** One that takes one value of any kind. */
    Option(String name, String value, String needs, String help) {
        this(name, value, needs, List.of(), false, help);
    }

    /** As help writes it: {@code --hours H}. */
    String usage() {
        return name + (value.isEmpty() ? "" : " " + value) + (many ? " ..." : "");
    }
}

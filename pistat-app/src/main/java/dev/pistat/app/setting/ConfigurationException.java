package dev.pistat.app.setting;

import java.util.List;

/** The reasons why a configuration file cannot be used. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    ConfigurationException(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = lines;
    }

    /** {@return a line for each thing that is wrong, with its place in the file} */
    public List<String> lines() {
        return lines;
    }
}

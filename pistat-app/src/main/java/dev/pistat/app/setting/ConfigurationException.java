package dev.pistat.app.setting;

import java.util.List;

/** A configuration file cannot be used. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    /** @param lines one per thing that is wrong, each with its place in the file */
    public ConfigurationException(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = lines;
    }

    public List<String> lines() {
        return lines;
    }
}

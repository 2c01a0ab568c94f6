package dev.pistat.core.testkit;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/**
 * A program that a test needs beside Java. Where it is not installed the test is skipped; with
 * {@code PISTAT_REQUIRE_TOOLS=1} in the environment it fails.
 */
public final class Tool {

    private Tool() {}

    /**
     * Looks for a program in the PATH. Without it the calling test ends here.
     *
     * @param name of the program's file
     * @param aptPackage the package of Debian that has it, which the message names
     * @return the first one in the PATH that can be executed
     */
    public static Path find(String name, String aptPackage) {
        try {
            return find(name, aptPackage, System.getenv());
        } catch (TestAbortedException e) {
            System.err.println("[WARNING] A test is skipped: " + e.getMessage());
            throw e;
        }
    }

    static Path find(String name, String aptPackage, Map<String, String> environment) {
        for (String folder : List.of(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))) {
            Path program = Path.of(folder, name);
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return program;
            }
        }
        String missing = name + " is not installed: sudo apt install " + aptPackage;
        if (environment.getOrDefault("PISTAT_REQUIRE_TOOLS", "").equals("1")) {
            return fail(missing);
        }
        return abort(missing);
    }
}

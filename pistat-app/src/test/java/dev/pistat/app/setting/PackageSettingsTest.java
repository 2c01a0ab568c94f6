package dev.pistat.app.setting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.Configuration;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the Debian package and of install.sh are those of config.toml, with the database in a folder of its own. */
class PackageSettingsTest {

    private static final Path DATABASE = Path.of("/var/lib/pistat/pistat.db");

    @TempDir
    private Path folder;

    @Test
    void onlyTheDatabaseIsElsewhere() throws Exception {
        Configuration configuration = edited(Files.readString(Path.of("..", "config.toml")));
        assertThat(configuration)
                .isEqualTo(Configuration.builder().database(DATABASE).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[database]\npath = \"pistat.db\"\n",
                "[database]\npath=\"pistat.db\"# relative\n",
                "[metrics]\nvirtual = true\n\n [ database ]\n\n  path   =   \"pistat.db\"      # relative\nflush_seconds = 0\n",
                "[paths]\nprocfs = \"/proc\"\n[database]\nflush_seconds = 0\npath = \"pistat.db\"\n[metrics]\nvirtual = true\n"
            })
    void whateverTheSpacesAre(String toml) throws Exception {
        assertThat(edited(toml).database()).isEqualTo(DATABASE);
    }

    @Test
    void aChosenPathStays() throws Exception {
        assertThat(edited("[database]\npath = \"/srv/pistat.db\"\n").database()).isEqualTo(Path.of("/srv/pistat.db"));
    }

    /** As both scripts edit it, with the same result. */
    private Configuration edited(String toml) throws Exception {
        Path file = Files.writeString(folder.resolve("config.toml"), toml);
        String bySed = run("sed", "-f", "src/deb/config.sed", file.toString());
        String script = Files.readString(Path.of("..", "install.sh"));
        int begin = script.indexOf("make_config() {");
        String function = script.substring(begin, script.indexOf("\n}\n", begin) + 3);
        Path root = folder.resolve("root");
        run(
                "sh",
                "-c",
                "here=" + folder + " root=" + root + " state=/var/lib/pistat config=/config.toml\n" + function
                        + "make_config");
        assertThat(root.resolve("config.toml")).hasContent(bySed);
        return Configuration.read(root.resolve("config.toml"));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}

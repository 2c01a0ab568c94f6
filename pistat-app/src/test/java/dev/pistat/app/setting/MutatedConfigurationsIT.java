package dev.pistat.app.setting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.app.Configuration;
import dev.pistat.app.PiStat;
import dev.pistat.core.port.StoreException;
import dev.pistat.http.CannotListenException;
import dev.pistat.http.access.UnusableFileException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a configuration: there is a message that says where it is wrong, or a start. */
@Timeout(600)
class MutatedConfigurationsIT {

    private static final int MUTANTS = 100_000;
    private static final int PARTS = 50;
    private static final int STARTS = 20;
    private static final Pattern PLACE = Pattern.compile(":\\d+:\\d+: |: is not text in UTF-8");

    private static final List<String> SECTIONS = List.of(
            "[collection]\ninterval_seconds = 10 # seconds\nretention_days = 7\n",
            "[server]\nhost = \"0.0.0.0\"\nport = 8889\nallow = [\"private\", \"203.0.113.0/24\", \"fd00::/8\"]\n",
            "[server]\nnames = [\"pi.example.org\"]\ntrusted_proxies = ['127.0.0.1']\nbase_path = \"/pistat\"\n",
            "[server]\npassword_file = \"password\"\ncertificate = \"pi.crt\"\nkey = \"pi.key\"\n",
            "[metrics]\nnetwork_interface = \"eth0\"\ndisk_path = \"/\"\nvirtual = false\n",
            "[paths]\nprocfs = \"/proc\"\nsysfs = '/sys'\nrootfs = \"/\"\n",
            "[database]\npath = \"pistat.db\"\nflush_seconds = 60\nfive_minute_days = 90\nmax_megabytes = 512\n");

    private static final List<String> PIECES = List.of(
            "\"",
            "'",
            "\"\"\"",
            "'''",
            "[",
            "]",
            "[[",
            "{",
            "}",
            "=",
            "#",
            ",",
            ".",
            "\n",
            "\r",
            "\t",
            " ",
            "\\",
            "\\u0000",
            "\\uD800",
            "\u0000",
            "\u001b[31m",
            "\uFEFF",
            "\u202E",
            "ä",
            "-",
            "+",
            "0",
            "9",
            "99999999999999999999",
            "0x1F",
            "1e9",
            "nan",
            "inf",
            "true",
            "1979-05-27",
            "12:00:00",
            "[server]",
            "server",
            "port",
            "any",
            "private",
            "/",
            "..",
            "::",
            "/33",
            "%",
            "[[server]]\n",
            "server.port = 1\n",
            "a = [1, \"x\", {b = 2}]\n",
            "{ = }",
            "x".repeat(300));

    @TempDir
    private Path folder;

    private final Set<Configuration> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> messages = ConcurrentHashMap.newKeySet();

    @Test
    void giveAMessageOrAStart() {
        IntStream.range(0, PARTS).parallel().forEach(this::tryMany);
        assertThat(messages).hasSizeGreaterThan(1_000);
        assertThat(accepted).hasSizeGreaterThan(STARTS);

        List<Configuration> some = new ArrayList<>(accepted);
        some.sort(Comparator.comparing(Configuration::toString));
        Collections.shuffle(some, new Random(1));
        int started = 0;
        for (Configuration configuration : some.subList(0, STARTS)) {
            started += starts(configuration, folder.resolve(started + ".db")) ? 1 : 0;
        }
        assertThat(started).isPositive();
    }

    private void tryMany(int part) {
        Random random = new Random(part);
        Path file = folder.resolve(part + ".toml");
        for (int i = 0; i < MUTANTS / PARTS; i++) {
            byte[] mutant = mutant(random);
            try {
                accepted.add(new Configuration(SettingsFile.parse(file, mutant)));
            } catch (ConfigurationException e) {
                e.lines().forEach(line -> assertSaysWhere(line, file));
                messages.add(e.lines().getFirst().replace(file.toString(), ""));
            } catch (RuntimeException | Error e) {
                throw new AssertionError("of " + new String(mutant, StandardCharsets.UTF_8), e);
            }
        }
    }

    private static void assertSaysWhere(String line, Path file) {
        boolean place = line.startsWith(file.toString())
                && PLACE.matcher(line)
                        .region(file.toString().length(), line.length())
                        .lookingAt();
        if (!place || line.contains("Exception") || line.contains("null")) {
            throw new AssertionError(line);
        }
    }

    private static byte[] mutant(Random random) {
        StringBuilder text = new StringBuilder(SECTIONS.get(random.nextInt(SECTIONS.size())));
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + random.nextInt(6));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.replace(at, to, PIECES.get(random.nextInt(PIECES.size())));
                default -> text.insert(at, text.substring(at, to));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(20) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** With another address and another file: the test must not touch what a mutant names. */
    private static boolean starts(Configuration configuration, Path database) {
        Map<Setting<?>, Object> here = new LinkedHashMap<>(configuration.values());
        here.put(Settings.DATABASE, database);
        here.put(Settings.HOST, "127.0.0.1");
        here.put(Settings.PORT, 0);
        try (PiStat pistat = PiStat.start(new Configuration(here))) {
            return pistat.port() > 0;
        } catch (StoreException | CannotListenException | UnusableFileException | UncheckedIOException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        } catch (RuntimeException e) {
            throw new AssertionError("of " + configuration, e);
        }
    }
}

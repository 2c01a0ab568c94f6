package dev.pistat.app.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pistat.app.Configuration;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Values that come from an application in place of a file. */
class SettingsTest {

    @Test
    void everySettingHasANameOfItsOwnAndOneLineOfHelp() {
        assertThat(Settings.ALL)
                .hasSizeGreaterThan(20)
                .extracting(Setting::toString)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z]+\\.[a-z_]+"));
        assertThat(Settings.ALL).extracting(setting -> setting.help).allMatch(help -> help.matches(".+[^.]"));
    }

    @Test
    void thoseOfASectionStandTogether() {
        assertThat(Settings.ALL.stream()
                        .map(setting -> setting.section)
                        .reduce("", (all, next) -> all.endsWith(" " + next) ? all : all + " " + next))
                .isEqualTo(" collection server metrics paths database");
    }

    @Test
    void partnersAreSettings() {
        assertThat(Settings.ALL)
                .filteredOn(setting -> setting.partner != null)
                .hasSize(2)
                .allMatch(setting ->
                        Settings.ALL.stream().anyMatch(each -> each.toString().equals(setting.partner)));
    }

    @Test
    void aValueOutOfItsRangeIsRefused() {
        refused(Settings.INTERVAL, Duration.ZERO)
                .withMessage("collection.interval_seconds must be PT0.000000001S to PT1H, not PT0S");
        refused(Settings.INTERVAL, Duration.ofSeconds(3_601));
        refused(Settings.RETENTION, Duration.ofDays(-1));
        refused(Settings.PORT, -1).withMessage("server.port must be 0 to 65535, not -1");
        refused(Settings.PORT, 65_536);
        refused(Settings.FLUSH, Duration.ofNanos(-1));
        refused(Settings.MAX_BYTES, -1L).withMessage("database.max_megabytes must be 0 to 1000000000000, not -1");
    }

    @Test
    void aPartOfTheUnitOfTheFileIsInItsRange() {
        Configuration configuration = Configuration.builder()
                .set(Settings.INTERVAL, Duration.ofMillis(100))
                .set(Settings.MAX_BYTES, 1L)
                .build();
        assertThat(configuration.get(Settings.INTERVAL)).isEqualTo(Duration.ofMillis(100));
        assertThat(configuration.linux().commandLimit()).isLessThan(Duration.ofMillis(50));
        assertThat(configuration.store().maxBytes()).isEqualTo(1);
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        refused(Settings.CERTIFICATE, Path.of("pi.crt")).withMessage("server.certificate needs server.key beside it");
    }

    @Test
    void secretFilesAreThoseThatAreSet() {
        Path password = Path.of("password");
        assertThat(Settings.secretFiles(Configuration.builder()
                        .set(Settings.PASSWORD_FILE, password)
                        .build()
                        .values()))
                .hasSize(1)
                .containsEntry("[server] password_file", password);
    }

    private static <T> org.assertj.core.api.ThrowableAssertAlternative<?> refused(Setting<T> setting, T value) {
        Configuration.Builder builder = Configuration.builder().set(setting, value);
        return assertThatIllegalArgumentException().isThrownBy(builder::build);
    }
}

package dev.pistat.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {

    private static final String SALT = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String HASH = "A".repeat(43);

    @TempDir
    private Path folder;

    @Test
    void isKnownAgainByItsLine() throws Exception {
        Password read = Password.read(written(Password.of("correct höörse", 10).line() + "\n"));
        assertThat(read.is("correct höörse")).isTrue();
        assertThat(read.is("correct höörs")).isFalse();
        assertThat(read.is("correct hoorse")).isFalse();
        assertThat(read.is("")).isFalse();
    }

    /** Made with {@code openssl kdf} 3.0, by the same parameters. */
    @Test
    void isPbkdf2WithHmacSha512() throws Exception {
        String line = "$pbkdf2-sha512$i=1000$AAECAwQFBgcICQoLDA0ODw$Xpx07WjVx4vCIvrmBRj8uOoVVtGqJqtUv2J5bhizSQs";
        assertThat(Password.read(written(line)).is("correct horse")).isTrue();
    }

    @Test
    void hasALineThatTellsNothingAndIsNewEachTime() {
        String line = Password.of("correct horse").line();
        assertThat(line).matches("\\$pbkdf2-sha512\\$i=210000\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(Password.of("correct horse").line()).isNotEqualTo(line);
        assertThat(Password.of("correct horse", 10)).hasToString("Password");
    }

    @Test
    void hasEightCharactersAtLeast() {
        assertThat(Password.of("8 signs!", 10).is("8 signs!")).isTrue();
        assertThatThrownBy(() -> Password.of("7 signs", 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a password must have 8 to 1000 characters");
        assertThatThrownBy(() -> Password.of("x".repeat(1_001), 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "open sesame",
                "$pbkdf2-sha512$i=0$" + SALT + "$AAAA",
                "$pbkdf2-sha512$i=0$" + SALT + "$" + "A43",
                "$pbkdf2-sha256$i=10$" + SALT + "$A43",
                "$pbkdf2-sha512$i=10000001$" + SALT + "$A43",
                "$pbkdf2-sha512$i=-1$" + SALT + "$A43",
                "$pbkdf2-sha512$i=10$$A43",
                "$pbkdf2-sha512$i=10$!$A43",
                "$pbkdf2-sha512$i=10$" + SALT + "$A43$",
                "$pbkdf2-sha512$i=10$" + SALT + "$A43\n$pbkdf2-sha512$i=10$" + SALT + "$A43"
            })
    void aFileThatHoldsNoneIsSaid(String text) throws Exception {
        Path file = written(text.replace("A43", HASH));
        assertThatThrownBy(() -> Password.read(file))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("[server] password_file " + file
                        + " must hold the one line that 'pistat password' prints, and nothing else");
    }

    @Test
    void aFileThatCannotBeReadIsSaid() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> Password.read(missing))
                .hasMessage("[server] password_file " + missing + ": no such file");
        assertThatThrownBy(() -> Password.read(folder))
                .hasMessage("[server] password_file " + folder + " cannot be read: is a folder");
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("password"), text);
    }
}

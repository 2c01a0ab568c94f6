package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.http.access.TlsFiles;
import dev.pistat.http.access.UnusableFileException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with a key and certificates, as other programs write and want them. */
class ServerKeysTest {

    private static final String PARAMETERS =
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

    @TempDir
    private Path folder;

    private TestCertificate made;

    @BeforeEach
    void make() throws Exception {
        made = TestCertificate.make(folder, "EC", "pi");
    }

    /** As haproxy and lighttpd want it, in any order, and with what openssl writes beside. */
    @ParameterizedTest
    @ValueSource(strings = {"KC", "CK", "PKC", "CPK", "tKtC", "KCC", "tCtPtK"})
    void oneFileMayHoldAll(String order) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < order.length(); i++) {
            text.append(
                    switch (order.charAt(i)) {
                        case 'K' -> made.keyPem();
                        case 'C' -> made.pem();
                        case 'P' -> PARAMETERS;
                        default -> "Bag Attributes\n    friendlyName: pi\r\n";
                    });
        }
        Path all = TestCertificate.replace(folder.resolve("all.pem"), text.toString());
        ServerKeys keys = ServerKeys.read(new TlsFiles(all, all));
        assertThat(keys.chain()).startsWith(made.certificate()).hasSize(order.endsWith("CC") ? 2 : 1);
        assertThat(keys.key().getAlgorithm()).isEqualTo("EC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS"})
    void aKeyOfAnotherCertificateIsTold(String kind) throws Exception {
        TestCertificate one = TestCertificate.make(folder, kind, "one");
        TlsFiles files = one.write(folder);
        assertThat(ServerKeys.read(files).key().getAlgorithm()).isEqualTo(kind);
        TestCertificate.replace(
                files.key(), TestCertificate.make(folder, kind, "other").keyPem());
        assertThatThrownBy(() -> ServerKeys.read(files))
                .hasMessage("[server] key " + files.key() + " is not that of the first certificate in "
                        + files.certificate());
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED PRIVATE KEY, is locked with a password",
        "OPENSSH PRIVATE KEY, is one of OpenSSH: copy it",
        "RSA PRIVATE KEY, holds no private key in PKCS #8 without a password (-----BEGIN PRIVATE KEY-----): openssl pkcs8",
        "EC PRIVATE KEY, holds no private key in PKCS #8 without a password (-----BEGIN PRIVATE KEY-----): openssl pkcs8",
        "PUBLIC KEY, holds no private key in PEM (-----BEGIN PRIVATE KEY-----)"
    })
    void whatIsNoKeyIsNamedWithWhatToDo(String kind, String why) throws IOException {
        assertRefused(made.keyPem().replace("PRIVATE KEY", kind), why);
        assertRefused(PARAMETERS + made.keyPem().replace("PRIVATE KEY", kind), why);
    }

    @Test
    void aKeyThatIsLockedInTheOlderWayAndACertificateAreNoKeysEither() throws IOException {
        assertRefused(
                """
                -----BEGIN RSA PRIVATE KEY-----
                Proc-Type: 4,ENCRYPTED
                DEK-Info: AES-256-CBC,00

                AAAA
                -----END RSA PRIVATE KEY-----
                """,
                "is locked with a password, for which PiStat cannot ask: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW asks"
                        + " for it and makes one without");
        assertRefused(made.pem(), "holds a certificate, and no private key");
        assertRefused("", "holds no private key in PEM");
    }

    @Test
    void aCertificateThatJavaCannotReadIsNoMissingOne() throws IOException {
        TlsFiles files = made.write(folder);
        TestCertificate.replace(files.certificate(), made.pem().replaceFirst("\n....", "\nAAAA"));
        assertThatThrownBy(() -> ServerKeys.read(files))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageStartingWith(
                        "[server] certificate " + files.certificate() + " holds one that this Java cannot read (")
                .hasMessageEndingWith("): make one of RSA, of the curve P-256 or P-384, or of Ed25519");
    }

    private void assertRefused(String text, String why) throws IOException {
        TlsFiles files = made.write(folder);
        TestCertificate.replace(files.key(), text);
        assertThatThrownBy(() -> ServerKeys.read(files))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageStartingWith("[server] key " + files.key() + " " + why);
    }
}

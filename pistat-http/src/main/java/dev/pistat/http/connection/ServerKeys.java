package dev.pistat.http.connection;

import dev.pistat.http.access.TlsFiles;
import dev.pistat.http.access.UnusableFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A private key, and the certificates that vouch for it.
 *
 * @param chain the server's own first
 */
record ServerKeys(List<X509Certificate> chain, PrivateKey key) {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final Pattern KEY = Pattern.compile(BEGIN + "([^-]*)-----END PRIVATE KEY-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final String KINDS = "make one of RSA, of the curve P-256 or P-384, or of Ed25519";
    private static final String CONVERT = "openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW ";

    /** @throws UnusableFileException if they cannot be read, or do not belong together */
    static ServerKeys read(TlsFiles files) {
        List<X509Certificate> chain = chain(files.certificate());
        PrivateKey key = key(files.key(), chain.getFirst().getPublicKey().getAlgorithm());
        try {
            if (!belong(chain.getFirst(), key)) {
                throw new UnusableFileException("[server] key " + files.key()
                        + " is not that of the first certificate in " + files.certificate());
            }
        } catch (GeneralSecurityException e) {
            throw new UnusableFileException("[server] key " + files.key() + " is none that this Java can use ("
                    + e.getMessage() + "): " + KINDS);
        }
        return new ServerKeys(chain, key);
    }

    private static List<X509Certificate> chain(Path file) {
        byte[] bytes = bytes("certificate", file);
        String pem = certificates(bytes);
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(pem.isEmpty() ? bytes : pem.getBytes(StandardCharsets.ISO_8859_1)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            if (!pem.isEmpty()) {
                throw new UnusableFileException("[server] certificate " + file
                        + " holds one that this Java cannot read (" + e.getMessage() + "): " + KINDS);
            }
        }
        throw new UnusableFileException("[server] certificate " + file + " holds no certificates in PEM");
    }

    /** A file in PEM may hold more than them, such as the key, on which Java's own reader gives up. */
    private static String certificates(byte[] file) {
        return CERTIFICATE
                .matcher(new String(file, StandardCharsets.ISO_8859_1))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining("\n"));
    }

    private static PrivateKey key(Path file, String algorithm) {
        String text = new String(bytes("key", file), StandardCharsets.ISO_8859_1);
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            throw new UnusableFileException("[server] key " + file + " " + whatIsNoKey(text));
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(key.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new UnusableFileException(
                    "[server] key " + file + " holds no key of the certificate's kind, which is " + algorithm);
        }
    }

    /** What it is, and what makes a key of it. */
    private static String whatIsNoKey(String text) {
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            return "is locked with a password, for which PiStat cannot ask: " + CONVERT
                    + "asks for it and makes one without";
        }
        if (text.contains("-----BEGIN OPENSSH PRIVATE KEY-----")) {
            return "is one of OpenSSH: copy it, and ssh-keygen -p -N '' -m PKCS8 -f COPY makes one in PKCS #8 of the copy";
        }
        if (text.contains("PRIVATE KEY-----")) {
            return "holds no private key in PKCS #8 without a password (" + BEGIN + "): " + CONVERT + "makes one";
        }
        return CERTIFICATE.matcher(text).find()
                ? "holds a certificate, and no private key: name the file that was made with it"
                : "holds no private key in PEM (" + BEGIN + ")";
    }

    private static byte[] bytes(String what, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new UnusableFileException("[server] " + what + " " + file + ": no such file");
        } catch (AccessDeniedException e) {
            throw new UnusableFileException("[server] " + what + " " + file + ": no permission to read it");
        } catch (IOException e) {
            throw new UnusableFileException(
                    "[server] " + what + " " + file + " cannot be read: " + UnusableFileException.why(file, e));
        }
    }

    /** Whether what the key signs the certificate confirms; of RSA, in both its kinds, whether the modulus is the same. */
    private static boolean belong(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        PublicKey confirms = certificate.getPublicKey();
        if (key instanceof RSAKey one && confirms instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        Signature signature =
                Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm());
        signature.initSign(key);
        signature.update(new byte[] {1});
        byte[] signed = signature.sign();
        try {
            signature.initVerify(confirms);
            signature.update(new byte[] {1});
            return signature.verify(signed);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }
}

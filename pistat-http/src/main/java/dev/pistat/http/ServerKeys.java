package dev.pistat.http;

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
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * A private key, and the certificates that vouch for it.
 *
 * @param chain the server's own first
 */
record ServerKeys(List<X509Certificate> chain, PrivateKey key) {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** @throws UnusableFileException if they cannot be read, or do not belong together */
    static ServerKeys read(TlsFiles files) {
        List<X509Certificate> chain = chain(files.certificate());
        PrivateKey key = key(files.key(), chain.getFirst().getPublicKey().getAlgorithm());
        if (!belong(chain.getFirst(), key)) {
            throw new UnusableFileException(
                    "[server] key " + files.key() + " is not that of the first certificate in " + files.certificate());
        }
        return new ServerKeys(chain, key);
    }

    private static List<X509Certificate> chain(Path file) {
        try {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes("certificate", file)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException e) {
            // The same as if there were none.
        }
        throw new UnusableFileException("[server] certificate " + file + " holds no certificates in PEM");
    }

    private static PrivateKey key(Path file, String algorithm) {
        String text = new String(bytes("key", file), StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new UnusableFileException(
                    "[server] key " + file + " holds no private key in PKCS #8 without a password" + " (" + BEGIN
                            + "): openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW makes one");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new UnusableFileException(
                    "[server] key " + file + " holds no key of the certificate's kind, which is " + algorithm);
        }
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

    /** What the key signs the certificate must confirm. */
    private static boolean belong(X509Certificate certificate, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(new byte[] {1});
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(new byte[] {1});
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

package dev.pistat.http.access;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password that is known by its hash alone: PBKDF2 with HMAC-SHA-512 (RFC 8018), a salt and many rounds, so that to guess is
 * slow for who has the hash. Immutable.
 */
public final class Password {

    /** A shorter one is refused. */
    public static final int LEAST_CHARACTERS = 8;

    private static final String KIND = "pbkdf2-sha512";
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    /** What OWASP's "Password Storage Cheat Sheet" asks of this kind. */
    private static final int ROUNDS = 210_000;

    private static final int MOST_ROUNDS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MOST_CHARACTERS = 1_000;

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private Password(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Hashes a password, with a new salt: slow by design, on a small machine some seconds.
     *
     * @param secret the password itself, of {@value #LEAST_CHARACTERS} to 1,000 characters; it is not kept
     * @return another one each time, as the salt is
     * @throws IllegalArgumentException if it is too short or too long; the message says so
     */
    public static Password of(String secret) {
        return of(secret, ROUNDS);
    }

    static Password of(String secret, int rounds) {
        if (secret.length() < LEAST_CHARACTERS || secret.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a password must have " + LEAST_CHARACTERS + " to " + MOST_CHARACTERS + " characters");
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new Password(rounds, salt, hash(secret, salt, rounds));
    }

    /**
     * Reads a file whose one line is {@link #line}.
     *
     * @param file space around the line does not matter
     * @return what the line says: the password itself stays unknown
     * @throws UnusableFileException if it is not there, or is none
     */
    public static Password read(Path file) {
        try {
            return parse(Files.readString(file).strip())
                    .orElseThrow(() -> new UnusableFileException("[server] password_file " + file
                            + " must hold the one line that 'pistat password' prints, and nothing else"));
        } catch (NoSuchFileException e) {
            throw new UnusableFileException("[server] password_file " + file + ": no such file");
        } catch (AccessDeniedException e) {
            throw new UnusableFileException("[server] password_file " + file + ": no permission to read it");
        } catch (IOException e) {
            throw new UnusableFileException(
                    "[server] password_file " + file + " cannot be read: " + UnusableFileException.why(file, e));
        }
    }

    private static Optional<Password> parse(String line) {
        String[] parts = line.split("\\$", -1);
        if (parts.length != 5 || !parts[0].isEmpty() || !parts[1].equals(KIND) || !parts[2].matches("i=\\d{1,8}")) {
            return Optional.empty();
        }
        int rounds = Integer.parseInt(parts[2].substring(2));
        try {
            byte[] salt = Base64.getDecoder().decode(parts[3]);
            byte[] hash = Base64.getDecoder().decode(parts[4]);
            boolean whole = rounds > 0 && rounds <= MOST_ROUNDS && salt.length > 0 && hash.length == HASH_BYTES;
            return whole ? Optional.of(new Password(rounds, salt, hash)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@return the line for a password file: {@code $pbkdf2-sha512$i=ROUNDS$SALT$HASH}} */
    public String line() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$" + KIND + "$i=" + rounds + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /** Whether it is this one. As slow as {@link #of(String)}, whatever the answer. */
    boolean is(String secret) {
        return MessageDigest.isEqual(hash, hash(secret, salt, rounds));
    }

    /** By the bytes of UTF-8, as Java takes the characters. */
    private static byte[] hash(String secret, byte[] salt, int rounds) {
        PBEKeySpec key = new PBEKeySpec(secret.toCharArray(), salt, rounds, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(key).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks " + ALGORITHM, e);
        } finally {
            key.clearPassword();
        }
    }

    /** Tells nothing of it. */
    @Override
    public String toString() {
        return "Password";
    }
}

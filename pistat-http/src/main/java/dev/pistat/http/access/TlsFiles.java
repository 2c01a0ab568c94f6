package dev.pistat.http.access;

import java.nio.file.Path;

/**
 * The files that a server needs to speak TLS, in PEM. They are read again when they change.
 *
 * @param certificate the server's, then those that it was signed with, up to the one that clients know
 * @param key its private key, in PKCS #8 without a password ({@code BEGIN PRIVATE KEY})
 */
public record TlsFiles(Path certificate, Path key) {}

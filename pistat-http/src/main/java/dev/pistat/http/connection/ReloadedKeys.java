package dev.pistat.http.connection;

import dev.pistat.http.access.TlsFiles;
import dev.pistat.http.access.UnusableFileException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager that gives each new connection the certificate that is in the files by then. While what lies there cannot be
 * used, as in the moment between two files that are replaced, the one before stays. Thread-safe.
 */
public final class ReloadedKeys extends X509ExtendedKeyManager {

    private static final System.Logger LOG = System.getLogger("dev.pistat.http");

    private final TlsFiles files;
    private String tried;
    private Named newest;
    private Named before;

    /** Keys, and what they are called between the choice of them and their use. */
    private record Named(String name, ServerKeys keys) {}

    private ReloadedKeys(TlsFiles files) {
        this.files = files;
        tried = stamp();
        newest = new Named(tried, ServerKeys.read(files));
        before = newest;
    }

    /**
     * What makes connections safe with these files.
     *
     * @throws UnusableFileException if they cannot be used
     */
    public static SSLSocketFactory factory(TlsFiles files) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ReloadedKeys(files)}, null, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has TLS", e);
        }
    }

    private synchronized Named newest() {
        String stamp = stamp();
        if (!stamp.equals(tried)) {
            tried = stamp;
            try {
                Named read = new Named(stamp, ServerKeys.read(files));
                before = newest;
                newest = read;
                LOG.log(Level.INFO, "the certificate was read again: " + files.certificate());
            } catch (UnusableFileException e) {
                LOG.log(Level.WARNING, "the certificate from before stays: " + e.getMessage());
            }
        }
        return newest;
    }

    private synchronized Named named(String name) {
        return newest.name().equals(name) ? newest : before;
    }

    private String stamp() {
        return stamp(files.certificate()) + " " + stamp(files.key());
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return is.lastModifiedTime() + "/" + is.size() + "/" + is.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        Named now = newest();
        return now.keys().key().getAlgorithm().equals(keyType) ? now.name() : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return named(alias).keys().chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return named(alias).keys().key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {newest().name()};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

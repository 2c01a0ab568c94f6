package dev.pistat.http.connection;

import dev.pistat.http.response.Response;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsConfig;
import io.helidon.common.tls.TlsManager;
import io.helidon.http.RequestedUriDiscoveryContext;
import io.helidon.http.encoding.ContentEncodingContextConfig;
import io.helidon.http.media.FormParamsSupport;
import io.helidon.http.media.MediaContextConfig;
import io.helidon.http.media.PathSupport;
import io.helidon.http.media.StringSupport;
import io.helidon.webserver.WebServerConfig;
import java.net.StandardSocketOptions;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * Helidon's builders without the discovery of services. Helidon's own make an empty configuration first and ask it whether to
 * discover, even where the builder was told not to: 360 classes, 3 MB and 110 ms of the processor more (measured at the start of
 * a server on x86, with a class cache). {@code BuildersWithoutDiscoveryTest} fails when Helidon's defaults change.
 */
public final class BuildersWithoutDiscovery {

    private BuildersWithoutDiscovery() {}

    /** What a server listens with; it needs an address. */
    public static final class Server extends WebServerConfig.BuilderBase<Server, WebServerConfig> {

        @Override
        public WebServerConfig buildPrototype() {
            putListenerSocketOption(StandardSocketOptions.SO_REUSEADDR, true);
            requestedUriDiscoveryContext(
                    RequestedUriDiscoveryContext.builder().socketId(name()).build());
            validatePrototype();
            return new WebServerConfigImpl(this) {};
        }
    }

    /** What Helidon itself can read and write. */
    public static final class Media extends MediaContextConfig.BuilderBase<Media, MediaContextConfig> {

        @Override
        public MediaContextConfig buildPrototype() {
            addMediaSupport(StringSupport.create());
            addMediaSupport(PathSupport.create());
            addMediaSupport(FormParamsSupport.create());
            return new MediaContextConfigImpl(this) {};
        }
    }

    /** Nothing is packed or unpacked: {@link Response} does that. */
    public static final class Encoding
            extends ContentEncodingContextConfig.BuilderBase<Encoding, ContentEncodingContextConfig> {

        @Override
        public ContentEncodingContextConfig buildPrototype() {
            return new ContentEncodingContextConfigImpl(this) {};
        }
    }

    /** HTTP, not HTTPS. */
    public static final class NoTls extends TlsConfig.BuilderBase<NoTls, TlsConfig> {

        @Override
        public TlsConfig buildPrototype() {
            enabled(false).sslParameters(new SSLParameters()).manager(new NoKeys());
            return new TlsConfigImpl(this) {};
        }
    }

    private record NoKeys() implements TlsManager {

        @Override
        public String name() {
            return "none";
        }

        @Override
        public String type() {
            return name();
        }

        @Override
        public void init(TlsConfig tls) {}

        @Override
        public void reload(Tls tls) {}

        @Override
        public SSLContext sslContext() {
            throw new IllegalStateException("HTTP has no keys");
        }

        @Override
        public Optional<X509KeyManager> keyManager() {
            return Optional.empty();
        }

        @Override
        public Optional<X509TrustManager> trustManager() {
            return Optional.empty();
        }
    }
}

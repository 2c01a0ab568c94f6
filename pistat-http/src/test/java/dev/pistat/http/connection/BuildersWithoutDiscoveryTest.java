package dev.pistat.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.encoding.ContentEncodingContextConfig;
import io.helidon.http.media.MediaContextConfig;
import io.helidon.webserver.WebServerConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What our builders leave out of Helidon's own is the discovery alone. A new default of Helidon's makes one of these fail. */
class BuildersWithoutDiscoveryTest {

    @Test
    void aServerHasHelidonsDefaults() throws Exception {
        InetAddress address = InetAddress.getLoopbackAddress();
        SocketOptions options = SocketOptions.create();
        WebServerConfig own = new BuildersWithoutDiscovery.Server()
                .address(address)
                .connectionOptions(options)
                .buildPrototype();
        WebServerConfig helidons = WebServerConfig.builder()
                .address(address)
                .connectionOptions(options)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .concurrencyLimitDiscoverServices(false)
                .buildPrototype();
        assertThat(values(WebServerConfig.class, own)).isEqualTo(values(WebServerConfig.class, helidons));
    }

    @Test
    void mediaAreHelidonsDefaults() throws Exception {
        MediaContextConfig own = new BuildersWithoutDiscovery.Media().buildPrototype();
        MediaContextConfig helidons = MediaContextConfig.builder()
                .mediaSupportsDiscoverServices(false)
                .buildPrototype();
        assertThat(values(MediaContextConfig.class, own)).isEqualTo(values(MediaContextConfig.class, helidons));
    }

    @Test
    void encodingsAreHelidonsDefaults() throws Exception {
        ContentEncodingContextConfig own = new BuildersWithoutDiscovery.Encoding().buildPrototype();
        ContentEncodingContextConfig helidons = ContentEncodingContextConfig.builder()
                .contentEncodingsDiscoverServices(false)
                .buildPrototype();
        assertThat(values(ContentEncodingContextConfig.class, own))
                .isEqualTo(values(ContentEncodingContextConfig.class, helidons));
    }

    @Test
    void tlsIsOff() {
        assertThat(Tls.create(new BuildersWithoutDiscovery.NoTls().buildPrototype())
                        .enabled())
                .isFalse();
    }

    /** Each setting, but whether to discover; of what has no text of its own, the class. */
    private static Map<String, String> values(Class<?> type, Object config) throws Exception {
        Map<String, String> values = new TreeMap<>();
        for (Method method : type.getMethods()) {
            if (method.getParameterCount() == 0
                    && !method.getName().endsWith("DiscoverServices")
                    && !method.getName().equals("config")
                    && !Modifier.isStatic(method.getModifiers())) {
                values.put(method.getName(), shown(method.invoke(config)));
            }
        }
        assertThat(values).isNotEmpty();
        return values;
    }

    private static String shown(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(BuildersWithoutDiscoveryTest::shown).orElse("none");
        }
        if (value instanceof Collection<?> all) {
            return all.stream()
                    .map(BuildersWithoutDiscoveryTest::shown)
                    .toList()
                    .toString();
        }
        String text = String.valueOf(value);
        return value == null || !text.contains("@") ? text : value.getClass().getName();
    }
}

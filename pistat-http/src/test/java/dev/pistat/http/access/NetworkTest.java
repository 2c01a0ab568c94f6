package dev.pistat.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.255",
                "::1",
                "169.254.0.1",
                "fe80::1",
                "febf::1",
                "10.255.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.178.20",
                "100.64.0.1",
                "100.127.255.255",
                "fd12:3456::1",
                "fc00::1",
                "::ffff:192.168.1.7"
            })
    void anAddressOfAHouseIsPrivate(String address) throws Exception {
        assertThat(isPrivate(address)).isTrue();
        assertThat(Network.contains(Network.PRIVATE, Address.parse(address).orElseThrow()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "8.8.8.8",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "11.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "::",
                "::2",
                "fec0::1",
                "fbff::1",
                "fe00::1",
                "2001:db8::1",
                "::ffff:8.8.8.8",
                "::127.0.0.1"
            })
    void anAddressOfTheInternetIsNot(String address) throws Exception {
        assertThat(isPrivate(address)).isFalse();
    }

    private static boolean isPrivate(String address) throws Exception {
        InetAddress parsed = InetAddress.getByName(address);
        return Network.PRIVATE.stream().anyMatch(network -> network.contains(parsed));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.0/24, 192.168.1.255, 192.168.2.0",
        "192.168.1.7, 192.168.1.7, 192.168.1.8",
        "192.168.1.4/30, 192.168.1.7, 192.168.1.8",
        "::ffff:192.168.1.0/120, 192.168.1.255, 192.168.2.0",
        "2001:db8::/33, 2001:db8:7fff::1, 2001:db8:8000::1",
        "2001:db8:0:1::/64, 2001:db8:0:1:ffff::, 2001:db8:0:2::",
        "2001:db8::/65, 2001:db8::7fff:0:0:0, 2001:db8::8000:0:0:0",
        "2001:db8::1, 2001:db8::1, 2001:db8::2",
        "0.0.0.0/0, 203.0.113.7, 2001:db8::1",
    })
    void aNetworkHasWhatBeginsAsItDoes(String network, String inside, String outside) throws Exception {
        assertThat(Network.of(network).contains(InetAddress.getByName(inside))).isTrue();
        assertThat(Network.of(network).contains(InetAddress.getByName(outside))).isFalse();
    }

    @Test
    void anyIsEveryAddress() throws Exception {
        for (String address : List.of("8.8.8.8", "2001:db8::1", "127.0.0.1", "::")) {
            assertThat(Network.ANY.getFirst().contains(InetAddress.getByName(address)))
                    .isTrue();
        }
    }

    @Test
    void aPartOfAPrivateNetworkIsPrivateAndAWiderOneIsNot() {
        assertThat(Stream.of("192.168.1.0/24", "10.0.0.0/8", "fd00::/8", "::1", "::ffff:10.0.0.0/104"))
                .allMatch(network -> Network.of(network).isPrivate());
        assertThat(Stream.of("192.0.0.0/8", "0.0.0.0/0", "::/0", "203.0.113.0/24", "fc00::/6"))
                .noneMatch(network -> Network.of(network).isPrivate());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pi.local          | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            ''                | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            10.1/8            | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            010.0.0.0/8       | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            256.0.0.0/8       | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            1.2.3.4.5         | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            1.2.3.            | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            abcd:             | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            1::2::3           | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            x:1               | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            .a:1              | is no address and no network, such as 192.168.1.7 or 192.168.1.0/24
            10.0.0.0/33       | must have 0 to 32 after the slash
            10.0.0.0/         | must have 0 to 32 after the slash
            10.0.0.0/-1       | must have 0 to 32 after the slash
            10.0.0.0/8/8      | must have 0 to 32 after the slash
            fd00::/129        | must have 0 to 128 after the slash
            192.168.1.7/24    | has bits of an address beyond its first 24
            2001:db8::1/64    | has bits of an address beyond its first 64
            """)
    void whatIsWrongIsSaid(String text, String message) {
        assertThatThrownBy(() -> Network.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}

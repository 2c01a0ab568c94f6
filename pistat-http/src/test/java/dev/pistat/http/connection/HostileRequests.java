package dev.pistat.http.connection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Random requests that no client should send: wrong in one or some places, or all over. The same seed makes the same. */
final class HostileRequests {

    private static final List<String> METHODS = words("""
            HEAD OPTIONS POST PUT DELETE PATCH TRACE CONNECT PRI BREW get G@T G\0T $(reboot) " \u00ff\u00fe
            """, "", "GET\t", "G".repeat(3_000));
    /** With the parameters that are known there. */
    private static final List<String> PATHS = words("""
            / /app.js /style.css /favicon.svg /uPlot.iife.min.js /openapi.yaml /metrics /health /health/live /health/ready
            /api/current /api/config /api/metrics /api/host /api/stream?last /api/processes?at
            /api/events?from&to&kind&after /api/history?hours&metric /api/export?hours
            /api/export?format&metric&from&to /api/query?series&series&from&to&points
            """);

    private static final List<String> OTHER_PATHS =
            words("""
            * // /.. /../../etc/passwd /%2e%2e/%2e%2e/etc/passwd /api/../api/current /./api/current /api//current
            /api/current/ /api/current;a=b /api;a=b/current /api/%63urrent /api/current%00 /api/current% /api/current%zz
            /%c0%af%c0%af /%ff%fe /\u00e4 \\api\\current api/current http://pi/api/current http://[::1/api/current
            pi:80 ? /? # /#a?b /api/current#x /api /api/ /nothing /wp-login.php
            """, "", " ", "/" + "a/".repeat(3_000), "/" + "%41".repeat(1_000));
    private static final List<String> NAMES = words("""
            hours metric series from to points kind after at last format unknown HOURS hours%00 %68ours hours[] \u00fc
            """, "");
    private static final List<String> VALUES =
            words("""
            0 1 -1 10 24 168 600 5000 5001 2147483648 99999999999999999999 1e309 1e-400 -0 +5 %2b5 0x10 1_0 1d 1. .5
            nan inf null %d9%a3 cpu_percent mem_used net_bytes_sent fan_rpm fan_rpm:cpu%20%221%22%20%3C%26%3E fan_rpm:
            cpu_percent:0 : bad_metric id cpu_per_core 1795359600 1795345200.123456789 253402300800
            2026-11-22T14:00:00Z 2026-11-22T14:00:00+01:00 2026-11-22 -999999999-01-01T00:00:00Z
            +999999999-12-31T23:59:59-18:00 csv ndjson xml noticed 4711-17 1-1 -1-1 99999999999999999999-1
            '%3B%20DROP%20TABLE%20sample%3B-- %3Cscript%3E %0d%0aX-Injected:%20yes %00 % %2 %zz < " {} ../../etc/passwd
            """, "", "9".repeat(400), "9".repeat(9_000), "0." + "0".repeat(400) + "1");
    private static final List<String> HEADERS = lines(
            """
            Accept-Encoding: gzip
            Accept-Encoding: gzip;q=
            Accept-Encoding: gzip;q=0.0001, *;q=9
            Accept-Encoding: ,,;;,=
            Accept: application/openmetrics-text
            Accept: application/openmetrics-text; version="1.0.0
            Accept: */*;q=x
            If-None-Match: *
            If-None-Match: \"""
            If-Modified-Since: yesterday
            Last-Event-ID: 1-1
            Last-Event-ID: x
            Last-Event-ID: 9223372036854775808-0
            Range: bytes=5-1,-1
            Connection: close
            Connection: keep-alive
            Connection: upgrade, \0
            Upgrade: websocket | Connection: Upgrade | Sec-WebSocket-Version: 13 | Sec-WebSocket-Key: dGhlIHNhbXBsZQ==
            Upgrade: h2c | HTTP2-Settings: AAMAAABkAAQAAP__
            Content-Length: 5
            Content-Length: 0
            Content-Length: -1
            Content-Length: 1e3
            Content-Length: 9223372036854775807
            Content-Length: 5 | Content-Length: 6
            Transfer-Encoding: chunked
            Transfer-Encoding: chunked | Content-Length: 3
            Transfer-Encoding: xchunked
            Transfer-Encoding:\tchunked
            Transfer-Encoding: gzip, chunked
            TE: trailers
            Trailer: X
            Expect: 100-continue
            Expect: a miracle
            Host: localhost
            Host:
            Host: a b
            Host: localhost:99999999999
            Host: [::1
            Host: \u00e4
            X: a\0b
            X: a\u007fb
            X : y
            : y
            no colon
            X: y |\tfolded
            Content-Encoding: gzip
            Content-Type: application/json; charset=nonsense
            Authorization: Basic Og==
            Forwarded: for="_gazonk"
            X-Forwarded-For: ,
            Origin: null
            """,
            " folded",
            "X: " + "y".repeat(9_000),
            "X: " + "y".repeat(20_000),
            "X: y\r\n".repeat(500) + "X: z",
            "Cookie: " + "a=b; ".repeat(300),
            "Accept-Encoding: " + "gzip,".repeat(2_000));
    private static final List<String> VERSIONS =
            words("HTTP/1.0 HTTP/2.0 HTTP/1.2 HTTP/0.9 http/1.1 HTTPS/1.1 \0", "", "HTTP/1.1 ");
    private static final List<String> BODIES = lines("""
            hello
            ffffffff | \s
            7fffffff | x
            -1 | \s
            zz | \s
            5 | hello | 0 |  | \s
            5;ext=" | hello
            0 | X: y |  | \s
            0 |  | GET /api/current HTTP/1.1 | Host: localhost |  | \s
            GET /api/current HTTP/1.1 | Host: localhost |  | \s
            {"hours":1}
            """, "f".repeat(5_000));
    private static final List<String> OTHER_PROTOCOLS =
            lines("""
            PRI * HTTP/2.0 |  | SM |  | \0\0\0\4\0\0\0\0\0
            \u0016\u0003\u0001\0\u00a5\1\0\0\u00a1\u0003\u0003
            SSH-2.0-OpenSSH_9.2 | \s
            EHLO pi | \s
            *1 | $4 | PING | \s
            PROXY TCP4 1.2.3.4 5.6.7.8 1 2 | GET / HTTP/1.1 | Host: localhost |  | \s
            """, "\0", "\r\n\r\n\r\n", "\n", "\r", "GET / HTTP/1.1\nHost: localhost\n\n");

    private final Random random;

    HostileRequests(long seed) {
        random = new Random(seed);
    }

    /** What a client sends. Characters are bytes. */
    String next() {
        String request = switch (random.nextInt(20)) {
            case 0 -> any(OTHER_PROTOCOLS);
            case 1 -> noise(random.nextInt(2_000));
            case 2 -> cut(request());
            case 3, 4, 5 -> mutilated(request());
            default -> request();
        };
        return random.nextInt(100) == 0 ? request.repeat(1 + random.nextInt(20)) : request;
    }

    private String request() {
        StringBuilder request = new StringBuilder();
        request.append(often(6) ? "GET" : any(METHODS)).append(' ').append(often(8) ? address() : otherAddress());
        request.append(' ').append(often(30) ? "HTTP/1.1" : any(VERSIONS)).append("\r\n");
        request.append(often(30) ? "Host: localhost\r\n" : "");
        for (int i = random.nextInt(3) * random.nextInt(2); i > 0; i--) {
            request.append(any(HEADERS)).append("\r\n");
        }
        return request.append("\r\n").append(often(8) ? "" : any(BODIES)).toString();
    }

    private String address() {
        String[] parts = any(PATHS).split("[?&]", -1);
        StringBuilder address = new StringBuilder(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            if (random.nextBoolean()) {
                address.append(address.indexOf("?") < 0 ? '?' : '&')
                        .append(parts[i])
                        .append('=')
                        .append(any(VALUES));
            }
        }
        return address.toString();
    }

    private String otherAddress() {
        return (often(3) ? any(OTHER_PATHS) : address()) + '?' + any(NAMES) + '=' + any(VALUES);
    }

    private String cut(String request) {
        return request.substring(0, random.nextInt(request.length() + 1));
    }

    private String mutilated(String request) {
        StringBuilder bytes = new StringBuilder(request);
        for (int i = 1 + random.nextInt(4); i > 0 && !bytes.isEmpty(); i--) {
            int at = random.nextInt(bytes.length());
            int end = Math.min(bytes.length(), at + random.nextInt(20));
            switch (random.nextInt(4)) {
                case 0 -> bytes.setCharAt(at, (char) random.nextInt(256));
                case 1 -> bytes.delete(at, end);
                case 2 -> bytes.insert(at, bytes.substring(at, end));
                default -> bytes.insert(at, noise(1 + random.nextInt(5)));
            }
        }
        return bytes.toString();
    }

    private String noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** True but for one call in some. */
    private boolean often(int times) {
        return random.nextInt(times) > 0;
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static List<String> words(String words, String... more) {
        return Stream.concat(Stream.of(words.strip().split("\\s+", -1)), Stream.of(more))
                .toList();
    }

    /** A bar stands for the end of a line in the midst of one. */
    private static List<String> lines(String lines, String... more) {
        return Stream.concat(lines.lines().map(line -> line.replaceAll(" ?\\| ?", "\r\n")), Stream.of(more))
                .toList();
    }
}

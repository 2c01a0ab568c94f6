package dev.pistat.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusFormatTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text",
                "application/openmetrics-text; version=1.0.0",
                "APPLICATION/OpenMetrics-Text;VERSION=\"1.0.0\";charset=utf-8",
                "application/openmetrics-text;q=0.001,text/plain;q=0",
                "text/*;q=0.9, application/*",
                "text/plain;q=0.5, */*;q=0.6",
                "text/plain;version=1.0.0,application/openmetrics-text;version=1.0.0;q=0.5",
                "application/openmetrics-text;version=0.0.1;q=0.1,application/openmetrics-text;q=0.7,*/*;q=0.3",
                // Prometheus 2.42, and 3
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
                        + "application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,"
                        + "text/plain;version=0.0.4;q=0.2,*/*;q=0.1"
            })
    void openMetricsIsForThoseWhoPreferIt(String accept) {
        assertThat(PrometheusFormat.preferred(accept)).isEqualTo(PrometheusFormat.OPEN_METRICS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/plain",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                "application/json",
                "application/openmetrics-text,text/plain",
                "application/openmetrics-text;q=0.5,text/plain;q=0.6",
                "application/openmetrics-text;q=0",
                "application/openmetrics-text;q=0,*/*;q=0.1",
                "application/openmetrics-text;version=2.0.0",
                "application/openmetrics-text;q=2",
                "application/openmetrics-text;q=nan",
                "application/openmetrics-text;q=",
                ",;,;=;q,/,application/,\"",
                "\u00ff\u00fe"
            })
    void allOthersGetTheTextFormat(String accept) {
        assertThat(PrometheusFormat.preferred(accept)).isEqualTo(PrometheusFormat.TEXT);
    }
}

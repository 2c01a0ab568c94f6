package dev.pistat.core.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.export.ExportLines.Format;
import dev.pistat.core.history.Row;
import dev.pistat.core.metric.CpuMetrics;
import dev.pistat.core.metric.DiskMetrics;
import dev.pistat.core.metric.MemoryMetrics;
import dev.pistat.core.metric.Series;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExportLinesTest {

    private static final Series CPU = new Series(CpuMetrics.CPU_PERCENT);
    private static final Series MEMORY = new Series(MemoryMetrics.MEM_USED);
    private static final Series CORE_0 = new Series(CpuMetrics.CPU_CORE_PERCENT, "0");
    private static final Series CORE_2 = new Series(CpuMetrics.CPU_CORE_PERCENT, "2");

    @Test
    void csvOfChosenSeriesHasTheTimeAndTheirKeys() {
        ExportLines lines = ExportLines.of(Format.CSV, false, List.of(CPU, CORE_0, MEMORY));
        assertThat(header(lines)).isEqualTo("timestamp,cpu_percent,cpu_core_percent:0,mem_used\r\n");
        assertThat(line(lines, Map.of(CPU, 12.5, CORE_0, 50.0, MEMORY, 98222080.0)))
                .isEqualTo("1795357742.53994,12.5,50.0,98222080\r\n");
    }

    @Test
    void anAbsentValueIsAnEmptyCellOrNull() {
        assertThat(line(ExportLines.of(Format.CSV, false, List.of(CPU, MEMORY)), Map.of(MEMORY, 1.0)))
                .isEqualTo("1795357742.53994,,1\r\n");
        assertThat(line(ExportLines.of(Format.NDJSON, false, List.of(CPU, MEMORY)), Map.of(MEMORY, 1.0)))
                .isEqualTo("{\"ts\":1795357742.53994,\"cpu_percent\":null,\"mem_used\":1}\n");
    }

    @Test
    void anInstanceOfAnyNameIsQuoted() {
        String mount = "/mnt/a \"b\", c\\d\n";
        Series odd = new Series(DiskMetrics.FILESYSTEM_USED, mount);
        assertThat(header(ExportLines.of(Format.CSV, false, List.of(odd))))
                .isEqualTo("timestamp,\"filesystem_used:/mnt/a \"\"b\"\", c\\d\n\"\r\n");
        String line = line(ExportLines.of(Format.NDJSON, false, List.of(odd)), Map.of(odd, 1.0));
        assertThat(line).isEqualTo("{\"ts\":1795357742.53994,\"filesystem_used:/mnt/a \\\"b\\\", c\\\\d\\n\":1}\n");
    }

    @Test
    void controlCharactersInANameAreEscaped() {
        Series odd = new Series(DiskMetrics.FILESYSTEM_USED, "\0\b\t\f\r\u001f\u007f\u2028\u00e4\ud83d\ude00");
        assertThat(line(ExportLines.of(Format.NDJSON, false, List.of(odd)), Map.of()))
                .isEqualTo("{\"ts\":1795357742.53994,\"filesystem_used:\\u0000\\b\\t\\f\\r\\u001F\u007f\u2028\u00e4"
                        + "\ud83d\ude00\":null}\n");
    }

    @Test
    void ndjsonHasNoHeader() {
        assertThat(header(ExportLines.of(Format.NDJSON, false, List.of(CPU)))).isEmpty();
    }

    @Test
    void ndjsonOfTheOriginalsFieldsIsTheObjectOfCurrent() {
        ExportLines lines = ExportLines.original(Format.NDJSON, false, List.of(CPU, CORE_0, CORE_2));
        assertThat(line(lines, Map.of(CPU, 12.5, CORE_0, 25.0)))
                .isEqualTo("{\"id\":7,\"timestamp\":1795357742.53994,\"cpu_percent\":12.5,"
                        + "\"cpu_per_core\":[25.0, null, null],\"mem_used\":null,\"mem_total\":null,\"mem_percent\":null,"
                        + "\"cpu_temp\":null,\"disk_used\":null,\"disk_total\":null,\"disk_percent\":null,\"load_1\":null,"
                        + "\"load_5\":null,\"load_15\":null,\"net_bytes_sent\":null,\"net_bytes_recv\":null,"
                        + "\"uptime_seconds\":null}\n");
    }

    private static String header(ExportLines lines) {
        StringBuilder out = new StringBuilder();
        lines.appendHeader(out);
        return out.toString();
    }

    private static String line(ExportLines lines, Map<Series, Double> values) {
        double[] row = lines.series().stream()
                .mapToDouble(series -> values.getOrDefault(series, 0.0))
                .toArray();
        boolean[] present = new boolean[row.length];
        for (int i = 0; i < present.length; i++) {
            present[i] = values.containsKey(lines.series().get(i));
        }
        StringBuilder out = new StringBuilder();
        lines.append(out, new Row(7, 1_795_357_742_539_940L, 0, "boot", row, present));
        return out.toString();
    }
}

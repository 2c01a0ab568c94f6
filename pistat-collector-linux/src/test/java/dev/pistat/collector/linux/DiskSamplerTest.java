package dev.pistat.collector.linux;

import static dev.pistat.core.metric.Catalogue.DISK_TOTAL;
import static dev.pistat.core.metric.Catalogue.DISK_USED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pistat.core.metric.Reading;
import dev.pistat.core.testkit.CollectedReadings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSamplerTest {

    @Test
    void aPathThatIsMissingFails_untilItIsThere(@TempDir Path root) throws Exception {
        Path path = root.resolve("usb");
        DiskSampler sampler = new DiskSampler(path);
        assertThat(CollectedReadings.of(sampler).readings().values())
                .hasSize(3)
                .containsOnly(new Reading.Failed("no such file or directory: " + path));
        Files.createDirectory(path);
        assertThat(CollectedReadings.of(sampler).value(DISK_TOTAL)).isPositive();
    }

    @Test
    void aFileSystemWithoutSpaceHasNoFigures() throws Exception {
        assertThat(CollectedReadings.of(new DiskSampler(Path.of("/proc"))).reading(DISK_USED))
                .isEqualTo(new Reading.Unavailable("the file system of /proc counts no space"));
    }
}

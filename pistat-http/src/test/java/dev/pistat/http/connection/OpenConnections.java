package dev.pistat.http.connection;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The connections that servers of this JVM hold, told by their virtual threads, which only a dump shows. */
final class OpenConnections {

    private OpenConnections() {}

    static long count() throws IOException {
        Path folder = Files.createTempDirectory("pistat-threads");
        Path dump = folder.resolve("dump");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return Files.readString(dump)
                    .lines()
                    .filter(line -> line.contains("WebServer socket"))
                    .count();
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(folder);
        }
    }
}

package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.recording.Allowlist;
import dev.pistat.core.testkit.MetricStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMetricStoreContractTest extends MetricStoreContract {

    @TempDir
    private Path folder;

    @Override
    protected MetricStore open() {
        return SqliteMetricStore.open(folder.resolve("pistat.db"), new Allowlist(Catalogue.ALL));
    }
}

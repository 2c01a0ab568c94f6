package dev.pistat.store.sqlite;

import dev.pistat.core.history.Retention;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.testkit.MetricStoreContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** Samples are read before they are in the file. */
class WaitingSamplesContractTest extends MetricStoreContract {

    @TempDir
    private Path folder;

    private int opened;

    @Override
    protected MetricStore open(Retention retention) {
        return SqliteMetricStore.open(
                folder.resolve(++opened + ".db"),
                new Allowlist(Catalogue.ALL),
                new StoreSettings(retention, Duration.ofHours(1), 0));
    }
}

package dev.pistat.core.memory;

import dev.pistat.core.history.Retention;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.testkit.MetricStoreContract;

class InMemoryMetricStoreTest extends MetricStoreContract {

    @Override
    protected MetricStore open(Retention retention) {
        return new InMemoryMetricStore(retention);
    }
}

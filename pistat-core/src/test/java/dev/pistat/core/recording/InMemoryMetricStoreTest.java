package dev.pistat.core.recording;

import dev.pistat.core.port.MetricStore;
import dev.pistat.core.testkit.MetricStoreContract;

class InMemoryMetricStoreTest extends MetricStoreContract {

    @Override
    protected MetricStore open() {
        return new InMemoryMetricStore();
    }
}

package dev.pistat.core.recording;

import dev.pistat.core.metric.Retention;
import dev.pistat.core.port.MetricStore;
import dev.pistat.core.testkit.MetricStoreContract;

class InMemoryMetricStoreTest extends MetricStoreContract {

    @Override
    protected MetricStore open(Retention retention) {
        return new InMemoryMetricStore(retention);
    }
}

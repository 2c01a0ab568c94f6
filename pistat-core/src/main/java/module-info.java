/** What a metric is, and the way of a sample from the samplers to the store. */
@org.jspecify.annotations.NullMarked
module dev.pistat.core {
    requires static transitive org.jspecify;

    exports dev.pistat.core.metric;
    exports dev.pistat.core.port;
    exports dev.pistat.core.recording;
}

/** The samplers of a Linux machine. */
@org.jspecify.annotations.NullMarked
module dev.pistat.collector.linux {
    requires transitive dev.pistat.core;
    requires static micrometer.core;
    requires static org.jspecify;

    exports dev.pistat.collector.linux;
}

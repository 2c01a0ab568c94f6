import org.jspecify.annotations.NullMarked;

/** What a metric is, the three ports, and the recorder between them. Depends on nothing but {@code java.base}. */
@NullMarked
module dev.pistat.core {
    requires static org.jspecify;

    exports dev.pistat.core.export;
    exports dev.pistat.core.history;
    exports dev.pistat.core.memory;
    exports dev.pistat.core.metric;
    exports dev.pistat.core.port;
    exports dev.pistat.core.recording;
    exports dev.pistat.core.text;
}

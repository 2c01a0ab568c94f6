import org.jspecify.annotations.NullMarked;

/** The whole of PiStat, for programs that want all of it, and the program itself. */
@NullMarked
module dev.pistat.app {
    requires transitive dev.pistat.collector.linux;
    requires transitive dev.pistat.core;
    requires transitive dev.pistat.http;
    requires transitive dev.pistat.store.sqlite;
    requires io.helidon.common.features;
    requires io.helidon.common.features.api;
    requires io.helidon.common.types;
    requires io.helidon.service.registry;
    requires java.logging;
    requires jdk.unsupported; // sun.misc.Signal
    requires org.tomlj;
    requires static org.jspecify;

    exports dev.pistat.app;
    exports dev.pistat.app.setting;
}

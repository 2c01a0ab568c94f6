import org.jspecify.annotations.NullMarked;

/** The whole of PiStat, for programs that want all of it, and the program itself. */
@NullMarked
module dev.pistat.app {
    requires transitive dev.pistat.collector.linux;
    requires transitive dev.pistat.core;
    requires transitive dev.pistat.http;
    requires transitive dev.pistat.store.sqlite;
    requires java.logging;
    requires jdk.unsupported; // sun.misc.Signal
    requires org.tomlj;
    requires static org.jspecify;

    exports dev.pistat.app;
}

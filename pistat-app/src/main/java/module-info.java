/** PiStat, the program: wires collector, store and HTTP. */
@org.jspecify.annotations.NullMarked
module dev.pistat.app {
    requires dev.pistat.collector.linux;
    requires dev.pistat.core;
    requires dev.pistat.http;
    requires dev.pistat.store.sqlite;
    requires java.logging;
    requires org.tomlj;
    requires static org.jspecify;
}

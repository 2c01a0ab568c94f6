package dev.pistat.app;

import dev.pistat.collector.linux.LinuxSamplers;
import dev.pistat.core.recording.SystemClock;
import dev.pistat.http.HttpServer;
import dev.pistat.store.sqlite.SqliteStore;

/** The program's entry. */
public final class Main {

    private Main() {}

    /** Starts PiStat and returns when it has stopped. */
    public static void main(String[] arguments) {
        SystemClock clock = new SystemClock();
        System.Logger log = System.getLogger("pistat");
        log.log(
                System.Logger.Level.INFO,
                "{0} {1} {2}",
                new LinuxSamplers(clock).clock(),
                new SqliteStore(clock).clock(),
                new HttpServer(clock).clock());
    }
}

package dev.pistat.app.program;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/** The database of the original PiStat, a Python program. */
public final class Original {

    private Original() {}

    /** Makes one with a row at each of these times. */
    public static void make(Path file, Instant... times) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            connection.createStatement().executeUpdate("""
                    CREATE TABLE metrics (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, cpu_percent REAL,
                        cpu_per_core TEXT, mem_used INTEGER, mem_total INTEGER, mem_percent REAL, cpu_temp REAL,
                        disk_used INTEGER, disk_total INTEGER, disk_percent REAL, load_1 REAL, load_5 REAL, load_15 REAL,
                        net_bytes_sent INTEGER, net_bytes_recv INTEGER, uptime_seconds INTEGER)""");
            try (PreparedStatement row = connection.prepareStatement("""
                    INSERT INTO metrics (timestamp, cpu_percent, cpu_per_core, mem_used, uptime_seconds)
                    VALUES (?, 12.5, '[25.0, 0.0]', 98222080, 7)""")) {
                for (Instant time : times) {
                    row.setDouble(1, time.toEpochMilli() / 1e3);
                    row.executeUpdate();
                }
            }
        }
    }
}

package dev.pistat.app.command;

import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.app.terminal.Bytes;
import dev.pistat.app.terminal.Progress;
import dev.pistat.store.sqlite.SqliteBackup;
import java.nio.file.Path;
import java.util.Objects;

/** A copy of the history, in a new file. */
final class Backup extends Command {

    Backup() {
        super("backup", true, "copies the whole history into a new file, also while PiStat runs");
    }

    @Override
    boolean run(CommandLine asked) throws ConfigurationException {
        Path database = asked.configuration().database();
        Path to = Objects.requireNonNull(asked.file());
        long bytes;
        try (Progress progress = Progress.onStandardError()) {
            bytes = SqliteBackup.write(database, to, progress);
        }
        System.out.println(to + ": " + Bytes.text(bytes));
        return true;
    }
}

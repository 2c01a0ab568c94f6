package dev.pistat.app.command;

import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.app.terminal.Bytes;
import dev.pistat.app.terminal.Progress;
import dev.pistat.store.sqlite.SqliteBackup;
import java.nio.file.Path;

/**
 * Copies the history into a new file.
 *
 * @param to the new file
 */
record Backup(Path to) implements CommandLine.Command {

    /**
     * Runs the command.
     *
     * @throws dev.pistat.core.port.StoreException if the history cannot be read, or the file not be written
     */
    @Override
    public boolean run(CommandLine asked) throws ConfigurationException {
        Path database = Main.configuration(asked).database();
        long bytes;
        try (Progress progress = Progress.onStandardError()) {
            bytes = SqliteBackup.write(database, to, progress);
        }
        System.out.println(to + ": " + Bytes.text(bytes));
        return true;
    }
}

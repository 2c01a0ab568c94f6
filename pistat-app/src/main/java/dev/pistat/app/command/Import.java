package dev.pistat.app.command;

import dev.pistat.app.Configuration;
import dev.pistat.app.setting.ConfigurationException;
import dev.pistat.app.terminal.Progress;
import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.metric.Catalogue;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.SqliteMetricStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Brings in the history of the original program.
 *
 * @param from its file, which is left as it is
 */
record Import(Path from) implements CommandLine.Command {

    /**
     * Runs the command.
     *
     * @throws StoreException if a PiStat is running, or one of the files cannot be used; then nothing
     *     has come in
     */
    @Override
    public boolean run(CommandLine asked) throws ConfigurationException {
        Configuration configuration = Main.configuration(asked);
        Path database = configuration.database();
        if (!Files.isRegularFile(from)) {
            throw new StoreException(from + ": no such file");
        }
        if (isSame(from, database)) {
            throw new StoreException(from + ": is the database itself; start PiStat, and it takes it over");
        }
        long rows;
        try (SqliteMetricStore store =
                        SqliteMetricStore.open(database, new Allowlist(Catalogue.ALL), configuration.store());
                Progress progress = Progress.onStandardError()) {
            rows = store.importOriginal(from, progress);
        }
        System.out.println(
                rows == 0
                        ? from + ": nothing new, all of it is in " + database + " already"
                        : from + ": " + rows + " samples came into " + database);
        return true;
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }
}

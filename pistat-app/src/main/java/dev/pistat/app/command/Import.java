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
import java.util.Objects;

/** The history of the original program, brought into that of PiStat. Its file is left as it is. */
final class Import extends Command {

    Import() {
        super(
                "import",
                true,
                "brings in the history of the original PiStat, a Python program; stop PiStat first. To repeat it adds"
                        + " nothing");
    }

    @Override
    boolean run(CommandLine asked) throws ConfigurationException {
        Path from = Objects.requireNonNull(asked.file());
        Configuration configuration = asked.configuration();
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

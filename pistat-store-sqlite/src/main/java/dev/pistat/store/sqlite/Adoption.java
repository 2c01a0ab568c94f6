package dev.pistat.store.sqlite;

import dev.pistat.core.metric.Allowlist;
import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.file.DatabaseFiles;
import dev.pistat.store.sqlite.file.FileCheck;
import dev.pistat.store.sqlite.history.History;
import dev.pistat.store.sqlite.original.OriginalImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The takeover of the original PiStat's database by a history with all of its rows. */
final class Adoption {

    private static final System.Logger LOG = System.getLogger("dev.pistat.store");
    private static final int ROWS_BETWEEN_LINES = 100_000;

    private Adoption() {}

    /**
     * Takes a database over: when this returns the path leads to a new file with all of its rows, and the original is
     * {@code NAME.python-backup}. If it ends in between, the original is where it was.
     *
     * @param lock is taken before anything is changed
     * @throws StoreException if it is another program's, or cannot be taken over
     */
    static void adopt(Path path, Allowlist allowlist, Runnable lock) {
        try {
            Path real = path.toRealPath();
            Path backup = DatabaseFiles.freeName(DatabaseFiles.beside(real, ".python-backup"));
            List<NewFile> made = new ArrayList<>();
            List<History> begun = new ArrayList<>();
            OptionalLong brought;
            try {
                brought = OriginalImport.importInto(
                        real,
                        () -> {
                            lock.run();
                            LOG.log(Level.INFO, path + ": is the original PiStat's; its rows are brought over");
                            made.add(begin(real));
                            begun.add(History.open(made.getFirst().path(), allowlist));
                            return begun.getFirst();
                        },
                        (done, rows) -> {
                            if (done % ROWS_BETWEEN_LINES == 0) {
                                LOG.log(Level.INFO, path + ": " + done + " of " + rows + " rows");
                            }
                        });
            } finally {
                begun.forEach(History::close);
            }
            if (brought.isEmpty()) {
                throw FileCheck.others(path);
            }
            made.getFirst().requireWhole();
            keep(real, backup);
            made.getFirst().takePlace();
            LOG.log(
                    Level.INFO,
                    path + ": " + brought.getAsLong() + " rows were brought over; the original is " + backup
                            + ", delete it when you like");
        } catch (UncheckedIOException | IOException e) {
            throw new StoreException(
                    path + ": the original PiStat's database cannot be taken over: " + e.getMessage(), e);
        }
    }

    private static NewFile begin(Path real) {
        try {
            return NewFile.inPlaceOf(real, ".adopting");
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Gives the file a second name; where the file system has no such thing, makes a copy. */
    private static void keep(Path file, Path backup) throws IOException {
        try {
            Files.createLink(backup, file);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES);
        }
        for (String left : List.of("-journal", "-wal", "-shm")) {
            if (Files.exists(DatabaseFiles.beside(file, left))) {
                Files.copy(DatabaseFiles.beside(file, left), DatabaseFiles.beside(backup, left));
                Files.delete(DatabaseFiles.beside(file, left));
            }
        }
    }
}

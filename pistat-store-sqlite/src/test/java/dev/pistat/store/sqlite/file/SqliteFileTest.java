package dev.pistat.store.sqlite.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pistat.core.port.StoreException;
import dev.pistat.store.sqlite.history.Schema;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change does when SQLite says no: it is as if it had never been begun, and the next one goes through. */
class SqliteFileTest {

    @TempDir
    private Path folder;

    private Path path;
    private SqliteFile file;

    @BeforeEach
    void openFile() {
        path = folder.resolve("pistat.db");
        file = SqliteFile.open(path, Schema::create);
    }

    @AfterEach
    void closeFile() {
        file.close();
    }

    @Test
    void aChangeThatAnotherProgramKeepsOutGoesThroughOnceItIsGone() {
        file.change(handle -> handle.execute("PRAGMA busy_timeout = 1"));
        try (Handle other = Jdbi.open("jdbc:sqlite:" + path)) {
            other.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> addRun(1))
                    .isInstanceOf(StoreException.class)
                    .hasMessage(path + ": another program keeps it locked; close that program");
            other.execute("ROLLBACK");
            addRun(2);
            assertThat(runs()).containsExactly(2);
        }
    }

    @Test
    void aChangeThatFindsTheDiskFullGoesThroughOnceThereIsRoom() {
        int pages = file.change(handle ->
                handle.createQuery("PRAGMA page_count").mapTo(int.class).one());
        limit(pages);
        assertThatThrownBy(() -> file.change(handle -> {
                    addRun(handle, 1);
                    return handle.execute("CREATE TABLE big AS SELECT zeroblob(100000)");
                }))
                .isInstanceOf(StoreException.class)
                .hasMessage(path + ": the disk is full; make room on it");
        limit(pages + 100);
        addRun(2);
        assertThat(runs()).containsExactly(2);
    }

    @Test
    void aChangeThatThrowsIsUndone() {
        assertThatThrownBy(() -> file.change(handle -> {
                    addRun(handle, 1);
                    throw new StoreException("no");
                }))
                .isInstanceOf(StoreException.class)
                .hasMessage("no");
        addRun(2);
        assertThat(runs()).containsExactly(2);
    }

    private void limit(int pages) {
        file.change(handle -> handle.execute("PRAGMA max_page_count = " + pages));
    }

    private void addRun(int id) {
        file.change(handle -> addRun(handle, id));
    }

    private static int addRun(Handle handle, int id) {
        return handle.execute("INSERT INTO run (first_id, boot_id) VALUES (?, 'boot')", id);
    }

    private List<Integer> runs() {
        try (Handle reader = file.reader()) {
            return reader.createQuery("SELECT first_id FROM run")
                    .mapTo(Integer.class)
                    .list();
        }
    }
}

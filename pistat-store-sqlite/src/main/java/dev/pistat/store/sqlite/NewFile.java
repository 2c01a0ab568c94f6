package dev.pistat.store.sqlite;

import dev.pistat.store.sqlite.file.DatabaseFiles;
import dev.pistat.store.sqlite.file.SameAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * An empty file for the same users as another one, whose place it takes when it is complete.
 *
 * @param path where it is made, in the same folder
 * @param place where it goes
 */
record NewFile(Path path, Path place) {

    /** Makes it; what is left of one that was begun before goes. */
    static NewFile inPlaceOf(Path place, String suffix) throws IOException {
        Path path = DatabaseFiles.beside(place, suffix);
        DatabaseFiles.deleteLeft(path);
        SameAccess.create(path, place);
        return new NewFile(path, place);
    }

    void requireWhole() {
        DatabaseFiles.requireWhole(path);
    }

    void takePlace() throws IOException {
        Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
    }
}

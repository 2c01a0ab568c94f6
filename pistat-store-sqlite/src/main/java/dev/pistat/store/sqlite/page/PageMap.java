package dev.pistat.store.sqlite.page;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/**
 * The pointer-map pages of a file with auto-vacuum: they say which page of a tree lies below which. Each of them stands
 * before the pages that it describes, with five bytes for each: its kind, and the number of the page above.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#pointer_map_or_ptrmap_pages">pointer-map pages</a>
 */
final class PageMap {

    private static final int FIRST = 2;
    private static final int ENTRY_BYTES = 5;
    private static final int ROOT = 1;
    private static final int BELOW_ANOTHER = 5;
    /** More levels than any tree has. */
    private static final int DEEPEST = 20;

    private PageMap() {}

    /** For each page by its number the first page of the tree that it is part of, 0 where that is not known. */
    static int[] roots(Pages pages) {
        int described = pages.bytes() / ENTRY_BYTES;
        // Where the end of the file is cut off, pages behind it may be described still.
        int[] above = new int[pages.count() + described + 2];
        // The tree of the schema begins on page 1, which is not described.
        above[1] = 1;
        for (int map = FIRST; pages.mapped() && map <= pages.count(); map += described + 1) {
            int first = map + 1;
            pages.page(map).ifPresent(entries -> read(entries, first, above));
        }
        return IntStream.range(0, above.length).map(page -> root(page, above)).toArray();
    }

    private static void read(ByteBuffer entries, int first, int[] above) {
        for (int page = first; page < above.length && entries.remaining() >= ENTRY_BYTES; page++) {
            int kind = entries.get();
            int named = entries.getInt();
            if (kind == ROOT) {
                above[page] = page;
            } else if (kind == BELOW_ANOTHER && named > 0 && named < above.length) {
                above[page] = named;
            }
        }
    }

    private static int root(int page, int[] above) {
        int at = page;
        for (int level = 0; level < DEEPEST && above[at] != at; level++) {
            at = above[at];
        }
        return above[at] == at ? at : 0;
    }
}

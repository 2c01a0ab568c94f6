package dev.pistat.store.sqlite.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row in the shape in which SQLite stores it: a list of types, then the values.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#record_format">the record format</a>
 */
final class StoredRow {

    private static final int FIRST_BLOB = 12;

    private StoredRow() {}

    /**
     * The values: {@link Long}, {@link Double}, {@link String}, {@code byte[]}, or null where SQL has NULL.
     * Empty if the types do not fill the row to its last byte: then it is damaged.
     *
     * @throws java.nio.BufferUnderflowException if it is damaged in another way
     */
    static Optional<@Nullable Object[]> read(ByteBuffer row) {
        long headerBytes = varint(row);
        List<Long> types = new ArrayList<>();
        while (row.position() < headerBytes) {
            types.add(varint(row));
        }
        long valueBytes = 0;
        for (long type : types) {
            valueBytes += length(type);
            if (type < 0 || type == 10 || type == 11 || valueBytes > row.remaining()) {
                return Optional.empty();
            }
        }
        if (row.position() != headerBytes || row.remaining() != valueBytes) {
            return Optional.empty();
        }
        @Nullable Object[] values = new @Nullable Object[types.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(types.get(i), row);
        }
        return Optional.of(values);
    }

    /** A whole number of one to nine bytes, of which all but the ninth hold seven bits. */
    static long varint(ByteBuffer bytes) {
        long number = 0;
        for (int i = 0; i < 8; i++) {
            byte next = bytes.get();
            number = (number << 7) | (next & 0x7f);
            if (next >= 0) {
                return number;
            }
        }
        return (number << 8) | (bytes.get() & 0xff);
    }

    private static long length(long type) {
        return switch ((int) Math.min(type, FIRST_BLOB)) {
            case 0, 8, 9 -> 0;
            case 5 -> 6;
            case 6, 7 -> 8;
            case FIRST_BLOB -> (type - FIRST_BLOB) / 2;
            default -> type;
        };
    }

    private static @Nullable Object value(long type, ByteBuffer row) {
        return switch ((int) Math.min(type, FIRST_BLOB)) {
            case 0 -> null;
            case 7 -> row.getDouble();
            case 8 -> 0L;
            case 9 -> 1L;
            case FIRST_BLOB -> {
                byte[] bytes = new byte[(int) length(type)];
                row.get(bytes);
                yield type % 2 == 0 ? bytes : new String(bytes, StandardCharsets.UTF_8);
            }
            default -> whole(row, (int) length(type));
        };
    }

    private static long whole(ByteBuffer row, int bytes) {
        long number = row.get();
        for (int i = 1; i < bytes; i++) {
            number = (number << 8) | (row.get() & 0xff);
        }
        return number;
    }
}

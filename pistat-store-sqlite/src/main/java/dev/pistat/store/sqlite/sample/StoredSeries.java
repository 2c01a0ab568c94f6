package dev.pistat.store.sqlite.sample;

import java.util.Optional;

/**
 * A series as the file knows it.
 *
 * @param id its number, for as long as anything of it is kept
 * @param scale by which values are multiplied to be stored as whole numbers
 * @param column where the samples have it; empty if no sample does any more
 */
public record StoredSeries(int id, int scale, Optional<Column> column) {}

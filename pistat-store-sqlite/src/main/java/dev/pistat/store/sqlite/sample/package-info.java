/**
 * Samples and their columns: the path that every sample and every row takes, and the one that is measured. Here alone plain JDBC and
 * the driver's own database object take the place of Jdbi, each where a comment says what that saves: to bind a hundred values, to halve a run,
 * and to fetch the cells of a million rows.
 */
package dev.pistat.store.sqlite.sample;

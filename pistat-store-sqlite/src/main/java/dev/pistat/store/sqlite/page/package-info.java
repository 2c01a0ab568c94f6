/**
 * The pages of a SQLite file, read without SQLite: for files that are damaged.
 */
package dev.pistat.store.sqlite.page;

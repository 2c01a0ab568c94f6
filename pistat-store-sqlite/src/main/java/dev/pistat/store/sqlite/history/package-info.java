/**
 * The history in a file: its tables, what is known of them without reading, and how they are changed and read.
 */
package dev.pistat.store.sqlite.history;

/**
 * The import of the original PiStat's database: {@link dev.pistat.store.sqlite.original.OriginalImport#importInto} is all that others need.
 */
package dev.pistat.store.sqlite.original;

/**
 * The salvage of a damaged file: {@link dev.pistat.store.sqlite.salvage.Salvage#recover} is all that others need.
 */
package dev.pistat.store.sqlite.salvage;

/**
 * The SQLite file: who may write it, what it is, its connections, and what their errors mean.
 */
package dev.pistat.store.sqlite.file;

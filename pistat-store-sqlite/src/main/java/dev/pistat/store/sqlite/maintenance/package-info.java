/**
 * The upkeep of a history: rolling up, forgetting what is old, a limit of its size, and samples of a wrong clock.
 */
package dev.pistat.store.sqlite.maintenance;

/**
 * The tiers: buckets of five minutes, hours and days, how they are packed, rolled up and read.
 */
package dev.pistat.store.sqlite.tier;

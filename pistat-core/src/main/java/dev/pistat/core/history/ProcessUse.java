package dev.pistat.core.history;

import java.util.OptionalLong;

/**
 * The use of one process between two readings. Its command line is left out on purpose: it may hold secrets.
 *
 * @param pid its number
 * @param name what the kernel calls it, at most 15 characters (proc_pid_comm(5)); it may hold any character
 * @param user whom it belongs to: the name, or the number where there is no name
 * @param cpuPercent share of one core's time, so above 100 if it kept several busy
 * @param residentBytes memory that it held in the end
 * @param writtenBytes bytes that it caused to be written to disks since it began; empty where that may not be read
 */
public record ProcessUse(
        int pid, String name, String user, double cpuPercent, long residentBytes, OptionalLong writtenBytes) {}

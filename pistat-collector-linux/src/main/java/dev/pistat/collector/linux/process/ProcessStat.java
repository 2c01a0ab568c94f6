package dev.pistat.collector.linux.process;

import dev.pistat.collector.linux.kernel.MalformedException;
import java.nio.charset.StandardCharsets;

/**
 * The content of {@code /proc/PID/stat} for a process (proc_pid_stat(5)).
 *
 * @param name its {@code comm}, which may hold any character
 * @param ticks CPU time of all its threads, the kernel's work for it included, in 1/100 s
 * @param start when it started, in 1/100 s since boot: tells it from an earlier one with the same number
 * @param pages resident memory, in pages
 */
record ProcessStat(String name, long ticks, long start, long pages) {

    private static final int MOST_DIGITS = 18;
    private static final String NAME_BEGINS = " (";
    private static final String NAME_ENDS = ") ";
    /** Counted from the state, the first field after the name, as 0. */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;
    private static final int START_TIME = 19;
    private static final int RESIDENT = 21;

    /**
     * Parses the file's one line, every byte a character.
     *
     * @throws MalformedException if it is not whole
     */
    static ProcessStat parse(String text) {
        int nameAt = text.indexOf(NAME_BEGINS) + NAME_BEGINS.length();
        int nameEnd = text.lastIndexOf(NAME_ENDS);
        if (nameAt < NAME_BEGINS.length() || nameEnd < nameAt) {
            throw new MalformedException("a process", text);
        }
        Fields fields = new Fields(text, nameEnd + NAME_ENDS.length());
        long user = fields.skipTo(USER_TIME);
        long system = fields.skipTo(SYSTEM_TIME);
        long start = fields.skipTo(START_TIME);
        long pages = fields.skipTo(RESIDENT);
        byte[] name = text.substring(nameAt, nameEnd).getBytes(StandardCharsets.ISO_8859_1);
        return new ProcessStat(new String(name, StandardCharsets.UTF_8), user + system, start, pages);
    }

    /** The fields after the name, from left to right. */
    private static final class Fields {
        private final String text;
        private int at;
        private int field;

        Fields(String text, int at) {
            this.text = text;
            this.at = at;
        }

        /** The number in that field, followed by another one. */
        long skipTo(int wanted) {
            int end = text.indexOf(' ', at);
            while (field < wanted && end >= 0) {
                at = end + 1;
                field++;
                end = text.indexOf(' ', at);
            }
            if (end < 0) {
                throw new MalformedException("a process", text);
            }
            return number(end);
        }

        private long number(int end) {
            long number = 0;
            for (int i = at; i < end; i++) {
                int digit = text.charAt(i) - '0';
                if (digit < 0 || digit > 9 || end - at > MOST_DIGITS) {
                    throw new MalformedException("a number of a process", text.substring(at, end));
                }
                number = 10 * number + digit;
            }
            return number;
        }
    }
}

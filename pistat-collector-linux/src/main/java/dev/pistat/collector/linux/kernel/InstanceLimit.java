package dev.pistat.collector.linux.kernel;

import java.lang.System.Logger.Level;
import java.util.List;

/** A limit of 64 for the instances of something, such as disks. What is beyond it is said once in the log. */
public final class InstanceLimit {

    public static final int MOST = 64;
    private static final System.Logger LOG = System.getLogger("dev.pistat.collector.linux");

    private boolean said;

    /**
     * The first ones.
     *
     * @param all in the order of their names
     * @param what they are, for the log
     */
    public <T> List<T> first(List<T> all, String what) {
        if (all.size() <= MOST) {
            return all;
        }
        if (!said) {
            said = true;
            LOG.log(Level.WARNING, "there are " + all.size() + " " + what + ": only the first " + MOST + " are read");
        }
        return List.copyOf(all.subList(0, MOST));
    }
}

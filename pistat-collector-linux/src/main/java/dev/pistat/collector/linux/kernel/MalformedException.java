package dev.pistat.collector.linux.kernel;

/**
 * An error in text from the kernel or a program, which has not the form that its documentation gives. The message shows how
 * it begins.
 */
public final class MalformedException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int SHOWN = 60;

    /**
     * An exception that shows how the text begins.
     *
     * @param expected what it should have been, such as "a load average"
     */
    public MalformedException(String expected, String text) {
        super("not " + expected + ": '" + beginning(text) + "'");
    }

    /** The first line of a text, or as much of it as fits into a message. */
    public static String beginning(String text) {
        String line = KernelFile.lines(text.strip()).findFirst().orElse("");
        String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}

package dev.pistat.app;

/** The program's entry. */
public final class Main {

    private Main() {}

    /** Starts PiStat and returns when it has stopped. */
    public static void main(String[] arguments) {
        System.exit(1);
    }
}

package dev.pistat.app.command;

/** The text of {@code --help}, made from the table of commands. */
final class Help extends Command {

    private static final int WIDTH = 100;
    private static final String HEAD = """
            Usage: pistat [--config FILE] [COMMAND]

            Without a command: samples this machine, keeps the history in a SQLite file, and shows it
            on a web page. Runs until it is interrupted (Ctrl-C) or terminated.

            Commands, which work on the same file:
            """;
    private static final String END = """

            A time T is seconds since 1970, or ISO 8601 with an offset: 2026-03-01T12:00:00+01:00
            """;

    Help() {
        super("--help", false, "");
    }

    @Override
    boolean run(CommandLine asked) {
        System.out.print(text());
        return true;
    }

    static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Command command : Commands.ALL) {
            append(text, "  ", command.usage(), command.help());
            command.options().forEach(option -> append(text, "    ", option.usage(), option.help()));
        }
        text.append('\n');
        Commands.OPTIONS.forEach(option -> append(text, "  ", option.usage(), option.help()));
        return text.append(END).toString();
    }

    /** What is explained stands left of its explanation, which is broken between words. */
    private static void append(StringBuilder text, String indent, String what, String help) {
        String left = indent + what + " ".repeat(Math.max(0, 14 - what.length()));
        String broken = "\n" + " ".repeat(left.length());
        int begin = text.length();
        text.append(left);
        for (String word : help.split(" ", -1)) {
            if (text.length() - begin + 1 + word.length() > WIDTH) {
                begin = text.length() + 1;
                text.append(broken);
            }
            text.append(' ').append(word);
        }
        text.append('\n');
    }
}

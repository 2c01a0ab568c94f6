package dev.pistat.app.command;

import dev.pistat.app.PiStat;

/** The version, printed. */
final class Version extends Command {

    Version() {
        super("--version", false, "");
    }

    @Override
    boolean run(CommandLine asked) {
        System.out.println("pistat " + PiStat.version());
        return true;
    }
}

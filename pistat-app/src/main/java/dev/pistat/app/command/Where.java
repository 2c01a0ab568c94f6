package dev.pistat.app.command;

import dev.pistat.app.setting.ConfigurationException;

/** The place of the history's file, on standard output. */
final class Where extends Command {

    Where() {
        super("where", false, "prints the path of the history's file");
    }

    @Override
    boolean run(CommandLine asked) throws ConfigurationException {
        System.out.println(asked.configuration().database());
        return true;
    }
}

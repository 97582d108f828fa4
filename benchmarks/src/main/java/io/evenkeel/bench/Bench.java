package io.evenkeel.bench;

import io.evenkeel.bench.embedding.EmbeddingCommand;
import io.evenkeel.bench.parity.ParityCommand;
import io.evenkeel.bench.parity.TailCommand;
import io.evenkeel.bench.writers.WritersCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./evenkeel bench}. */
@Command(
        name = "evenkeel bench",
        mixinStandardHelpOptions = true,
        description = "Measures Evenkeel beside peers. A target that is missed is reported, and no failure.",
        footer = {"", "Exit status: 0 measured, 1 failed, 2 wrong use."},
        subcommands = {
            WritersCommand.class,
            EmbeddingCommand.class,
            ParityCommand.class,
            TailCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String... arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Bench());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println("bench: " + failure);
            return CommandLine.ExitCode.SOFTWARE;
        });
        if (arguments.length == 0) {
            line.usage(System.err);
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(arguments);
    }
}

package io.evenkeel.cli;

import io.evenkeel.localstack.LocalStackException;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code ./evenkeel}. */
@Command(
        name = "evenkeel",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Moves a live application's data from SQLite to Supabase, with no downtime and no doubt.",
        footer = {
            "",
            "Every command takes --json: one JSON document on standard output, a problem document when it fails.",
            "Exit status: 0 done, 1 failed or not equal, 2 refused or wrong use.",
            "Two more commands: 'test' runs every test, 'bench' measures beside peers ('bench --help')."
        },
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            ResetCommand.class,
            DemoCommand.class,
            DoctorCommand.class,
            IngestCommand.class,
            SearchCommand.class,
            ParityCommand.class,
            CutoverCommand.class,
            DeadLettersCommand.class,
            ReembedCommand.class,
            SchemaCommand.class,
            CommandLine.HelpCommand.class
        })
final class Evenkeel {
    private Evenkeel() {}

    public static void main(String... arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Evenkeel());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Evenkeel::wrongUse);
        line.setExecutionExceptionHandler(Evenkeel::failed);
        line.setExecutionStrategy(new CommandLine.RunLast());
        if (arguments.length == 0) {
            line.usage(System.err);
            return CommandFailure.REFUSED;
        }
        return line.execute(arguments);
    }

    private static int wrongUse(ParameterException wrong, String[] arguments) {
        CommandFailure failure = CommandFailure.refused(
                "wrong-use",
                wrong.getMessage() + "; see 'evenkeel " + wrong.getCommandLine().getCommandName() + " --help'");
        return report(failure, Arrays.asList(arguments).contains("--json"));
    }

    private static int failed(Exception thrown, CommandLine line, CommandLine.ParseResult parsed) {
        boolean json = parsed.originalArgs().contains("--json");
        if (thrown instanceof CommandFailure failure) {
            return report(failure, json);
        }
        if (thrown instanceof LocalStackException notStarted) {
            return report(CommandFailure.failed("local-stack", String.valueOf(notStarted.getMessage())), json);
        }
        return report(
                CommandFailure.failed(
                        "unexpected",
                        "unexpected " + thrown.getClass().getSimpleName() + ": " + thrown.getMessage()
                                + "; this is a fault in Evenkeel, please report it"),
                json);
    }

    private static int report(CommandFailure failure, boolean json) {
        if (json) {
            System.out.println(Json.print(failure.problem()));
        } else {
            System.err.println("evenkeel: " + failure.getMessage());
        }
        return failure.exitCode();
    }
}

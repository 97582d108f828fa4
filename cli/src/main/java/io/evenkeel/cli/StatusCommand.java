package io.evenkeel.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what of the stack runs, and where the migration stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "What runs and where, the stage, and parity.",
        footer = "Exit status: 0 all services are ready, 1 otherwise.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        StackStatus status = StackStatus.of(Stack.here());
        if (output.json()) {
            output.document(status.json());
        } else {
            status.print(output);
        }
        return status.ready() ? 0 : CommandFailure.FAILED;
    }
}

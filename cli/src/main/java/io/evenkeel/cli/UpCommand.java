package io.evenkeel.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the local stack. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts whatever of the local stack does not run, and prints addresses; data in .evenkeel/.")
final class UpCommand implements Callable<Integer> {
    @Option(
            names = {"-d", "--detach"},
            description = "Return when all is ready; without it, Ctrl-C stops the stack.")
    private boolean detach;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Stack stack = Stack.here();
        if (!detach) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stack.down(output), "down"));
        }
        stack.up(output);
        StackStatus status = StackStatus.of(stack);
        if (output.json()) {
            output.document(status.json());
        } else {
            status.print(output);
            output.line("settings for your shell: source %s", stack.envFile());
        }
        if (!detach) {
            output.step("running; Ctrl-C stops it");
            new CountDownLatch(1).await();
        }
        return 0;
    }
}

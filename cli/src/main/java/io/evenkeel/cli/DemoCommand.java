package io.evenkeel.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job on real input, from nothing. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Starts a stack with data of its own, ingests real documents, proves parity, searches both stores,",
            "cuts over to Supabase and rolls back. Exit status 0 only if all of it held."
        })
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--full", description = "All 1,400 documents instead of the first 300.")
    private boolean full;

    @Option(
            names = "--keep",
            description = "Leave the stack running and print its addresses; 'evenkeel down' stops it.")
    private boolean keep;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        Stack stack = Stack.ofDemo();
        // What an earlier demo left behind, however it ended, is not this demo's.
        stack.down(output);
        ResetCommand.delete(stack.directory());
        Thread stop = new Thread(() -> stack.down(output), "down");
        Runtime.getRuntime().addShutdownHook(stop);
        output.step("starting a stack in %s", stack.directory());
        stack.up(output);
        Demo.Summary summary = new Demo(stack, output).run(full ? Integer.MAX_VALUE : 300);
        if (keep) {
            Runtime.getRuntime().removeShutdownHook(stop);
            StackStatus.of(stack).print(output);
            output.line("parity API: %s/v1/parity", stack.settings().getOrDefault("EVENKEEL_PARITY_URL", ""));
        }
        if (output.json()) {
            output.document(summary.json());
        } else {
            summary.print(output);
        }
        return summary.held() ? 0 : CommandFailure.FAILED;
    }
}
